"""History keeps what a row was before a change: what it is now stands in the row."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import keep_what_was


def histories(editor: Any) -> None:
    keep_what_was(editor)


class Migration(migrations.Migration):
    dependencies = [("access", "0005_queue")]
    operations = [sql.Run(histories)]
