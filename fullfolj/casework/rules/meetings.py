"""Meetings with a youth: which clash, what of a day is free, when to remind. Pure.

Nothing here is in law: a meeting is planned, and then it took place or did not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

TALK, COACHING, GUIDANCE = KINDS = ("talk", "coaching", "guidance")
# What became of it. All but the first are the last word: another time is another row.
PLANNED, CAME, DID_NOT_COME, MOVED, CANCELLED = STATES = (
    *("planned", "came", "did_not_come", "moved", "cancelled"),
)
TRIED = (CAME, DID_NOT_COME)  # those that tell whether the youth was reached
STANDING = (PLANNED, *TRIED)  # those that take somebody's time
SHORTEST, LONGEST = 5, 480  # minutes
REMINDERS = (1, 2, 3, 7)  # days before
FRIDAY = 4
LEAST_FREE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when; the end is the first moment without it."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        """Whether they share a moment. One may begin when the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def lasting(starts_at: datetime, minutes: int) -> Span:
    """The span of what begins at a moment and lasts some minutes."""
    return Span(starts_at, starts_at + timedelta(minutes=minutes))


def free(busy: Iterable[Span], whole: Span) -> Iterator[Span]:
    """What of a day is left between what is booked, half an hour or more at a time."""
    at = whole.starts_at
    for each in sorted(busy, key=lambda span: span.starts_at):
        if min(each.starts_at, whole.ends_at) - at >= LEAST_FREE:
            yield Span(at, min(each.starts_at, whole.ends_at))
        at = max(at, each.ends_at)
    if whole.ends_at - at >= LEAST_FREE:
        yield Span(at, whole.ends_at)


def comes_next(meeting_on: date, step_on: date | None, today: date) -> bool:
    """Whether a meeting is what comes next in a case.

    Not where somebody has planned something from today until then. A step whose day has
    passed gives way: that they meet is what came of it.

    Args:
        step_on: the day of the step that somebody chose; None where nobody did.
    """
    return step_on is None or step_on < today or step_on >= meeting_on


def remind_on(meeting_on: date, days: int | None) -> date | None:
    """The day to remind of a meeting; None where nobody is to be reminded.

    Of one on a Monday, the Friday before: few see what stands on a Sunday.
    """
    return None if days is None else workday(meeting_on - timedelta(days=days))


def workday(on: date) -> date:
    """A day, or the Friday before a weekend."""
    return on - timedelta(days=max(on.weekday() - FRIDAY, 0))
