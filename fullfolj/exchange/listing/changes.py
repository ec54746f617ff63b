"""The difference between two nights as csv, json or a table for the terminal.

Persons with protected registration are nowhere named: they are counted, and told only
when they are so many that the figure is about nobody.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO
from uuid import UUID

from fullfolj.core.catalogue import Value, catalogue
from fullfolj.exchange.listing.rows import EXCHANGE, FEWEST_TOLD
from fullfolj.exchange.listing.write import hyphened
from fullfolj.kaa.rules.difference import Change, Kind, Standing
from fullfolj.kaa.rules.membership import OUT
from fullfolj.kaa.standing import Ended, Told

COLUMNS = (
    *("person_no", "kind", "municipality_code", "from_municipality_code"),
    *("from_decision", "from_rule", "to_decision", "to_rule", "ended_by"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from the night of one date to that of another, and of whom."""

    first: date
    last: date
    changes: Sequence[Change]
    ended_by: Mapping[Ended, str]
    who: Told

    def shown(self) -> list[Change]:
        """The changes of those who may be named, by kind and number."""
        order = list(Kind)
        found = [c for c in self.changes if c.person not in self.who.restricted]
        return sorted(
            found,
            key=lambda c: (order.index(c.kind), self.number(c), c.municipality),
        )

    def counts(self) -> dict[Kind, int]:
        """How many changes of each kind, of those who may be named."""
        found = Counter(c.kind for c in self.shown())
        return {kind: found[kind] for kind in Kind}

    def protected(self) -> int | None:
        """How many with protected registration changed; None for fewer than five."""
        count = len(self.who.restricted)
        return count if count >= FEWEST_TOLD else None

    def ids(self) -> list[UUID]:
        """Those who are named: for the read log."""
        return sorted({c.person for c in self.shown()})

    def number(self, change: Change) -> str:
        """The number of whom it is about."""
        return self.who.numbers.get(change.person, "")

    def ended(self, change: Change) -> str:
        """The rule that ended what stood before, where that is over."""
        if change.before is None or change.kind not in (Kind.OUT, Kind.FROM_REVIEW):
            return ""
        if change.after:
            return change.after.rule
        was = change.before
        return self.ended_by.get((change.person, was.municipality, was.decision), "")


def write_csv(found: Difference, out: IO[str], _language: str) -> None:
    """One row a change, in the order of kinds and then of numbers."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(found, change).values() for change in found.shown())


def write_json(found: Difference, out: IO[str], _language: str) -> None:
    """One object; `protected` is null when they are fewer than five."""
    whole = {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "counts": found.counts(),
        "protected": found.protected(),
        "rows": [_row(found, change) for change in found.shown()],
    }
    out.write(f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n")


def _row(found: Difference, change: Change) -> dict[str, str]:
    before, after = _answer(change.before), _answer(change.after)
    was = change.before.municipality if change.before else ""
    ended = found.ended(change)
    values = (change.kind.value, change.municipality, was, *before, *after, ended)
    return dict(zip(COLUMNS, (found.number(change), *values), strict=True))


def _answer(standing: Standing | None) -> tuple[str, str]:
    """The decision and its rule; the register holds no rule for those outside."""
    return (standing.decision, standing.rule) if standing else (OUT, "")


def write_table(found: Difference, out: IO[str], language: str) -> None:
    """Counts by kind first, then who, kind by kind."""
    out.writelines(f"{line}\n" for line in _table(found, language))


def summary(found: Difference, language: str) -> Iterator[str]:
    """How many of each kind, line by line."""

    def say(key: str, **values: Value) -> str:
        return catalogue(EXCHANGE).text(f"changes.{key}", language, values)

    yield say("title", first=found.first, last=found.last)
    for kind, count in found.counts().items():
        yield f"{count:>7} {say(f'kind.{kind}')}"
    protected = found.protected()
    if protected is None:
        yield say("few_protected")
    else:
        yield say("protected", count=protected)


def _table(found: Difference, language: str) -> Iterator[str]:
    words = catalogue(EXCHANGE)
    yield from summary(found, language)
    last: Kind | None = None
    for change in found.shown():
        if change.kind is not last:
            last = change.kind
            yield ""
            yield words.text(f"changes.kind.{last}", language)
        row = _row(found, change)
        moved = change.kind is Kind.MOVED
        was = f"{row['from_municipality_code']} " if moved else ""
        before = f"{was}{row['from_decision']} {row['from_rule']}".strip()
        after = f"{row['to_decision']} {row['to_rule'] or row['ended_by']}".strip()
        number = hyphened(row["person_no"])
        yield f"{number:<14} {change.municipality}  {before} → {after}"


Write = Callable[[Difference, IO[str], str], None]
FORMATS: dict[str, Write] = {"table": write_table, "csv": write_csv, "json": write_json}
