"""What may happen to a measure, and when it may. Pure: codes and days.

Source: förordning (2006:39) 8 §, items 5 and 6: the days a measure starts and ends, and
the reason it ended. A measure cannot end without a reason and a day. None goes on
without a day to look at it: Skolinspektionen (2016) found few that were followed up.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fullfolj.casework.rules import cases

OFFERED, ACCEPTED, DECLINED, ONGOING, ENDED = STATES = (
    *("offered", "accepted", "declined", "ongoing", "ended"),
)
OVER = (DECLINED, ENDED)  # nothing more happens
ACCEPT, DECLINE, START, GO_ON, END = VERBS = (
    *("accept", "decline", "start", "go_on", "end"),
)

# Verb → from which states, and to which.
TRANSITIONS: Mapping[str, tuple[tuple[str, ...], str]] = {
    ACCEPT: ((OFFERED,), ACCEPTED),
    DECLINE: (
        (OFFERED, ACCEPTED),
        DECLINED,
    ),  # a yes may be taken back before it begins
    START: ((OFFERED, ACCEPTED), ONGOING),
    GO_ON: ((ONGOING,), ONGOING),
    END: ((OFFERED, ACCEPTED, ONGOING), ENDED),
}
KINDS = (
    *("guidance", "coaching", "group", "course", "study_support"),
    *("study_visit", "practice", "work_training", "other"),
)
END_REASONS = (
    *("completed", "goal_reached", "to_studies", "to_work", "youth_stopped"),
    *("not_suited", "moved", "provider_stopped", "other"),
)
OTHER = "other"  # says why in words
# Why what goes on ends with its case, where that is plain of why the case does.
OF_CLOSING: Mapping[str, str] = {
    cases.GOAL: "goal_reached",
    cases.MOVED_AWAY: "moved",
    cases.DECLINED: "youth_stopped",
}
DAYS = ("offered_on", "answered_on", "starts_on", "ends_on")
TWO_YEARS = timedelta(days=2 * 366)
REVIEWED_AFTER = 3  # months; what is proposed
MOST_HOURS = 60  # a week; more is a slip of the hand


def may(verb: str, state: str) -> bool:
    """Whether this may happen to a measure that stands so."""
    return state in TRANSITIONS[verb][0]


def verbs(state: str) -> tuple[str, ...]:
    """What may happen to a measure that stands so."""
    return tuple(verb for verb in VERBS if may(verb, state))


def never_comes(state: str, was: str = OFFERED) -> tuple[str, ...]:
    """The planned days that go when a measure comes to stand so.

    What ends without having begun has no day on which it began.
    """
    if state == DECLINED:
        return ("starts_on", "ends_on")
    return ("starts_on",) if state == ENDED and was != ONGOING else ()


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a measure; None where it has not come to it.

    Attributes:
        ends_on: planned, or the day to look at it; until it has ended.
    """

    offered_on: date
    answered_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def wrong_day(
    days: Days, state: str, today: date, given: Collection[str] = DAYS
) -> tuple[str, str] | None:
    """What is wrong with the days of a measure: the code of the fault and the day.

    The day is the name of its field. None where nothing is wrong.

    Args:
        given: those that somebody writes now. Only they can be a slip of the hand far
            away: a measure may have gone on for many years.
    """
    for name in DAYS:
        on = getattr(days, name)
        if name in given and on and abs(on - today) > TWO_YEARS:
            return "measure_far", name
    begun = days.starts_on if state in (ONGOING, ENDED) else None
    ended = days.ends_on if state == ENDED else None
    for name, on in (
        ("offered_on", days.offered_on),
        ("answered_on", days.answered_on),
        ("starts_on", begun),
        ("ends_on", ended),
    ):
        if on and on > today:
            return "measure_not_yet", name
    if days.answered_on and days.answered_on < days.offered_on:
        return "answer_before_offer", "answered_on"
    if days.starts_on and days.starts_on < days.offered_on:
        return "start_before_offer", "starts_on"
    if days.ends_on and days.ends_on < (days.starts_on or days.offered_on):
        return "end_before_start", "ends_on"
    if ended and days.answered_on and ended < days.answered_on:
        return "end_before_answer", "ends_on"
    return None


def went_on(days: Days, state: str, week_on: date, today: date) -> bool:
    """Whether a measure went on in a week: until it ended, or today.

    A day that is only planned ends nothing.

    Args:
        week_on: the first day of the week.
    """
    if state not in (ONGOING, ENDED) or days.starts_on is None:
        return False
    last = days.ends_on if state == ENDED and days.ends_on else today
    return monday(days.starts_on) <= week_on <= min(last, today)


def monday(on: date) -> date:
    """The first day of its week."""
    return on - timedelta(days=on.weekday())
