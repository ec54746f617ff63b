"""What a case waits for: who should be rung today, and why. Pure: a day and facts.

No law gives a number: how soon, how often and how long silence may last is what the
authority has decided itself (allmänna råd, "kontinuerligt"). Where it has decided
nothing, nothing is overdue.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from fullfolj.casework.rules.handovers import days_to_twenty
from fullfolj.casework.rules.progress import due
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.kaa.rules.parts import Parts
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
REASONS = (
    *("first_overdue", "overdue", "no_owner", "no_step", "due"),
    *("plan_due", "measure_over", "small_step"),
    *("turns_20", "silent", "new", "self_view", "left"),
)
FIRST_OVERDUE, OVERDUE, NO_OWNER, NO_STEP, DUE, *_OTHERS = REASONS
PLAN_DUE, MEASURE_OVER, SMALL_STEP, TURNS_20, SILENT, NEW, *_LAST = _OTHERS
SELF_VIEW, LEFT = _LAST


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and what the authority has decided that holds on it."""

    on: date
    numbers: Numbers
    parts: Parts = field(default_factory=Parts)

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
        plan_on: the first day to look at the plan together that nobody has held.
        measure_on: the first day on which a measure was to end, of those that go on.
        small_step_on: the first day of the small steps that are not done.
        turns_20_on: the 20th birthday; None where nothing is left to prepare for it.
        viewed_on: the day the youth was last asked for their own view; None if never.
    """

    listed_on: date
    attempts: int = 0
    is_planned: bool = False
    reached_on: date | None = None
    has_owner: bool = False
    next_step_on: date | None = None
    left_on: date | None = None
    plan_on: date | None = None
    measure_on: date | None = None
    small_step_on: date | None = None
    turns_20_on: date | None = None
    viewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing a case waits for: a code of `REASONS`, and days.

    `days` is how long it has lasted; for `new`, `due` and `turns_20` how long
    there is left.
    """

    reason: str
    days: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether it is something to offer, and nothing that anybody is late with."""
        return self.reason == SELF_VIEW


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
    yield from agreed(case, as_of)
    if (left := days_to_twenty(case.turns_20_on, as_of)) is not None:
        yield Wait(TURNS_20, left)
    silence = (as_of - max(case.reached_on or case.listed_on, case.listed_on)).days
    if not is_new and silent_days is not None and silence > silent_days:
        yield Wait(SILENT, silence)
    if is_new and (last_on is None or as_of <= last_on):
        yield Wait(NEW, (last_on - as_of).days if last_on else 0)
    yield from offered(case, day)


def agreed(case: Standing, as_of: date) -> Iterator[Wait]:
    """What was agreed for a day that has come: a plan is looked at on the day itself.

    What was to end, and what was to be done, is late from the day after.
    """
    if case.plan_on and case.plan_on <= as_of:
        yield Wait(PLAN_DUE, (as_of - case.plan_on).days)
    if case.measure_on and case.measure_on < as_of:
        yield Wait(MEASURE_OVER, (as_of - case.measure_on).days)
    if case.small_step_on and case.small_step_on < as_of:
        yield Wait(SMALL_STEP, (as_of - case.small_step_on).days)


def offered(case: Standing, day: Day) -> Iterator[Wait]:
    """What the youth may be offered where the authority uses it, once reached."""
    if not (day.parts.self_view and case.reached_on):
        return
    if asks := due(case.listed_on, None, (case.viewed_on,), day.on):
        yield Wait(SELF_VIEW, (day.on - asks.since).days)


def speaks_for(birth_date: date | None, on: date) -> bool:
    """Whether a guardian may be asked about the youth on a day; yes if age is unknown.

    From the 18th birthday nobody speaks for the youth: only with their yes.
    """
    return birth_date is None or birth_date > born_by(on, OF_AGE)
