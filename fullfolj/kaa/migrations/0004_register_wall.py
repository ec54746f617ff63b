"""The register and what decides about it, behind the wall and with their history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose

REFERENCE = """
ALTER TABLE kaa_{table} ADD CONSTRAINT kaa_{table}_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("kaa_policysetting", may="SELECT, INSERT"))
    for name in ("registerspell", "reviewspell", "reviewdecision"):
        table = f"kaa_{name}"
        enclose(editor, Enclosure(table, person="person_id", noted=UNCOUNTED))
    sql.run(editor, REFERENCE.format(table="policysetting"))


class Migration(migrations.Migration):
    dependencies = [("kaa", "0003_register"), ("people", "0004_facts_wall")]
    operations = [sql.Run(tables)]
