"""Schools' systems and what they call pupils, behind the wall and with history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose

REFERENCES = """
ALTER TABLE ss12000_connection ADD CONSTRAINT ss12000_connection_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE ss12000_connection ADD CONSTRAINT ss12000_connection_of
    UNIQUE (authority_id, id);
ALTER TABLE ss12000_pull ADD CONSTRAINT ss12000_pull_connection
    FOREIGN KEY (authority_id, connection_id)
    REFERENCES ss12000_connection (authority_id, id);
ALTER TABLE ss12000_sourcekey ADD CONSTRAINT ss12000_sourcekey_connection
    FOREIGN KEY (authority_id, connection_id)
    REFERENCES ss12000_connection (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("ss12000_connection"))
    enclose(editor, Enclosure("ss12000_pull"))
    key = Enclosure("ss12000_sourcekey", person="person_id", noted=UNCOUNTED, goes=True)
    enclose(editor, key)
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("ss12000", "0001_connections"), ("people", "0008_mark_when")]
    operations = [sql.Run(tables)]
