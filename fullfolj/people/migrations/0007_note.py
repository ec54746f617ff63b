"""How somebody knows who entered a person by hand."""

from typing import Any

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.access.sql.enclose import NOTED, unnoted


def no_notes(editor: Any) -> None:
    """The planner may not keep notes of what the new column holds."""
    sql.run(editor, unnoted("people_identity", NOTED))


class Migration(migrations.Migration):
    dependencies = [("people", "0006_reach")]
    operations = [
        migrations.AddField(
            model_name="identity",
            name="note",
            field=models.CharField(blank=True, db_default="", max_length=300),
        ),
        sql.Run(no_notes),
    ]
