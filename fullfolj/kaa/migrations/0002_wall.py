"""For whom the authority answers, behind the wall and with its history."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose

REFERENCES = """
ALTER TABLE kaa_municipality ADD CONSTRAINT kaa_municipality_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("kaa_municipality"))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("kaa", "0001_municipality"), ("access", "0003_wall")]
    operations = [sql.Run(tables)]
