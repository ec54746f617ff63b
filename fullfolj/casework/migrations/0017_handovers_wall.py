"""Handovers behind the wall; no notes are kept of when somebody turns 20."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted
from fullfolj.casework.sql import enclose_of_case


def tables(editor: Any) -> None:
    enclose_of_case(editor, "casework_handover")
    enclose_of_case(editor, "casework_preparation", may="SELECT, INSERT")
    enclose_of_case(editor, "casework_moveoffer")
    noted = (*UNCOUNTED, "closed_on", "left_on")
    sql.run(editor, unnoted("casework_case", noted))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0016_handovers")]
    operations: ClassVar = [sql.Run(tables)]
