"""Referrals behind the wall, each tied to its person, and to its case if it has one."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose
from fullfolj.casework.sql import enclose_of_case

OF_AUTHORITY = """
ALTER TABLE casework_wanted ADD CONSTRAINT casework_wanted_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    enclose_of_case(editor, "casework_referral")
    enclose(editor, Enclosure("casework_wanted", may="SELECT, INSERT"))
    sql.run(editor, OF_AUTHORITY)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0026_referrals")]
    operations: ClassVar = [sql.Run(tables)]
