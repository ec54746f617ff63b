"""What the population register says, behind the wall and with its history."""

from typing import Any

from django.db import migrations

from fullfolj.access.sql.enclose import Enclosure, enclose


def tables(_apps: Any, editor: Any) -> None:
    for name in ("registration", "civilrecord"):
        enclose(editor, Enclosure(f"people_{name}", person="person_id"))


class Migration(migrations.Migration):
    dependencies = [("people", "0003_facts")]
    operations = [migrations.RunPython(tables, migrations.RunPython.noop)]
