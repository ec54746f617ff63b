"""Imports and what they set aside, behind the wall and with their history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose

REFERENCES = """
ALTER TABLE imports_importrun ADD CONSTRAINT imports_importrun_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE imports_importsetting ADD CONSTRAINT imports_importsetting_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE imports_setaside ADD CONSTRAINT imports_setaside_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE imports_setaside ADD CONSTRAINT imports_setaside_closed
    CHECK (person_id IS NOT NULL OR NOT is_open);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("imports_importrun", may="SELECT, INSERT"))
    enclose(editor, Enclosure("imports_importsetting"))
    aside = Enclosure("imports_setaside", person="person_id", noted=UNCOUNTED)
    enclose(editor, aside)
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_imports"), ("people", "0004_facts_wall")]
    operations = [sql.Run(tables)]
