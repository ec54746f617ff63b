"""Mappings behind the wall; private answers for the case's owner and the writer."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose
from fullfolj.casework.sql import enclose_of_case, writer_or_owner

ADDED = "SELECT, INSERT"
PRIVATE = "casework_privateanswer"
REFERENCES = """
ALTER TABLE casework_mappingsection ADD CONSTRAINT casework_mappingsection_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE casework_privateanswer ADD CONSTRAINT casework_privateanswer_answer
    FOREIGN KEY (authority_id, is_open, answer_id)
    REFERENCES casework_mappinganswer (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

OF_ROUND = """
ALTER TABLE {table} ADD CONSTRAINT {table}_round
    FOREIGN KEY (authority_id, is_open, case_id, round)
    REFERENCES casework_mappinground (authority_id, is_open, case_id, number)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("casework_mappingsection", may=ADDED))
    enclose_of_case(editor, "casework_mappinground", may=ADDED)
    enclose_of_case(editor, "casework_mappinganswer", may=ADDED)
    private: dict[str, Any] = {
        "reads": writer_or_owner(PRIVATE, "by_user"),
        "history": False,
    }
    enclose_of_case(editor, PRIVATE, may=ADDED, **private)
    enclose_of_case(editor, "casework_sectionlock")
    enclose_of_case(editor, "casework_sectionshare")
    sql.run(editor, REFERENCES)
    for table in ("casework_mappinganswer", "casework_sectionlock"):
        sql.run(editor, OF_ROUND.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_mapping")]
    operations = [sql.Run(tables)]
