"""The record of the nights, behind the wall; and when the last good one was."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose
from fullfolj.nightly.sql import health

REFERENCE = """
ALTER TABLE nightly_jobrun ADD CONSTRAINT nightly_jobrun_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("nightly_jobrun", may="SELECT, INSERT"))
    sql.run(editor, REFERENCE)


class Migration(migrations.Migration):
    dependencies = [("nightly", "0001_nightly"), ("kaa", "0004_register_wall")]
    operations = [
        sql.Run(tables),
        sql.Run(health),
    ]
