"""History keeps what a row was before a change: what it is now stands in the row."""

from typing import Any

from django.db import migrations

from fullfolj.access.sql.enclose import keep_what_was


def histories(_apps: Any, editor: Any) -> None:
    keep_what_was(editor)


class Migration(migrations.Migration):
    dependencies = [("access", "0005_queue")]
    operations = [migrations.RunPython(histories, migrations.RunPython.noop)]
