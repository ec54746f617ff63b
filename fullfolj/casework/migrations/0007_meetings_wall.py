"""Meetings behind the wall; the address of a calendar for its owner alone."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose
from fullfolj.casework.sql import enclose_of_case

# Checked at the end, as the key to the case: see enclose_of_case.
TO_ROWS = """
ALTER TABLE casework_meeting ADD CONSTRAINT casework_meeting_contact
    FOREIGN KEY (authority_id, is_open, contact)
    REFERENCES casework_contact (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE casework_meeting ADD CONSTRAINT casework_meeting_moved_to
    FOREIGN KEY (authority_id, is_open, moved_to)
    REFERENCES casework_meeting (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE casework_calendaraddress ADD CONSTRAINT casework_calendaraddress_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    own: dict[str, Any] = {"own": "by_user", "may": "SELECT, INSERT, DELETE"}
    enclose_of_case(editor, "casework_meeting")
    enclose(editor, Enclosure("casework_calendaraddress", **own))
    sql.run(editor, TO_ROWS)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0006_meetings")]
    operations: ClassVar = [sql.Run(tables)]
