"""Team meetings, decisions and checklists behind the wall; what is closed is locked."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose
from fullfolj.casework.sql import enclose_of_case

ADDED = "SELECT, INSERT"
AGENDA, DECISION = "casework_agendaitem", "casework_decision"
# What a closed meeting took up and decided is as it was, whatever the code forgets.
WHILE_OPEN = """EXISTS (
    SELECT FROM casework_teammeeting m
    WHERE m.authority_id = {table}.authority_id AND m.id = {table}.meeting_id
      AND m.closed_at IS NULL)"""

REFERENCES = """
ALTER TABLE casework_teammeeting ADD CONSTRAINT casework_teammeeting_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE casework_checklistversion
    ADD CONSTRAINT casework_checklistversion_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE casework_decision ADD CONSTRAINT casework_decision_point
    FOREIGN KEY (authority_id, is_open, id)
    REFERENCES casework_agendaitem (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
OF_MEETING = """
ALTER TABLE {table} ADD CONSTRAINT {table}_meeting
    FOREIGN KEY (authority_id, meeting_id)
    REFERENCES casework_teammeeting (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("casework_teammeeting"))
    enclose(editor, Enclosure("casework_checklistversion", may=ADDED))
    enclose_of_case(editor, "casework_tick", may=ADDED)
    some = "SELECT, INSERT, UPDATE, DELETE"
    enclose_of_case(editor, AGENDA, may=some, writes=WHILE_OPEN.format(table=AGENDA))
    enclose_of_case(editor, DECISION, writes=WHILE_OPEN.format(table=DECISION))
    sql.run(editor, REFERENCES)
    for table in (AGENDA, DECISION):
        sql.run(editor, OF_MEETING.format(table=table))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0023_team_meetings")]
    operations: ClassVar = [sql.Run(tables)]
