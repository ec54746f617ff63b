"""What undoes an import, as SQL: run by the owner in the migrations."""

from pathlib import Path
from typing import Any

from fullfolj.access import sql


def withdraw(editor: Any) -> None:
    """Make or renew the function that takes back whom a run brought."""
    sql.run_file(editor, Path(__file__).with_name("withdraw.sql"))
