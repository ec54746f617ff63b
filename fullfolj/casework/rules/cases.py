"""The life of a case: for what it is opened, in which states it stands, how it ends.

Pure: facts and a day. What is stored is days and rows; the state follows from them.
Sources: 29 kap. 9 § skollagen for the activity responsibility and its 20 years; the
destinations of Karlskoga and Degerfors (#jagmed) and of Berg (Plug In), which tell
studies, towards work, another authority, moved and remains apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

# For what a case is opened: exactly one, and never another afterwards.
KAA, PREVENTION, OVER_TWENTY, PROGRAMME = PURPOSES = (
    *("kaa", "prevention", "over_twenty", "programme"),
)
TWENTY = 20  # years; the responsibility ends the day before

# Why a case is closed.
GOAL, MOVED_AWAY, TURNED_20, DECLINED, UNREACHABLE, OTHER = CLOSING_REASONS = (
    *("goal", "moved", "turned_20", "declined", "unreachable", "other"),
)

# Where somebody went, as the sources tell it; the groups are what they sum.
STUDIES, TOWARDS_WORK, AUTHORITY, ELSE = (
    "studies",
    "towards_work",
    "authority",
    "else",
)
DESTINATIONS: dict[str, str] = {
    **dict.fromkeys(
        (
            *("upper_secondary", "komvux", "folk_high_school"),
            *("vocational_college", "labour_market_training"),
        ),
        STUDIES,
    ),
    **dict.fromkeys(("work", "placement"), TOWARDS_WORK),
    **dict.fromkeys(
        (
            *("labour_market_unit", "employment_service"),
            *("social_insurance", "social_services"),
        ),
        AUTHORITY,
    ),
    **dict.fromkeys(("moved", "remains", "unknown"), ELSE),
}
LIVELIHOODS = (
    *("own_income", "study_aid", "parents", "activity_compensation"),
    *("social_assistance", "none", "unknown"),
)

# After how many months somebody asks how it went.
IN_HALF_A_YEAR, ON_THE_YEAR = 6, 12
# How a follow-up ends without an answer: the youth wants no more questions, the case
# was opened again, a later one was answered.
NO_MORE, REOPENED, PASSED = ENDS = ("no_more", "reopened", "passed")

# Why a case cannot be opened; each is a sentence.
ONE_OPEN, NOT_HELD, TOO_YOUNG, NOT_ENROLLED, NO_PROGRAMME, WRONG_AGE = (
    *("one_open", "not_registered", "too_young", "not_enrolled"),
    *("no_programme", "wrong_age"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody when a case is opened.

    Attributes:
        age: in whole years on the day; None where nobody knows it.
        is_held: whether the register holds them.
        is_enrolled: whether they have a place at a school that goes on.
        purposes: for which they have an open case already.
    """

    age: int | None
    is_held: bool
    is_enrolled: bool
    purposes: frozenset[str] = frozenset()


def refusal(purpose: str, facts: Facts, ages: tuple[int, int] | None = None) -> str:
    """Why a case for a purpose cannot be opened: a code, or nothing where it can.

    Args:
        ages: of the programme, both included; None where none was chosen.
    """
    if purpose in facts.purposes:
        return ONE_OPEN
    if purpose == KAA:
        return "" if facts.is_held else NOT_HELD
    if purpose == OVER_TWENTY:
        return "" if facts.age is not None and facts.age >= TWENTY else TOO_YOUNG
    if purpose == PREVENTION:
        return "" if facts.is_enrolled else NOT_ENROLLED
    if ages is None:
        return NO_PROGRAMME
    lowest, highest = ages
    fits = facts.age is not None and lowest <= facts.age <= highest
    return "" if fits else WRONG_AGE


def age_on(birth_date: date, on: date) -> int:
    """How many whole years somebody has lived on a day.

    Who was born 29 February is a year older on 1 March where there is no such day.
    """
    had = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (not had)


def months_after(on: date, months: int) -> date:
    """The same day so many months on; the last of a month that is too short."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    for day in range(on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, on.day)


def months_before(on: date, months: int) -> date:
    """The last day of which so many months have passed; see `months_after`."""
    following = on + timedelta(days=1)
    if following.day == 1:
        return months_after(following, -months) - timedelta(days=1)
    return months_after(on, -months)


# The states


@dataclass(frozen=True, slots=True)
class Life:
    """What decides the state of a case.

    Attributes:
        closed_on: the day somebody closed it; None while it is open.
        left_on: the day from which the register no longer holds the person.
        is_asked_after: whether a follow-up waits for its day, or for an answer.
    """

    closed_on: date | None = None
    left_on: date | None = None
    is_asked_after: bool = False


NEW = ""  # before there is a case
OPEN, LEFT, CLOSED, DONE = ("open", "left", "closed", "done")
STATES: dict[str, Callable[[Life], bool]] = {
    OPEN: lambda life: life.closed_on is None and life.left_on is None,
    LEFT: lambda life: life.closed_on is None and life.left_on is not None,
    CLOSED: lambda life: life.closed_on is not None and life.is_asked_after,
    DONE: lambda life: life.closed_on is not None and not life.is_asked_after,
}


def state(life: Life) -> str:
    """In which of `STATES` a case stands: exactly one."""
    return next(name for name, is_in in STATES.items() if is_in(life))


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from state to state.

    Attributes:
        verb: what happens.
        origins: from which states; `NEW` where there is no case yet.
        ends: in which state the case stands afterwards.
        who: `NIGHT` by itself, or `WORKER`, somebody who works with cases.
        asks: what must be told, as fields of the form.
        action: the function that does it, under `fullfolj.casework.actions`.
    """

    verb: str
    origins: tuple[str, ...]
    ends: tuple[str, ...]
    who: str
    asks: tuple[str, ...]
    action: str


NIGHT, WORKER = "night", "worker"
# What is kept of them as rows: how the case was opened, closed and opened again.
OPENED, CLOSED_IT, REOPENED_IT = EVENTS = ("opened", "closed", "reopened")
CLOSING = (
    *("closed_on", "reason", "destination", "livelihood", "follow_up_on"),
    *("end_reason", "plan_reason"),
)
TRANSITIONS: tuple[Transition, ...] = (
    Transition("listed", (NEW,), (OPEN,), NIGHT, (), "cases.follow_register"),
    Transition("opened", (NEW,), (OPEN,), WORKER, ("purpose", "ground"), "life.open_"),
    Transition("left", (OPEN,), (LEFT,), NIGHT, (), "cases.follow_register"),
    Transition("returned", (LEFT,), (OPEN,), NIGHT, (), "cases.follow_register"),
    Transition("closed", (OPEN, LEFT), (CLOSED,), WORKER, CLOSING, "life.close"),
    Transition(
        "answered",
        (CLOSED,),
        (CLOSED, DONE),
        WORKER,
        ("destination", "livelihood", "how_known"),
        "follow_ups.answer",
    ),
    Transition("stopped", (CLOSED,), (DONE,), WORKER, (), "follow_ups.stop"),
    Transition(
        "reopened",
        (CLOSED, DONE),
        (OPEN, LEFT),
        WORKER,
        ("words",),
        "life.reopen",
    ),
)
