"""What a case waits for: who should be rung today, and why. Pure: a day and facts.

No law gives a number: how soon, how often and how long silence may last is what the
authority has decided itself (allmänna råd, "kontinuerligt"). Where it has decided
nothing, nothing is overdue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.people.rules import OF_AGE, born_by

PHONE, SMS, EMAIL, LETTER, SOCIAL_MEDIA, SCHOOL, GUARDIAN, HOME_VISIT, MET = (
    *("phone", "sms", "email", "letter", "social_media"),
    *("school", "guardian", "home_visit", "met"),
)
# The ways to reach a youth, the least intrusive first.
CHANNELS = (
    *(PHONE, SMS, EMAIL, LETTER, SOCIAL_MEDIA),
    *(SCHOOL, GUARDIAN, HOME_VISIT, MET),
)
# Ways that reach somebody else: the youth is as silent as before.
AROUND = (SCHOOL, GUARDIAN)

# What a case may wait for, in the order in which it is told; the first stands in lists.
FIRST_OVERDUE, OVERDUE, NO_OWNER, NO_STEP, DUE, SILENT, NEW, LEFT = REASONS = (
    *("first_overdue", "overdue", "no_owner", "no_step"),
    *("due", "silent", "new", "left"),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and what the authority has decided that holds on it."""

    on: date
    numbers: Numbers

    def first_on(self, listed_on: date) -> date | None:
        """The last day for a first contact: two weeks from 2 June is 15 June."""
        days = self.numbers.first_contact_days
        return None if days is None else listed_on + timedelta(days=days - 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands.

    Attributes:
        listed_on: the day the name came.
        attempts: how many times somebody has tried to reach the youth.
        is_planned: whether somebody chose the next step; not so its first day alone.
        reached_on: the day the youth last answered or was met; None if never.
        left_on: the day from which the register no longer holds the person.
    """

    listed_on: date
    attempts: int = 0
    is_planned: bool = False
    reached_on: date | None = None
    has_owner: bool = False
    next_step_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing a case waits for: a code of `REASONS`, and days.

    `days` is how long it has lasted; for `new` and `due` how long there is left.
    """

    reason: str
    days: int = 0


def waits(case: Standing, day: Day) -> Iterator[Wait]:
    """Everything a case waits for on a day, the most pressing first."""
    as_of, silent_days = day.on, day.numbers.silent_days
    if case.left_on:
        yield Wait(LEFT, (as_of - case.left_on).days)
        return
    last_on = day.first_on(case.listed_on)
    is_new, step_on = case.attempts == 0, case.next_step_on
    if is_new and last_on and as_of > last_on:
        yield Wait(FIRST_OVERDUE, (as_of - case.listed_on).days)
    if case.is_planned and step_on and step_on < as_of:
        yield Wait(OVERDUE, (as_of - step_on).days)
    if not case.has_owner:
        yield Wait(NO_OWNER, (as_of - case.listed_on).days)
    if not step_on:
        yield Wait(NO_STEP)
    if case.is_planned and step_on == as_of:
        yield Wait(DUE)
    silence = (as_of - max(case.reached_on or case.listed_on, case.listed_on)).days
    if not is_new and silent_days is not None and silence > silent_days:
        yield Wait(SILENT, silence)
    if is_new and (last_on is None or as_of <= last_on):
        yield Wait(NEW, (last_on - as_of).days if last_on else 0)


def speaks_for(birth_date: date | None, on: date) -> bool:
    """Whether a guardian may be asked about the youth on a day; yes if age is unknown.

    From the 18th birthday nobody speaks for the youth: only with their yes.
    """
    return birth_date is None or birth_date > born_by(on, OF_AGE)
