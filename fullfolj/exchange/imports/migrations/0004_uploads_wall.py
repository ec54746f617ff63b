"""What was sent in and how far it has come, behind the wall."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose

REFERENCES = """
ALTER TABLE imports_upload ADD CONSTRAINT imports_upload_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE imports_progress ADD CONSTRAINT imports_progress_upload
    FOREIGN KEY (authority_id, id) REFERENCES imports_upload (authority_id, id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("imports_upload"))
    enclose(editor, Enclosure("imports_progress", history=False))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_uploads"), ("access", "0005_queue")]
    operations = [sql.Run(tables)]
