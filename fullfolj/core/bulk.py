"""Many rows in one statement: values travel beside it as arrays, one a column."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def run(
    statement: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[tuple[Any, ...]]:
    """Run a statement with its values sent beside it; the rows of its answer.

    Django's own cursor would write the arrays into the text of the statement.
    """
    connection.ensure_connection()
    with (
        psycopg.Cursor(connection.connection) as cursor,
        connection.wrap_database_errors,
    ):
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def insert(
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[tuple[object, ...]],
    same: Mapping[str, object],
) -> int:
    """Insert rows; how many there were.

    Args:
        columns: name → SQL type, in the order of each row's values.
        same: columns that have one value in all rows.
    """
    arrays = [list(column) for column in zip(*rows, strict=True)]
    if not arrays:
        return 0
    names = ", ".join((*columns, *same))
    casts = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    given = "".join(", %s" for _ in same)
    row_id = ("", "") if "id" in columns else ("id, ", "gen_random_uuid(), ")
    run(
        f"INSERT INTO {table} ({row_id[0]}{names})"  # noqa: S608 - our own names
        f" SELECT {row_id[1]}new.*{given} FROM unnest({casts}) AS new",
        [*same.values(), *arrays],
    )
    return len(arrays[0])
