"""Measures and introductory programmes behind the wall, tied to their case."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.casework.sql import enclose_of_case

# What is noted of a week or a subject is added and never changed.
ADDED = ("measureweek", "introduction", "passedsubjects")
CHANGED = ("measure", "studygoal")
REFERENCES = """
ALTER TABLE casework_measure ADD CONSTRAINT casework_measure_method
    FOREIGN KEY (authority_id, method) REFERENCES programmes_method (authority_id, id);
ALTER TABLE casework_measureweek ADD CONSTRAINT casework_measureweek_measure
    FOREIGN KEY (authority_id, is_open, measure)
    REFERENCES casework_measure (authority_id, is_open, id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


def tables(editor: Any) -> None:
    for name in CHANGED:
        enclose_of_case(editor, f"casework_{name}")
    for name in ADDED:
        enclose_of_case(editor, f"casework_{name}", may="SELECT, INSERT")
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_measures"),
        ("programmes", "0003_methods_wall"),
        ("people", "0010_guardian_wall"),
    ]
    operations = [sql.Run(tables)]
