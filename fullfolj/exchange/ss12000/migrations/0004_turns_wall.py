"""Whose turn it is to be asked, behind the wall."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose

REFERENCES = """
ALTER TABLE ss12000_turn ADD CONSTRAINT ss12000_turn_connection
    FOREIGN KEY (authority_id, id) REFERENCES ss12000_connection (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("ss12000_turn", history=False))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("ss12000", "0003_turns")]
    operations = [sql.Run(tables)]
