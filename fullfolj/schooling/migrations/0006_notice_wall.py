"""What schools told, behind the wall and with history; erased at 22 as other facts."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose
from fullfolj.schooling.sql import erase

REFERENCE = """
ALTER TABLE schooling_notice ADD CONSTRAINT schooling_notice_unit
    FOREIGN KEY (authority_id, school_unit_id)
    REFERENCES schooling_schoolunit (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("schooling_notice", person="person_id", noted=UNCOUNTED))
    sql.run(editor, REFERENCE)


class Migration(migrations.Migration):
    dependencies = [("schooling", "0005_notice")]
    operations = [
        sql.Run(tables),
        sql.Run(erase),
    ]
