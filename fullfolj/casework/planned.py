"""The plan of a case as a page shows it: what it says, how it stands, what it awaits.

One statement, however much there is: the page of a case has no room for more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, QuerySet, Subquery

from fullfolj.access.models import User
from fullfolj.casework.models import (
    Agreement,
    Case,
    FollowUpOfPlan,
    Plan,
    PlanVersion,
    Promise,
    SmallStep,
)
from fullfolj.casework.rules import plans as plan_rules
from fullfolj.casework.rules.plans import Ask, Said, Standing
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.nested import as_list, as_object, revived

PLAN = (
    *("id", "goal", "language", "planning", "starts_on", "declined_on", "ended_on"),
    *("end_reason", "version"),
)
PROMISE = (
    *("id", "party", "name", "text", "starts_on", "ends_on", "ended_on", "end_reason"),
)
ANSWER = ("id", "promise", "party", "answer", "said_on", "how", "version")
SAID = ("said_on", "recorded_at", "id")  # the order in which answers were given
FOLLOW_UP = ("id", "on", "done_on", "line")
VERSION = ("id", "number", "verb", "asks", "told", "recorded_at")
STEP = (
    *("id", "promise", "parent", "text", "party", "name", "due_on", "is_split"),
    *("done_on", "version"),
)


@dataclass(frozen=True)
class Promised:
    """A promise, how it stands, and the steps that are a part of it."""

    row: Promise
    standing: Standing


@dataclass(frozen=True)
class Stepped:
    """A small step with its parts. `done` of `all`: of the parts, if it was split."""

    row: SmallStep
    parts: tuple[SmallStep, ...]
    is_late: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(each.done_on is not None for each in self.parts)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        if self.parts:
            return self.done == len(self.parts)
        return self.row.done_on is not None


@dataclass(frozen=True)
class Awaited:
    """Whose yes is waited for: to a promise, or (None) to the whole plan."""

    party: str
    promise: Promise | None

    @property
    def code(self) -> str:
        """As the form of answers names it."""
        return f"{self.party}:{self.promise.pk if self.promise else ''}"

    @property
    def who(self) -> str:
        """Who it is, in words."""
        named = self.promise and self.promise.party == self.party and self.promise.name
        return named or say("party", self.party)

    @property
    def label(self) -> str:
        """Who, and to what."""
        if self.promise is None:
            return say("asked", "plan", who=self.who)
        return say("asked", "promise", who=self.who, text=self.promise.text)


@dataclass(frozen=True)
class Answered(Awaited):
    """What somebody has answered, and to what."""

    row: Agreement


@dataclass(frozen=True)
class Planned:
    """Everything that a page shows of a case's plan and small steps.

    Attributes:
        plan: the current one; otherwise the last that ended; None where none was.
        is_due: whether a follow-up has come that nobody has held.
    """

    plan: Plan | None
    standing: Standing | None
    promises: tuple[Promised, ...]
    awaited: tuple[Awaited, ...]
    answers: tuple[Agreement, ...]
    follow_ups: tuple[FollowUpOfPlan, ...]
    versions: tuple[PlanVersion, ...]
    steps: tuple[Stepped, ...]
    today: date

    @property
    def is_current(self) -> bool:
        """Whether there is a plan that nobody has ended."""
        return self.plan is not None and self.plan.ended_on is None

    @property
    def live_since(self) -> date | None:
        """The day of the last yes that it waited for; None where it is not live.

        Who has said yes before the plan began has said it to what was to come.
        """
        if not (self.plan and self.standing) or self.standing.state != plan_rules.LIVE:
            return None
        asked = (plan_rules.YOUTH, plan_rules.MUNICIPALITY)
        whole = [each for each in self.answers if not each.promise]
        said_on = {each.party: each.said_on for each in whole}
        return max(self.plan.starts_on, *(said_on[who] for who in asked))

    @property
    def answered(self) -> list[Answered]:
        """What was answered, the latest first."""
        rows = {each.row.pk: each.row for each in self.promises}
        return [
            Answered(each.party, rows.get(each.promise) if each.promise else None, each)
            for each in reversed(self.answers)
        ]

    @property
    def next_follow_up(self) -> FollowUpOfPlan | None:
        """The first that nobody has held."""
        return next((each for each in self.follow_ups if not each.done_on), None)

    @property
    def is_due(self) -> bool:
        """Whether it is time to look at the plan together."""
        coming = self.next_follow_up
        return self.is_current and coming is not None and coming.on <= self.today

    def promised_by(self, *parties: str) -> list[Promised]:
        """The promises of some, those that go on first."""
        found = [each for each in self.promises if each.row.party in parties]
        return sorted(found, key=lambda each: each.row.ended_on is not None)

    @property
    def youths(self) -> list[Promised]:
        """What the youth answers for (2)."""
        return self.promised_by(plan_rules.YOUTH)

    @property
    def municipalitys(self) -> list[Promised]:
        """What the municipality answers for (3)."""
        return self.promised_by(plan_rules.MUNICIPALITY)

    @property
    def others(self) -> list[Promised]:
        """What somebody else answers for (4)."""
        return self.promised_by(*plan_rules.PARTNERS)

    @property
    def steps_done(self) -> int:
        """How many of the small steps are done, each part for itself."""
        return sum(each.done if each.parts else each.is_done for each in self.steps)

    @property
    def steps_in_all(self) -> int:
        """How many small steps there are, each part for itself."""
        return sum(len(each.parts) or 1 for each in self.steps)

    @property
    def steps_left(self) -> list[Stepped]:
        """Those that are not done, the nearest day first."""
        return [each for each in self.steps if not each.is_done]

    @property
    def steps_late(self) -> int:
        """How many have been waited for."""
        return sum(each.is_late for each in self.steps)


def asks() -> dict[str, Any]:
    """What a statement about the case is to answer for the plan and its steps."""
    return {"plan_of": _plan(), "steps_of": _steps()}


def planned(case: Case, found: Mapping[str, Any] | None = None) -> Planned:
    """What there is now, in one statement, or of what `asks` was answered."""
    found = found or Case.objects.told(case, **asks())
    return _gathered(found["plan_of"], found["steps_of"])


def _plan() -> Subquery:
    latest = _of_case(Plan).order_by(
        F("ended_on").desc(nulls_first=True), "-recorded_at"
    )
    within = {
        "promises": as_list(_of_plan(Promise).order_by("recorded_at", "id"), PROMISE),
        "answers": as_list(
            _of_plan(Agreement).order_by(*SAID),
            ANSWER,
            noter=_name_of("noted_by"),
        ),
        "follow_ups": as_list(_of_plan(FollowUpOfPlan).order_by("on", "id"), FOLLOW_UP),
        "versions": as_list(
            _of_plan(PlanVersion).order_by("number"),
            VERSION,
            writer=_name_of("by_user"),
        ),
    }
    return Subquery(latest.values(row=as_object(PLAN, **within))[:1])


def _steps() -> ArraySubquery:
    kept = _of_case(SmallStep).filter(dropped_on=None)
    return as_list(kept.order_by("due_on", "position", "recorded_at", "id"), STEP)


def _of_case(model: type[Model]) -> QuerySet[Any]:
    rows = model._default_manager.filter(case=OuterRef("pk"))
    return rows.filter(person=OuterRef("person_id"))


def _of_plan(model: type[Model]) -> QuerySet[Any]:
    rows = model._default_manager.filter(plan=OuterRef("pk"))
    return rows.filter(person=OuterRef("person_id"))


def _name_of(field: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name"))


def _gathered(said: dict[str, Any] | None, steps: list[dict[str, Any]]) -> Planned:
    today = clock.today()
    rows = [revived(SmallStep, each) for each in steps]
    shown = tuple(_stepped(rows, today))
    if said is None:
        return Planned(None, None, (), (), (), (), (), shown, today)
    inner = {name: said.pop(name) for name in WITHIN}
    plan = revived(Plan, said)
    promises = [revived(Promise, each) for each in inner["promises"]]
    answers = [revived(Agreement, each) for each in inner["answers"]]
    versions = [revived(PlanVersion, each) for each in inner["versions"]]
    asks, given = asks_of(versions), said_in(answers)
    is_over = plan.ended_on is not None
    standing = plan_rules.of_plan(
        asks, given, is_over=is_over, has_declined=plan.declined_on is not None
    )
    judged = [
        Promised(
            each, plan_rules.of_undertaking(each.undertaking, standing, asks, given)
        )
        for each in promises
    ]
    by_id = {each.pk: each for each in promises}
    theirs = [each.undertaking for each in promises]
    open_asks = () if is_over else plan_rules.open_asks(theirs, asks, given)
    return Planned(
        plan=plan,
        standing=standing,
        promises=tuple(judged),
        awaited=tuple(
            Awaited(party, by_id[promise] if promise else None)
            for party, promise in open_asks
        ),
        answers=tuple(answers),
        follow_ups=tuple(revived(FollowUpOfPlan, each) for each in inner["follow_ups"]),
        versions=tuple(versions),
        steps=shown,
        today=today,
    )


WITHIN = ("promises", "answers", "follow_ups", "versions")


def asks_of(versions: Iterable[PlanVersion]) -> list[Ask]:
    """Whom the versions asked, as the rule takes it."""
    return [
        Ask(row.number, one["party"], UUID(one["promise"]) if one["promise"] else None)
        for row in versions
        for one in row.asks
    ]


def said_in(answers: Iterable[Agreement]) -> list[Said]:
    """What was answered, as the rule takes it."""
    return [Said(row.version, row.party, row.promise, row.answer) for row in answers]


def _stepped(rows: list[SmallStep], today: date) -> Iterable[Stepped]:
    """The steps with their parts: those left first, each kind by its day."""
    parts: dict[UUID, list[SmallStep]] = {}
    for row in rows:
        if row.parent:
            parts.setdefault(row.parent, []).append(row)
    steps = []
    for row in rows:
        if row.parent:
            continue
        theirs = tuple(parts.get(row.pk, ()))
        late = any(
            each.done_on is None and each.due_on < today for each in theirs or (row,)
        )
        steps.append(Stepped(row, theirs, late))
    return sorted(steps, key=lambda each: each.is_done)
