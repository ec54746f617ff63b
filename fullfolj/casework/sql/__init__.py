"""Put tables about cases behind the wall, tied to their case and its person."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose

# Checked at the end: a marking of the person reaches the case and its rows one by one.
OF_CASE = """
ALTER TABLE {table} ADD CONSTRAINT {table}_case
    FOREIGN KEY (authority_id, is_open, case_id)
    REFERENCES casework_case (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


def enclose_of_case(editor: BaseDatabaseSchemaEditor, table: str, **given: Any) -> None:
    """Put a table behind the wall whose rows are of a case, with a key to it.

    Args:
        given: what `Enclosure` takes; without it rows may be added and changed.
    """
    about: dict[str, Any] = {"person": "person_id", "noted": UNCOUNTED}
    enclose(editor, Enclosure(table, **about | given))
    sql.run(editor, OF_CASE.format(table=table))
