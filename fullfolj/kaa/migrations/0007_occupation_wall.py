"""What people in the register do, behind the wall and with its history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("kaa_occupation", person="person_id", noted=UNCOUNTED))


class Migration(migrations.Migration):
    dependencies = [("kaa", "0006_occupation")]
    operations = [sql.Run(tables)]
