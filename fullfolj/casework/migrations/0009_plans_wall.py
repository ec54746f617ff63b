"""Plans and small steps, behind the wall; history is added and never changed."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.casework.sql import enclose_of_case

ADDED = "SELECT, INSERT"
# Checked at the end: a marking of the person reaches the rows one by one.
KEY = """
ALTER TABLE {table} ADD CONSTRAINT {table}_{column}
    FOREIGN KEY (authority_id, is_open, {column})
    REFERENCES {whole} (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
KEYS = (
    *(
        (f"casework_{table}", "plan_id", "casework_plan")
        for table in ("planversion", "promise", "agreement", "followupofplan")
    ),
    ("casework_agreement", "promise", "casework_promise"),
    ("casework_smallstep", "promise", "casework_promise"),
    ("casework_smallstep", "parent", "casework_smallstep"),
)


def tables(editor: Any) -> None:
    for name in ("plan", "promise", "followupofplan", "smallstep"):
        enclose_of_case(editor, f"casework_{name}")
    for name in ("planversion", "agreement"):
        enclose_of_case(editor, f"casework_{name}", may=ADDED)
    for table, column, whole in KEYS:
        sql.run(editor, KEY.format(table=table, column=column, whole=whole))


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_plans")]
    operations = [sql.Run(tables)]
