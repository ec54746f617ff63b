"""Persons and everything about them, behind the wall and with their history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose
from fullfolj.people.sql import people

AUTHORITY = """
ALTER TABLE people_person ADD CONSTRAINT people_person_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    """The person first: the others refer to the marked person."""
    enclose(editor, Enclosure("people_person", person="id"))
    for name in ("identity", "contactdetail", "protection"):
        enclose(editor, Enclosure(f"people_{name}", person="person_id"))
    keys = Enclosure(
        "people_searchkey",
        person="person_id",
        may="SELECT, INSERT, DELETE",
        history=False,
        noted=("authority_id", "is_open", "kind"),
    )
    enclose(editor, keys)
    sql.run(editor, AUTHORITY)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people"), ("access", "0003_wall")]
    operations = [
        sql.Run(tables),
        sql.Run(people),
    ]
