"""What a system calls somebody can come to be what it calls another: a row of one
person never becomes another's, so that it goes and a new one is added."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose


def keys(editor: Any) -> None:
    enclose(
        editor,
        Enclosure(
            "ss12000_sourcekey",
            person="person_id",
            may="SELECT, INSERT, DELETE",
            noted=UNCOUNTED,
            goes=True,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("ss12000", "0004_turns_wall")]
    operations = [sql.Run(keys)]
