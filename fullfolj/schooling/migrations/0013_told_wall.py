"""What schools tell beyond enrolments, behind the wall, and its erasure."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose
from fullfolj.schooling.sql import erase

REFERENCES = """
ALTER TABLE schooling_programme ADD CONSTRAINT schooling_programme_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE schooling_mentorship ADD CONSTRAINT schooling_mentorship_unit
    FOREIGN KEY (authority_id, school_unit_id)
    REFERENCES schooling_schoolunit (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("schooling_programme"))
    for name in ("mentorship", "studyplan"):
        table = f"schooling_{name}"
        enclose(editor, Enclosure(table, person="person_id", noted=UNCOUNTED))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("schooling", "0012_told"), ("people", "0010_guardian_wall")]
    operations = [
        sql.Run(tables),
        sql.Run(erase),
    ]
