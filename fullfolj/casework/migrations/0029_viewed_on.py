"""The day a youth was last asked for their own view, on the case as its other days."""

from typing import Any, ClassVar

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted

# The rows that are there already: the owner of the tables sees them all.
VIEWED = """
UPDATE casework_case c SET viewed_on = v.last FROM (
    SELECT authority_id, case_id, max("on") AS last FROM casework_selfview GROUP BY 1, 2
) v WHERE c.authority_id = v.authority_id AND c.id = v.case_id
"""


def unnote(editor: Any) -> None:
    """No notes are kept of the new column, either."""
    sql.run(editor, unnoted("casework_case", (*UNCOUNTED, "closed_on", "left_on")))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0028_message_withdrawn")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="case", name="case_open"),
        migrations.AddField(
            model_name="case", name="viewed_on", field=models.DateField(null=True)
        ),
        migrations.RunSQL(VIEWED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["authority", "is_open", "next_step_on"],
                include=(
                    *("id", "person", "listed_on", "left_on", "owner"),
                    *("attempts", "reached_on", "is_planned", "municipality_code"),
                    *("turns_20_on", "prepared_on", "viewed_on"),
                ),
                name="case_open",
            ),
        ),
        sql.Run(unnote),
    ]
