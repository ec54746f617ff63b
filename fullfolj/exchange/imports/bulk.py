"""Many rows in one statement: values travel beside it as arrays, one a column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from typing import Any

import psycopg
from django.db import connection

from fullfolj.exchange.imports.columns import AsItIs, Column, column

Rows = list[tuple[Any, ...]]
MOST_WAITING = 12  # statements with their rows, so that memory stays flat
OWN_IDS = 180_000  # since PostgreSQL 18, ids in the order they are made


class _Line:
    """Statements on one connection, one after another, in a thread of their own."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self.connection = connection.connection
        self.thread = thread
        self.room = BoundedSemaphore(MOST_WAITING)
        self.failed: BaseException | None = None

    def put(self, statement: str, values: Sequence[object]) -> "Future[Rows]":
        """Send a statement when those before it are done."""
        self.room.acquire()
        self.check()
        sent = self.thread.submit(_execute, self.connection, statement, values)
        sent.add_done_callback(self.done)
        return sent

    def done(self, sent: "Future[Rows]") -> None:
        self.room.release()
        if not sent.cancelled():
            self.failed = self.failed or sent.exception()

    def check(self) -> None:
        """Raise what the first statement that failed raised."""
        if self.failed:
            with connection.wrap_database_errors:
                raise self.failed


_line: ContextVar[_Line | None] = ContextVar("line", default=None)


@contextmanager
def beside() -> Iterator[None]:
    """Within it, rows are written while the next ones are worked out.

    In the order they are given, in the same transaction; a statement that fails is
    raised by one after it, or at the end.
    """
    connection.ensure_connection()
    with ThreadPoolExecutor(1, "bulk") as thread:
        line = _Line(thread)
        outer = _line.set(line)
        try:
            yield
            thread.shutdown()
            line.check()
        finally:
            _line.reset(outer)
            thread.shutdown(cancel_futures=True)


def ask(statement: str, values: Sequence[object] = ()) -> Callable[[], Rows]:
    """Ask now and take the answer later: beside other work, where there is a line."""
    line = _line.get()
    if line is None:
        rows = _now(statement, values)
        return lambda: rows
    sent = line.put(statement, values)

    def answer() -> Rows:
        with connection.wrap_database_errors:
            return sent.result()

    return answer


def run(statement: str, values: Sequence[object] = ()) -> Rows:
    """Run a statement with its values sent beside it; the rows of its answer.

    Django's own cursor would write the arrays into the text of the statement.
    """
    return ask(statement, values)()


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
    arrays = [
        column(kind, values)
        for kind, values in zip(columns.values(), zip(*rows, strict=True), strict=False)
    ]
    if not arrays:
        return 0
    names = ", ".join((*columns, *same))
    casts = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    given = "".join(", %s" for _ in same)
    row_id = ("", "") if "id" in columns else ("id, ", f"{_new_id()}, ")
    ask(
        f"INSERT INTO {table} ({row_id[0]}{names})"  # noqa: S608 - our own names
        f" SELECT {row_id[1]}new.*{given} FROM unnest({casts}) AS new",
        [*same.values(), *arrays],
    )
    return arrays[0].count


def _new_id() -> str:
    """Ids in order keep the rows of one import together in every index."""
    connection.ensure_connection()
    is_able = connection.connection.info.server_version >= OWN_IDS
    return "uuidv7()" if is_able else "gen_random_uuid()"


def _now(statement: str, values: Sequence[object]) -> Rows:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return _execute(connection.connection, statement, values)


def _execute(
    raw: "psycopg.Connection[Any]", statement: str, values: Sequence[object]
) -> Rows:
    with psycopg.Cursor(raw) as cursor:
        cursor.adapters.register_dumper(Column, AsItIs)
        cursor.execute(statement, values, binary=True)
        return cursor.fetchall() if cursor.description else []
