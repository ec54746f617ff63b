"""What a person saw when they decided, and what has changed since."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, NamedTuple

from fullfolj.kaa.facts import Facts
from fullfolj.kaa.rules.register import Aside

# A school that changes its name is the same school.
UNSEEN = frozenset({"school_name"})
SINGLE = ("born_on", "protection", "deceased_on", "compulsory_until")
MANY = ("registrations", "enrolments", "credentials")
Seen = dict[str, Any]  # as JSON: what it was kept as


class Difference(NamedTuple):
    """One fact that came or went: its kind and its values, as JSON."""

    kind: str
    values: dict[str, Any] | str | None
    is_new: bool


def as_seen(facts: Facts, aside: Aside | None) -> Seen:
    """The facts as they are kept beside a decision: equal when nothing has changed."""
    seen: Seen = {name: _plain(getattr(facts, name)) for name in SINGLE}
    for name in MANY:
        rows = [_plain(fact) for fact in getattr(facts, name)]
        seen[name] = sorted(rows, key=repr)
    return seen | {"refused_from": _plain(aside.since if aside else None)}


def differences(before: Seen, after: Seen) -> Iterator[Difference]:
    """What is no more, then what is new, in the order of the facts."""
    for name in (*SINGLE, "refused_from"):
        if before[name] != after[name]:
            yield Difference(name, before[name], is_new=False)
            yield Difference(name, after[name], is_new=True)
    for name in MANY:
        for row in before[name]:
            if row not in after[name]:
                yield Difference(name, row, is_new=False)
        for row in after[name]:
            if row not in before[name]:
                yield Difference(name, row, is_new=True)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in UNSEEN
        }
    return value.isoformat() if isinstance(value, date) else value
