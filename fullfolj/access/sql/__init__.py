"""The wall as SQL: read from files, run by the owner in the migrations.

A migration calls these functions, which may be called again: a change of the SQL is a
new migration that runs the same file.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

HISTORY = "fullfolj_history"


class Run(Operation):
    """What a migration does with the editor alone, and does not undo.

    It asks for no models, and so needs none drawn: Django's RunPython draws them all.
    """

    reversible = True

    def __init__(self, code: Callable[[BaseDatabaseSchemaEditor], None]) -> None:
        self.code = code

    def state_forwards(self, _app_label: str, _state: Any) -> None:
        """No model changes."""

    def database_forwards(
        self, _app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_states: Any
    ) -> None:
        """Do it."""
        self.code(schema_editor)

    def database_backwards(self, *_given: Any) -> None:
        """Leave it as it is."""


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


def wall(editor: BaseDatabaseSchemaEditor) -> None:
    """Make or renew the functions of the wall."""
    run_file(editor, Path(__file__).with_name("wall.sql"))


def log(editor: BaseDatabaseSchemaEditor) -> None:
    """Make or renew what keeps and seals the read log."""
    run_file(editor, Path(__file__).with_name("log.sql"))
