"""Lists and what their headings meant, behind the wall."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose

REFERENCE = """
ALTER TABLE {table} ADD CONSTRAINT {table}_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    for table in ("begin_knownlist", "begin_headingmap"):
        enclose(editor, Enclosure(table))
        sql.run(editor, REFERENCE.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("begin", "0001_lists"), ("access", "0005_queue")]
    operations = [sql.Run(tables)]
