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

# Who reads what is restricted: who wrote it first, and who answers for the case now.
RESTRICTED = """(NOT is_restricted OR written_by = (SELECT wall_user()) OR EXISTS (
    SELECT FROM casework_case c
    WHERE c.authority_id = {table}.authority_id AND c.is_open = {table}.is_open
      AND c.id = {table}.case_id AND c.owner = (SELECT wall_user())))
"""


def enclose_of_case(editor: BaseDatabaseSchemaEditor, table: str, **given: Any) -> None:
    """Put a table behind the wall whose rows are of a case, with a key to it.

    Args:
        given: what `Enclosure` takes; without it rows may be added and changed.
    """
    about: dict[str, Any] = {"person": "person_id", "noted": UNCOUNTED}
    enclose(editor, Enclosure(table, **about | given))
    sql.run(editor, OF_CASE.format(table=table))


def enclose_restricted(
    editor: BaseDatabaseSchemaEditor, table: str, **given: Any
) -> None:
    """The same for what may be restricted: `is_restricted`, `written_by`."""
    reads = RESTRICTED.format(table=table)
    enclose_of_case(editor, table, reads=reads, history=False, **given)
