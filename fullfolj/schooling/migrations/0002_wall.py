"""Schools and what they say, behind the wall and with history; and their erasure."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose
from fullfolj.schooling.sql import erase

REFERENCES = """
ALTER TABLE schooling_schoolunit ADD CONSTRAINT schooling_schoolunit_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE schooling_enrolment ADD CONSTRAINT schooling_enrolment_unit
    FOREIGN KEY (authority_id, school_unit_id)
    REFERENCES schooling_schoolunit (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("schooling_schoolunit"))
    for name in ("enrolment", "credential"):
        table = f"schooling_{name}"
        enclose(editor, Enclosure(table, person="person_id", noted=UNCOUNTED))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("schooling", "0001_schooling"), ("people", "0004_facts_wall")]
    operations = [
        sql.Run(tables),
        sql.Run(erase),
    ]
