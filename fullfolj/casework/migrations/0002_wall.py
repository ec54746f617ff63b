"""Cases and what is done in them, behind the wall; drafts and views for their owner."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose
from fullfolj.casework.sql import enclose_of_case

OF_AUTHORITY = """
ALTER TABLE casework_savedview ADD CONSTRAINT casework_savedview_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""
# How many are open and in the group: else a list of all is planned as one of a few.
NOTED = (*UNCOUNTED, "closed_on", "left_on")
ALSO_DELETE = "SELECT, INSERT, UPDATE, DELETE"


def tables(editor: Any) -> None:
    own: dict[str, Any] = {"own": "by_user", "may": ALSO_DELETE, "history": False}
    enclose(editor, Enclosure("casework_case", person="person_id", noted=NOTED))
    enclose_of_case(editor, "casework_contact", may="SELECT, INSERT")
    enclose_of_case(editor, "casework_draft", **own)
    enclose(editor, Enclosure("casework_savedview", **own))
    sql.run(editor, OF_AUTHORITY)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_cases"),
        ("access", "0004_sign_in"),
        ("people", "0004_facts_wall"),
    ]
    operations = [sql.Run(tables)]
