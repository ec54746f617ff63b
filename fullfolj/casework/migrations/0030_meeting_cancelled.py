"""When a meeting was cancelled; and those to come, found by when they begin."""

from typing import Any, ClassVar

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted

# Of those that are cancelled already nobody knows when: by the day of it, or by now.
CANCELLED = """
UPDATE casework_meeting SET cancelled_at = LEAST(starts_at, statement_timestamp())
WHERE state = 'cancelled'
"""


def unnote(editor: Any) -> None:
    """No notes are kept of the new column, either."""
    sql.run(editor, unnoted("casework_meeting", UNCOUNTED))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0029_viewed_on")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="meeting",
            name="cancelled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(CANCELLED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("state", "cancelled")),
                    models.Q(
                        models.Q(("state", "cancelled"), _negated=True),
                        ("cancelled_at", None),
                    ),
                    _connector="OR",
                ),
                name="meeting_cancelled",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("state", "planned")),
                fields=["authority", "is_open", "starts_at"],
                name="meeting_planned",
            ),
        ),
        sql.Run(unnote),
    ]
