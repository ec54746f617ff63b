"""What is kept for early warning, behind the wall and with history; erased at 22 as
other facts. Only an authority that is a school provider writes any of it."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import PROVIDES, UNCOUNTED, Enclosure, enclose
from fullfolj.schooling.sql import erase

REFERENCE = """
ALTER TABLE schooling_grade ADD CONSTRAINT schooling_grade_unit
    FOREIGN KEY (authority_id, school_unit_id)
    REFERENCES schooling_schoolunit (authority_id, id);
"""


def tables(editor: Any) -> None:
    for name in ("absencereport", "grade", "attendancesum"):
        table = f"schooling_{name}"
        about = Enclosure(table, person="person_id", noted=UNCOUNTED, writes=PROVIDES)
        enclose(editor, about)
    sql.run(editor, REFERENCE)


class Migration(migrations.Migration):
    dependencies = [
        ("schooling", "0010_prevention"),
        ("access", "0008_school_provider"),
    ]
    operations = [
        sql.Run(tables),
        sql.Run(erase),
    ]
