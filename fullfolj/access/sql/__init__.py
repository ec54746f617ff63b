"""The wall as SQL: read from files, run by the owner in the migrations.

A migration calls these functions, which may be called again: a change of the SQL is a
new migration that runs the same file.
"""

import re
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HISTORY = "fullfolj_history"


def roles(editor: BaseDatabaseSchemaEditor) -> dict[str, str]:
    """The roles of this house, quoted for SQL."""
    quote = editor.connection.ops.quote_name
    app = connections["default"].settings_dict["USER"]
    return {"app": quote(str(app)), "history": quote(HISTORY)}


def run_file(editor: BaseDatabaseSchemaEditor, path: Path) -> None:
    """Run a file of SQL, with the roles' names filled in."""
    run(editor, path.read_text(encoding="utf-8"))


def run(editor: BaseDatabaseSchemaEditor, text: str, **names: str) -> None:
    """Run SQL where {{app}}, {{history}} and given names stand for themselves."""
    known = roles(editor) | names
    filled = re.sub(r"\{\{(\w+)\}\}", lambda found: known[found[1]], text)
    editor.execute(filled, params=None)


def wall(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Make or renew the functions of the wall."""
    run_file(editor, Path(__file__).with_name("wall.sql"))


def log(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Make or renew what keeps and seals the read log."""
    run_file(editor, Path(__file__).with_name("log.sql"))
