"""Cases and what is done in them, behind the wall; drafts and views for their owner."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose

# Checked at the end: a marking of the person reaches the case and its rows one by one.
OF_CASE = """
ALTER TABLE casework_{name} ADD CONSTRAINT casework_{name}_case
    FOREIGN KEY (authority_id, is_open, case_id)
    REFERENCES casework_case (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
OF_AUTHORITY = """
ALTER TABLE casework_savedview ADD CONSTRAINT casework_savedview_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""
# How many are open and in the group: else a list of all is planned as one of a few.
NOTED = (*UNCOUNTED, "closed_on", "left_on")
ALSO_DELETE = "SELECT, INSERT, UPDATE, DELETE"


def tables(_apps: Any, editor: Any) -> None:
    about: dict[str, Any] = {"person": "person_id", "noted": UNCOUNTED}
    own: dict[str, Any] = {"own": "by_user", "may": ALSO_DELETE, "history": False}
    enclose(editor, Enclosure("casework_case", **about | {"noted": NOTED}))
    enclose(editor, Enclosure("casework_contact", **about, may="SELECT, INSERT"))
    enclose(editor, Enclosure("casework_draft", **about, **own))
    enclose(editor, Enclosure("casework_savedview", **own))
    for name in ("contact", "draft"):
        sql.run(editor, OF_CASE.format(name=name))
    sql.run(editor, OF_AUTHORITY)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_cases"),
        ("access", "0004_sign_in"),
        ("people", "0004_facts_wall"),
    ]
    operations = [migrations.RunPython(tables, migrations.RunPython.noop)]
