"""How a youth's way is told: events, their own view, and movement. Pure.

The events are no score and no stair: they may be skipped, come again and be left. The
ten questions are never summed. Movement is three numbers, each with how many it is of;
what nobody asked or answered is missing, and never the same as unchanged.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from fullfolj.casework.rules.cases import months_after

# The events, from not reached to still there. What is kept and told is the word.
NOT_REACHED, THERE, STILL_THERE = 0, 7, 8
LEVELS = tuple(range(NOT_REACHED, STILL_THERE + 1))

# The questions of the own view. The one about energy may be about health: it is for the
# case's owner and for who wrote it down, and it is in no report.
ITEMS = tuple(range(1, 11))
PRIVATE = 2
OPEN_ITEMS = tuple(item for item in ITEMS if item != PRIVATE)
MIRRORED = (3, 4, 6, 7)  # of which a coach may say what they believe
SCALE = (1, 2, 3, 4, 5)

# When the own view is asked, and how it was answered.
START, AGAIN, END, AFTER = OCCASIONS = ("start", "again", "end", "after")
BETWEEN = "between"  # asked though nothing said it was time
TALK, PAPER, ALONE = WAYS = ("talk", "paper", "alone")
EVERY, LATER = 3, 6  # months between two, and from the end to the last
NEAR_END = timedelta(days=30)  # answered so shortly before the end, it is the end's

KEPT = timedelta(days=30)
FEW = 5  # a smaller group might be recognised

# How the events of one youth moved in a time; the last two can say nothing.
UP, NOT_UP, SHORT, MISSING = MOVES = ("up", "not_up", "short", "missing")


@dataclass(frozen=True, slots=True)
class Event:
    """That something came about on a day, or was left again."""

    on: date
    level: int
    is_left: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """That it is time to ask for the own view, and since when."""

    occasion: str
    since: date


@dataclass(frozen=True, slots=True)
class Change:
    """How the answers to one question changed, of those who answered it twice.

    `median` is None where nobody did. `of` are all, also those who did not.
    """

    median: float | None
    paired: int
    of: int


# The events


def standing(events: Iterable[Event], on: date) -> int | None:
    """The furthest event that holds on a day; None where nothing was noted by then.

    An event holds until it is left. Who leaves studies or work is not still there, and
    who is not reached any more begins anew.

    Args:
        events: those of one day in the order in which they were noted.
    """
    held: set[int] = set()
    is_told = False
    for event in sorted(events, key=lambda each: each.on):
        if event.on > on:
            break
        is_told = True
        if event.is_left:
            held -= {event.level, STILL_THERE if event.level == THERE else event.level}
        elif event.level == NOT_REACHED:
            held.clear()
        else:
            held.add(event.level)
    return max(held, default=NOT_REACHED) if is_told else None


def moved(events: Sequence[Event], since: date, until: date) -> str:
    """Whether a youth came at least one event further in a time, for 30 days or more.

    It is told from the first day in the time on which anything was known. MISSING:
    nothing was noted after that day, and who was noted once has nothing to be compared
    with; that is not to have stayed where one was. SHORT: less than 30 days remained.
    """
    days = sorted(event.on for event in events if event.on <= until)
    start = max(since, days[0]) if days else until
    later = [day for day in days if day > start]
    if not later:
        return MISSING
    if until - start < KEPT:
        return SHORT
    first = standing(events, start) or NOT_REACHED
    higher: date | None = None
    for day in (*later, until):
        if higher and day - higher >= KEPT:
            return UP
        if (standing(events, day) or NOT_REACHED) <= first:
            higher = None
        else:
            higher = higher or day
    return NOT_UP


# The own view


def due(
    opened_on: date,
    closed_on: date | None,
    asked: Iterable[date | None],
    as_of: date,
) -> Due | None:
    """Whether it is time to ask for the own view; None where it is not.

    At the start, three months after the last, at the end, and six months after it.

    Args:
        asked: the days on which it was, whatever was answered; None is no day.
    """
    last = max(filter(None, asked), default=None)
    if closed_on is None:
        if last is None:
            return Due(START, opened_on)
        again = months_after(last, EVERY)
        return Due(AGAIN, again) if again <= as_of else None
    later = months_after(closed_on, LATER)
    occasion, since, enough = END, closed_on, closed_on - NEAR_END
    if later <= as_of:
        occasion, since, enough = AFTER, later, later
    return Due(occasion, since) if last is None or last < enough else None


def change(answers: Iterable[tuple[date, int]], since: date, until: date) -> int | None:
    """How one youth's answer to a question changed; None where there are not two.

    From the last answer until the time began, or the first in it, to the last in it.
    """
    said = sorted((on, value) for on, value in answers if on <= until)
    before = [place for place, (on, _) in enumerate(said) if on <= since]
    first = before[-1] if before else 0
    return said[-1][1] - said[first][1] if len(said) > first + 1 else None


def changes(
    of_each: Iterable[Sequence[tuple[date, int]]], of: int, since: date, until: date
) -> Change:
    """The median change of one question, how many it is of, and of how many in all.

    Args:
        of_each: the answers of each youth who gave any.
        of: how many youths there are.
    """
    found = [change(answers, since, until) for answers in of_each]
    paired = [each for each in found if each is not None]
    return Change(median(paired) if paired else None, len(paired), of)


# Movement, as others may read it


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many; None where one of the two groups is too small to be told."""

    part: int
    of: int

    @classmethod
    def told(cls, part: int, of: int) -> "Part | None":
        """What may be told: both those who are in it and those who are not are five."""
        return cls(part, of) if min(part, of - part) >= FEW else None

    @property
    def percent(self) -> float:
        """The share, in per cent."""
        return 100 * self.part / self.of


def share(rows: Iterable[tuple[Hashable, bool]]) -> Part | None:
    """How many of the rows are so; None where that is of, or not of, under five youths.

    Args:
        rows: of whom each is, and whether it is so. One youth may have many.
    """
    told = list(rows)
    those = [whose for whose, is_so in told if is_so]
    others = {whose for whose, is_so in told if not is_so}
    if min(len(set(those)), len(others)) < FEW:
        return None
    return Part(len(those), len(told))


@dataclass(frozen=True, slots=True)
class Group:
    """Of whom a number is, and how many are missing in it.

    `known` is None where they are fewer than five: then nothing else is told. `missing`
    is None where it could tell a small group; `is_few` says which side of five it is.
    """

    known: int | None
    missing: int | None = None
    is_few: bool = True


def groups(whole: int, known: Sequence[int]) -> tuple[int | None, list[Group]]:
    """How many there are in all, and of whom each number is, with nobody to recognise.

    All, and everyone missing, are told only where no number misses one to four: else
    those could be computed.

    Args:
        known: for each number how many of the whole it is of.
    """
    rests = [whole - each for each in known if each >= FEW]
    is_told = whole >= FEW and not any(0 < rest < FEW for rest in rests)
    found = []
    for each in known:
        rest = whole - each
        if each < FEW:
            found.append(Group(None))
        else:
            found.append(Group(each, rest if is_told else None, rest < FEW))
    return whole if is_told else None, found


def tally(moves: Iterable[str]) -> dict[str, int]:
    """How many moved how; each of `MOVES`, also those of nobody."""
    found = Counter(moves)
    return {move: found[move] for move in MOVES}
