"""One try against the wall, and what an attacker's statement brought them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import TupleRow

Line = psycopg.Connection[TupleRow]
Values = Iterable[object]
Step = str | tuple[str, Values]
UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Try:
    """A named try: `run` says what leaked, or nothing."""

    group: str
    name: str
    run: Callable[[], str | None]


@dataclass(frozen=True)
class Actor:
    """Who attacks: what they say to the database, and what they may see anyway."""

    name: str
    settings: Mapping[str, str]
    authority: str | None = None
    brief: bool = False  # tries a few ways alone: none of them differs for this one


@dataclass
class Outcome:
    """What an attacker observes."""

    state: str = ""
    messages: list[str] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    affected: int = 0

    @property
    def text(self) -> str:
        """Everything in one text, to look for loot in."""
        return " ".join([*self.messages, *map(_text, self.rows)])


def _text(row: Any) -> str:
    return " ".join(
        value.hex() if isinstance(value, bytes) else str(value) for value in row
    )


def attack(
    line: Line,
    actor: Actor,
    *steps: Step,
    copy: str = "",
    keep: bool = False,
) -> Outcome:
    """Run statements as the application's role, saying what the actor says.

    The transaction is undone unless `keep`, and the session is as new afterwards.
    `copy` is sent to the last statement, which is then a COPY FROM STDIN.
    """
    outcome = Outcome()
    line.add_notice_handler(hear := _hear(outcome))
    try:
        say(line, actor)
        for step in steps:
            _run(line, step, outcome, copy)
        if keep:
            line.commit()
    except psycopg.Error as error:
        outcome.state = error.sqlstate or "?"
        outcome.messages += [str(error), str(error.diag.message_detail or "")]
        outcome.affected = 0
    finally:
        line.rollback()
        line.remove_notice_handler(hear)
    return outcome


def _hear(outcome: Outcome) -> Callable[[psycopg.errors.Diagnostic], None]:
    def hear(diagnostic: psycopg.errors.Diagnostic) -> None:
        outcome.messages.append(
            f"{diagnostic.message_primary} {diagnostic.message_detail or ''}"
        )

    return hear


def say(line: Line, actor: Actor) -> None:
    """Let this transaction say what the actor says."""
    if actor.settings:
        calls = ", ".join("set_config(%s, %s, true)" for _ in actor.settings)
        pairs = [part for pair in actor.settings.items() for part in pair]
        line.execute(f"select {calls}".encode(), pairs)


def _run(line: Line, step: Step, outcome: Outcome, copy: str) -> None:
    statement, values = (step, None) if isinstance(step, str) else step
    with line.cursor() as cursor:
        upper = statement.lstrip().upper()
        if upper.startswith("COPY"):
            with cursor.copy(statement.encode()) as stream:
                if "FROM STDIN" in upper:
                    stream.write(copy)
                else:
                    outcome.rows += [(bytes(part).decode(),) for part in stream]
        else:
            cursor.execute(statement.encode(), None if values is None else list(values))
            if cursor.description:
                outcome.rows += cursor.fetchall()
        if not upper.startswith(("SELECT", "FETCH", "COPY (", "SET", "EXPLAIN")):
            outcome.affected = max(outcome.affected, cursor.rowcount)


def renew(line: Line) -> None:
    """Forget what a try has set for the whole session."""
    line.autocommit = True
    try:
        line.execute("discard all")
    finally:
        line.autocommit = False


@dataclass(frozen=True)
class Loot:
    """How one knows stolen goods: marks in every text, and the ids of the rows."""

    marks: tuple[str, ...]
    ids: frozenset[str]

    def found(self, text: str, given: str = "") -> str | None:
        """The first stolen thing in a text that the attacker did not bring along."""
        low, brought = text.lower(), given.lower()
        for mark in self.marks:
            if mark in low and mark not in brought:
                return f"shows {mark!r}: {_around(low, mark)}"
        for found in UUID_TEXT.findall(low):
            if found in self.ids and found not in brought:
                return f"shows the id {found}"
        return None


def _around(text: str, mark: str) -> str:
    at = text.index(mark)
    return text[max(0, at - 60) : at + 60]
