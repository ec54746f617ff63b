"""The people's functions as SQL, run by the owner in the migrations."""

from pathlib import Path
from typing import Any

from fullfolj.access import sql


def people(editor: Any) -> None:
    """Make or renew the functions that mark persons."""
    sql.run_file(editor, Path(__file__).with_name("people.sql"))
