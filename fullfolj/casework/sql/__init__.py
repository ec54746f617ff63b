"""Put tables about cases behind the wall, tied to their case and its person."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fullfolj.access import sql
from fullfolj.access.sql.enclose import ASKS, UNCOUNTED, Enclosure, enclose

# Checked at the end: a marking of the person reaches the case and its rows one by one.
OF_CASE = """
ALTER TABLE {table} ADD CONSTRAINT {table}_case
    FOREIGN KEY (authority_id, is_open, case_id)
    REFERENCES casework_case (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

# Who wrote a row, and who answers for the case as it is now: a new owner reads at once,
# the former no more.
WRITER_OR_OWNER = """({table}.{writer} = {asks} OR EXISTS (
    SELECT FROM casework_case c
    WHERE c.authority_id = {table}.authority_id AND c.is_open = {table}.is_open
      AND c.id = {table}.case_id AND c.owner = {asks}))"""


def writer_or_owner(table: str, writer: str) -> str:
    """Whether the one who asks wrote a row of a table, or answers for its case.

    Args:
        writer: the column with the user who wrote it.
    """
    return WRITER_OR_OWNER.format(table=table, writer=writer, asks=ASKS)


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
    reads = f"NOT is_restricted OR {writer_or_owner(table, 'written_by')}"
    enclose_of_case(editor, table, reads=reads, history=False, **given)
