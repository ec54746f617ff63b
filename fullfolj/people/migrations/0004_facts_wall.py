"""What the population register says, behind the wall and with its history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose


def tables(editor: Any) -> None:
    for name in ("registration", "civilrecord"):
        table = f"people_{name}"
        enclose(editor, Enclosure(table, person="person_id", noted=UNCOUNTED))


class Migration(migrations.Migration):
    dependencies = [("people", "0003_facts")]
    operations = [sql.Run(tables)]
