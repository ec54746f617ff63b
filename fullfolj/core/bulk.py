"""Many rows in one statement: values travel beside it as arrays, one a column."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from typing import Any, TypeVar

import psycopg
from django.db import connection

from fullfolj.core.columns import AsItIs, Column, column, new_ids

Rows = list[tuple[Any, ...]]
Batch = TypeVar("Batch")
Values = Sequence[object] | Mapping[str, object]
MOST_WAITING = 12  # statements with their rows, so that memory stays flat
TURN = 0.0005  # seconds that Python works on before the line may have its turn


class _Line:
    """Statements on one connection, one after another, in a thread of their own."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self.connection = connection.connection
        self.thread = thread
        self.room = BoundedSemaphore(MOST_WAITING)
        self.failed: BaseException | None = None

    def put(self, statement: str, values: Values) -> "Future[Rows]":
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
    with _short_turns(), ThreadPoolExecutor(1, "bulk") as thread:
        line = _Line(thread)
        outer = _line.set(line)
        try:
            yield
            thread.shutdown()
            line.check()
        finally:
            _line.reset(outer)
            thread.shutdown(cancel_futures=True)


@contextmanager
def _short_turns() -> Iterator[None]:
    """Within it, threads take turns often.

    A statement and its rows travel in many small pieces, and each waits for its turn:
    at Python's usual 5 ms the database waits as long as it works.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def one_ahead(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same batches, each asked for before the one before it is taken."""
    waiting: list[Batch] = []
    for batch in batches:
        waiting.append(batch)
        if len(waiting) > 1:
            yield waiting.pop(0)
    yield from waiting


def ask(statement: str, values: Values = ()) -> Callable[[], Rows]:
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


def run(statement: str, values: Values = ()) -> Rows:
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
    arrays = {
        name: column(kind, values)
        for (name, kind), values in zip(
            columns.items(), zip(*rows, strict=True), strict=False
        )
    }
    if not arrays:
        return 0
    count = next(iter(arrays.values())).count
    if "id" not in arrays:
        arrays["id"] = new_ids(count)
    casts = ", ".join(f"%s::{columns.get(name, 'uuid')}[]" for name in arrays)
    given = "".join(", %s" for _ in same)
    ask(
        f"INSERT INTO {table} ({', '.join((*arrays, *same))})"  # noqa: S608 - our own
        f" SELECT new.*{given} FROM unnest({casts}) AS new",
        [*same.values(), *arrays.values()],
    )
    return count


def _now(statement: str, values: Values) -> Rows:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return _execute(connection.connection, statement, values)


def _execute(raw: "psycopg.Connection[Any]", statement: str, values: Values) -> Rows:
    with psycopg.Cursor(raw) as cursor:
        cursor.adapters.register_dumper(Column, AsItIs)
        cursor.execute(statement, values, binary=True)
        return cursor.fetchall() if cursor.description else []
