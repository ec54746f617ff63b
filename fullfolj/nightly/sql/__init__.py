"""The night's function as SQL, run by the owner in the migrations."""

from pathlib import Path
from typing import Any

from fullfolj.access import sql


def health(editor: Any) -> None:
    """Make or renew the function that says when the last good night was."""
    sql.run_file(editor, Path(__file__).with_name("health.sql"))
