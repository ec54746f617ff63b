"""Notes and files behind the wall; what is restricted for a few alone."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.casework.sql import enclose_of_case, enclose_restricted

# A wording may become restricted afterwards; nothing else of it changes, ever.
RESTRICT = "SELECT, INSERT, UPDATE (is_restricted)"
# Files are compressed already; so kept, some bytes are read without all the others.
APART = """
ALTER TABLE casework_attachmentcontent ALTER COLUMN data SET STORAGE EXTERNAL;
"""


def tables(editor: Any) -> None:
    added = "SELECT, INSERT"
    enclose_of_case(editor, "casework_note", may=added)
    enclose_of_case(editor, "casework_attachment", may=added)
    enclose_restricted(editor, "casework_notetext", may=RESTRICT)
    enclose_restricted(editor, "casework_attachmentcontent", may=added)
    sql.run(editor, APART)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0014_notes")]
    operations: ClassVar = [sql.Run(tables)]
