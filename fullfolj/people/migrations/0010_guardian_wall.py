"""Who answers for somebody under 18, behind the wall and with history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose


def table(editor: Any) -> None:
    enclose(editor, Enclosure("people_guardian", person="person_id", noted=UNCOUNTED))


class Migration(migrations.Migration):
    dependencies = [("people", "0009_guardian")]
    operations = [sql.Run(table)]
