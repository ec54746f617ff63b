"""What differs between two nights: who came in, went out, moved, must be reviewed, why.

Two questions are kept apart, so that the figures add up: who is in the group, and of
whom a person must judge. Whoever goes from the one to the other is a change of both.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from uuid import UUID

from fullfolj.kaa.rules.membership import IN, REVIEW, Decision


class Kind(StrEnum):
    """What happened; `IN` and `OUT`, and the two of review, mirror each other."""

    IN = "in"
    OUT = "out"
    MOVED = "moved"  # in the group of another municipality of the same authority
    TO_REVIEW = "to_review"
    FROM_REVIEW = "from_review"
    CHANGED_REASON = "changed_reason"  # same decision and municipality, another rule


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """Where a person stands in a municipality on a night: IN or REVIEW, by a rule."""

    municipality: str
    decision: Decision
    rule: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` or `after` is None for neither IN nor REVIEW there."""

    person: UUID
    kind: Kind
    before: Standing | None
    after: Standing | None

    @property
    def municipality(self) -> str:
        """Where it happened; the new municipality of who moved."""
        return next(s.municipality for s in (self.after, self.before) if s)


# Of each person one standing in a municipality: the register knows no more.
Standings = Mapping[UUID, Collection[Standing]]


def differences(before: Standings, after: Standings) -> Iterator[Change]:
    """Every change from one night to another, by person and municipality.

    None from a night to itself; from the later to the earlier the same, mirrored. Those
    who came in less those who went out are what the group grew by, however many nights
    lie between; likewise for review.
    """
    for person in sorted(before.keys() | after.keys()):
        was = {s.municipality: s for s in before.get(person, ())}
        now = {s.municipality: s for s in after.get(person, ())}
        if was != now:
            yield from _of_group(person, was, now)
            yield from _of_places(person, was, now)


Places = Mapping[str, Standing]


def _of_group(person: UUID, was: Places, now: Places) -> Iterator[Change]:
    """In, out or moved. The register has a person in one municipality at a time."""
    left = sorted(place for place in was if _only(was, now, place, IN))
    come = sorted(place for place in now if _only(now, was, place, IN))
    for old, new in zip_longest(left, come):
        if old and new:
            yield Change(person, Kind.MOVED, was[old], now[new])
        elif old:
            yield Change(person, Kind.OUT, was[old], now.get(old))
        else:
            yield Change(person, Kind.IN, was.get(new), now[new])


def _of_places(person: UUID, was: Places, now: Places) -> Iterator[Change]:
    """To review, from review, or another reason, in each municipality by itself."""
    for place in sorted(was.keys() | now.keys()):
        before, after = was.get(place), now.get(place)
        if _only(now, was, place, REVIEW):
            yield Change(person, Kind.TO_REVIEW, before, after)
        elif _only(was, now, place, REVIEW):
            yield Change(person, Kind.FROM_REVIEW, before, after)
        elif before and after and before != after:  # of one decision: see above
            yield Change(person, Kind.CHANGED_REASON, before, after)


def _only(here: Places, there: Places, place: str, decision: Decision) -> bool:
    """Is this the decision in a municipality on one night and not on the other?"""
    one, other = here.get(place), there.get(place)
    return (one is not None and one.decision is decision) and not (
        other is not None and other.decision is decision
    )
