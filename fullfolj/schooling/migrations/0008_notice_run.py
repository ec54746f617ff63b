"""Which import a notice came with, so that the import can be undone."""

from typing import Any

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted


def no_notes(editor: Any) -> None:
    """The planner may not keep notes of what the new column holds."""
    sql.run(editor, unnoted("schooling_notice", UNCOUNTED))


class Migration(migrations.Migration):
    dependencies = [("schooling", "0007_units_heard")]
    operations = [
        migrations.AddField(
            model_name="notice",
            name="import_run",
            field=models.UUIDField(null=True),
        ),
        sql.Run(no_notes),
    ]
