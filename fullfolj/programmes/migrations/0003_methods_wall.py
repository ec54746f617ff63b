"""The method bank behind the wall: each authority has its own."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose

OF_AUTHORITY = """
ALTER TABLE programmes_method ADD CONSTRAINT programmes_method_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("programmes_method"))
    sql.run(editor, OF_AUTHORITY)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_methods"), ("access", "0004_sign_in")]
    operations = [sql.Run(tables)]
