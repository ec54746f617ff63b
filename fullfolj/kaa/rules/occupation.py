"""What a young person does, and what a new piece of news about it does to the old.

Förordning (2006:39) 4 § 2: former, present and future occupation, in the form of
education, work, other service or activity. No free text: nothing about health fits in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

WORK, NOTHING, ELSEWHERE = "work", "none", "elsewhere"
# In the order they are asked. `elsewhere`: studies in another place, which the school
# there has not told of yet. `programme`: with another authority.
KINDS = (
    *(WORK, "internship", "adult_education", "folk_high_school", ELSEWHERE),
    *("other_education", "programme", "other", NOTHING),
)
HOW_KNOWN = ("youth", "guardian", "school", "employer", "partner", "other")

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody does; `valid_to` is the first day without, None until further."""

    kind: str
    valid_from: date
    valid_to: date | None = None

    def meets(self, other: "Doing") -> bool:
        """Do the two share a day?"""
        begins_in_time = other.valid_to is None or self.valid_from < other.valid_to
        return begins_in_time and (
            self.valid_to is None or other.valid_from < self.valid_to
        )

    def holds(self, on: date) -> bool:
        """Does it hold on the day?"""
        return self.valid_from <= on and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        """Has it ended by the day?"""
        return self.valid_to is not None and self.valid_to <= on


def gives_way(old: Doing, new: Doing, today: date, *, beside: bool) -> bool:
    """Does what was known end, or is corrected, when the new is told?

    The same kind twice at once is one. What is planned for later stays, unless it is
    the same. Told `beside`, both are done; but who does nothing does nothing else.
    """
    if not old.meets(new):
        return False
    if old.kind == new.kind:
        return True
    if new.is_over(today):
        return False
    is_planned = old.valid_from > max(today, new.valid_from)
    takes_its_place = not beside or NOTHING in (old.kind, new.kind)
    return takes_its_place and not is_planned


@dataclass(frozen=True, slots=True)
class Ended(Generic[Row]):
    """A row that gives way: from which day on; None where nothing of it remains."""

    row: Row
    until: date | None


def ended(
    known: Iterable[tuple[Row, Doing]], new: Doing, today: date, *, beside: bool
) -> Iterator[Ended[Row]]:
    """The rows that give way to what is new, each with the day it now ends."""
    for row, old in known:
        if gives_way(old, new, today, beside=beside):
            yield Ended(
                row, new.valid_from if old.valid_from < new.valid_from else None
            )


def loses_time(old: Doing, new: Doing) -> bool:
    """Would the old's time after the new be lost, as when the new lies within it?"""
    if new.valid_to is None or old.kind != new.kind or not old.meets(new):
        return False
    return old.valid_to is None or old.valid_to > new.valid_to
