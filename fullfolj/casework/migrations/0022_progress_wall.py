"""Events, own views and beliefs behind the wall: energy for a few, beliefs for one."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.casework.sql import enclose_of_case, writer_or_owner

ADDED = "SELECT, INSERT"
# What was noted by mistake is struck out; nothing else of it changes, ever.
STRUCK = "SELECT, INSERT, UPDATE (struck_at, struck_by)"
PRIVATE = "casework_privateselfview"
OF_VIEW = """
ALTER TABLE {table} ADD CONSTRAINT {table}_view
    FOREIGN KEY (authority_id, is_open, view_id)
    REFERENCES casework_selfview (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


def tables(editor: Any) -> None:
    private: dict[str, Any] = {
        "reads": writer_or_owner(PRIVATE, "by_user"),
        "history": False,
    }
    enclose_of_case(editor, "casework_ladderevent", may=STRUCK)
    enclose_of_case(editor, "casework_selfview", may=ADDED)
    enclose_of_case(editor, "casework_selfviewanswer", may=ADDED)
    enclose_of_case(editor, PRIVATE, may=ADDED, **private)
    enclose_of_case(editor, "casework_belief", may=ADDED, own="by_user", history=False)
    for table in ("casework_selfviewanswer", PRIVATE):
        sql.run(editor, OF_VIEW.format(table=table))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0021_progress")]
    operations: ClassVar = [sql.Run(tables)]
