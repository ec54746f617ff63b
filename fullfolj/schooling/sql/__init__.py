"""What the schooling does as SQL, run by the owner in the migrations."""

from pathlib import Path
from typing import Any

from fullfolj.access import sql


def erase(editor: Any) -> None:
    """Make or renew the function that erases at 22."""
    sql.run_file(editor, Path(__file__).with_name("erase.sql"))
