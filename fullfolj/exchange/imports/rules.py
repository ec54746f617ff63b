"""What an import changes, and whether it may: pure functions, no database, no clock."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    PROTECTED_REGISTRATION,
    UNKNOWN,
)

Fact = TypeVar("Fact", bound=Hashable)
FEWEST_DROPPED = 10  # rows: in a village, one youth is more than a set share
SAYS_NOTHING = ""
STRENGTH = {NONE: 0, UNKNOWN: 0, CONFIDENTIAL: 1, PROTECTED_REGISTRATION: 2}


@dataclass(slots=True)
class Comparison(Generic[Fact]):
    """What to do with one person's facts of one kind, and how many rows it was."""

    add: list[Fact] = field(default_factory=list)
    add_gone: list[Fact] = field(default_factory=list)
    close: list[UUID] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0


def compare(
    live: Iterable[tuple[UUID, Fact, bool]],
    said: Iterable[Fact],
    key: Callable[[Fact], Hashable],
    *,
    may_go: bool,
) -> Comparison[Fact]:
    """What the file says beside what is known: nothing is overwritten or deleted.

    Args:
        live: the rows known now: id, fact, whether it had left the file before.
        said: the facts of the file.
        key: what stays the same when a fact is corrected, such as its first day.
        may_go: whether a row that the file lacks has left it. Not where rows of the
            person were refused: it may be one of them.
    """
    found: Comparison[Fact] = Comparison()
    left = dict.fromkeys(said)
    missing: list[tuple[UUID, Fact]] = []
    gone: list[tuple[UUID, Fact]] = []
    for row_id, fact, is_gone in live:
        if fact in left and not is_gone:
            del left[fact]
            found.unchanged += 1
        elif fact in left:  # back in the file
            found.close.append(row_id)
        else:
            (gone if is_gone else missing).append((row_id, fact))
    found.add = list(left)
    keys = Counter(map(key, left))
    for row_id, fact in missing:
        if keys[key(fact)]:
            keys[key(fact)] -= 1
            found.close.append(row_id)
            found.changed += 1
        elif may_go:
            found.close.append(row_id)
            found.add_gone.append(fact)
            found.gone += 1
        else:
            found.unchanged += 1
    for row_id, fact in gone:  # back in the file, and otherwise than it left
        if keys[key(fact)]:
            keys[key(fact)] -= 1
            found.close.append(row_id)
    found.new = len(left) - found.changed
    return found


def marking_after(
    current: str | None, said: str | None, *, is_own: bool, empty_is_none: bool
) -> str:
    """How a person is protected after an import.

    What the house itself marked, no file opens. What is not said is unknown, and
    handled as protected, unless the authority confirmed that the source never says.

    Args:
        current: the marking before; None for a new person.
        said: the strongest the file says; None when the person has no row of it.
        is_own: the present marking came from no file.
        empty_is_none: the authority has confirmed that an empty column says "none".
    """
    before = current or UNKNOWN
    if said is None:
        return before
    if said in (SAYS_NOTHING, UNKNOWN):
        if STRENGTH[before]:
            return before
        return NONE if said == SAYS_NOTHING and empty_is_none else UNKNOWN
    return before if is_own and STRENGTH[before] > STRENGTH[said] else said


def refuse_drop(name: str, before: int, after: int, largest: int) -> None:
    """Refuse an extract that lost more than its authority expects in a night.

    Raises:
        Unusable: more than `largest` percent fewer than known, or none at all.
    """
    dropped = before - after
    if before and not after:
        raise Unusable("import.none", table=name, before=before)
    if dropped >= FEWEST_DROPPED and dropped * 100 > largest * before:
        raise Unusable(
            "import.drop", table=name, before=before, after=after, largest=largest
        )


# What was sent in goes from `waiting` to `running` and to one of the others.
ACTIVE = frozenset({"waiting", "running"})
ASKING = frozenset({"tried", "refused", "broken"})
STATES = ACTIVE | ASKING | {"applied", "discarded"}
APPLY, AGAIN, DISCARD = "apply", "again", "discard"
ACCEPT_DROP, EMPTY_IS_NONE = "accept_drop", "empty_is_none"
SETTLED_BY = {
    "import.drop": ACCEPT_DROP,
    "import.none": ACCEPT_DROP,
    "import.protection": EMPTY_IS_NONE,
}
# Which part of a run is which percent: to apply takes most of it.
STAGES = {"reading": (0, 30), "applying": (30, 98), "finishing": (98, 99)}


def answers(state: str, reason: str) -> tuple[str, ...]:
    """What somebody may say of files that were sent in, while they are kept.

    Args:
        state: what became of them at the last reading.
        reason: why they were refused.
    """
    if state == "tried":
        return (APPLY, DISCARD)
    if state == "broken":
        return (AGAIN, DISCARD)
    if state == "refused" and reason in SETTLED_BY:
        return (SETTLED_BY[reason], DISCARD)
    return ()


def percent(stage: str, done: int, total: int) -> int:
    """How much of a run is done, 0–100; a stage of unknown length is at its start."""
    start, stop = STAGES.get(stage, (0, 0))
    share = min(done / total, 1) if total else 0
    return int(start + (stop - start) * share)
