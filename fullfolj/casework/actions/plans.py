"""Writing a plan: its goal, who promises what, when it is followed up, how it ends.

Each change makes a version of the whole plan; what is saved as it was makes none. Its
key is given with the form, and `version` is the number of the one that the user saw:
see `actions.contacts.record`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fullfolj.access.models import User
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.agreements import note
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    locked,
)
from fullfolj.casework.actions.plan_versions import (
    BeforePlanError,
    FarOffError,
    OrderError,
    PastFollowUpError,
    PlannedDayError,
    ToComeError,
    already,
    current,
    going_on,
    seen,
    version_of,
)
from fullfolj.casework.models import (
    Case,
    FollowUpOfPlan,
    Plan,
    PlanVersion,
    Promise,
)
from fullfolj.casework.rules import plans as plan_rules
from fullfolj.casework.rules.plans import (
    ENDED,
    ENDED_PROMISE,
    FOLLOWED_UP,
    PROMISED,
    WRITTEN,
    Asked,
    Undertaking,
)
from fullfolj.core import clock

DRAFT, PROMISE_DRAFT = "plan", "lofte"  # the forms' names among drafts
FAR = timedelta(days=5 * 366)
NO_ONE = Asked(())
WORDED = ("name", "text", "starts_on", "ends_on")  # of a promise


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """The goal, in the youth's words, and how it is to be reached.

    Attributes:
        promises: of whom, and what: new ones beside those there are.
        follow_up_on: a first day to look at it; None keeps those there are.
    """

    goal: str
    language: str
    planning: str
    wanted_by: str
    promises: tuple[tuple[str, str], ...] = ()
    follow_up_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Promised:
    """A promise as it is to stand.

    Attributes:
        party: who promises. That never changes: another's is another promise.
        wanted_by: who wanted it changed; of a new one nobody asks.
        agreed: how who promises has said yes, if they have.
    """

    party: str
    name: str
    text: str
    starts_on: date
    ends_on: date | None
    wanted_by: str
    agreed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """When something ended, and why."""

    ended_on: date
    end_reason: str
    wanted_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What a follow-up found, and when the next is.

    Attributes:
        done: which planned follow-up was held; None is one that nobody had planned.
        done_on: when it was; None where it is moved to `next_on`.
    """

    done: UUID | None
    done_on: date | None
    line: str
    next_on: date


@transaction.atomic
def write(
    *, case: Case, key: UUID, version: int, written: Written, by: User
) -> PlanVersion:
    """Begin a plan, or word its goal anew; the draft of it goes.

    Args:
        version: of the plan, as the user saw it; 0 where there was none.

    Raises:
        ChangedError, UsedError, PastFollowUpError, FarOffError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if sent := already(case, key, written):
        return sent
    if written.follow_up_on:
        refuse_follow_up(written.follow_up_on, "follow_up_on")
    plan = current(case)
    if version != (plan.version if plan else 0):
        raise ChangedError
    text = {name: getattr(written, name) for name in ("goal", "language", "planning")}
    if plan is None:
        plan = Plan.about(case.person, case=case, version=0, **text)
        plan.save(force_insert=True)
        new = promise_all(plan, written)
        asked = plan_rules.of_beginning(new)
    else:
        asked = reworded(plan, text, written)
    if written.follow_up_on:
        follow_up(plan, written.follow_up_on)
    drafts.drop(case=case, form=DRAFT, by=by)
    return version_of(plan, WRITTEN, asked, key=key, sent=written, by=by)


def reworded(plan: Plan, text: dict[str, str], written: Written) -> Asked:
    """Word a plan anew, with whom that asks."""
    before = undertakings(plan)
    goal = (plan.goal, plan.language, plan.planning)
    for name, value in text.items():
        setattr(plan, name, value)
    plan.save(update_fields=list(text))
    asked = NO_ONE
    if goal != (plan.goal, plan.language, plan.planning):
        asked = plan_rules.of_goal(written.wanted_by, before)
    new = [plan_rules.of_new_promise(each) for each in promise_all(plan, written)]
    return together(asked, *new)


def together(*asked: Asked) -> Asked:
    """All that several changes ask; who is asked anything is not only told."""
    of = tuple(dict.fromkeys(each for one in asked for each in one.of))
    parties = {party for party, _ in of}
    told = dict.fromkeys(party for one in asked for party in one.told)
    return Asked(of, tuple(party for party in told if party not in parties))


@transaction.atomic
def promise(
    *,
    case: Case,
    promise_id: UUID | None = None,
    key: UUID,
    version: int,
    promised: Promised,
    by: User,
) -> PlanVersion:
    """Add a promise, or change one; only those whom it touches are asked.

    What is saved as it was asks nobody, and is a version only where it is agreed to.

    Raises:
        ChangedError, UsedError, NoPlanError, OverError, OrderError, FarOffError:
            nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    sent = (promise_id, promised)
    if made := already(case, key, sent):
        return made
    plan = seen(case, version)
    refuse_span(promised)
    fields = {name: getattr(promised, name) for name in WORDED}
    if promise_id is None:
        given = {"case": case, "plan": plan, "party": promised.party}
        row = Promise.about(case.person, **given, **fields)
        row.save(force_insert=True)
        asked = plan_rules.of_new_promise(row.undertaking)
        drafts.drop(case=case, form=PROMISE_DRAFT, by=by)
    else:
        row = going_on(plan, promise_id)
        asked = NO_ONE
        if any(getattr(row, name) != value for name, value in fields.items()):
            Promise.objects.filter(pk=row.pk, person=case.person_id).update(**fields)
            asked = plan_rules.of_promise(promised.wanted_by, row.undertaking)
    agreed = bool(promised.agreed)
    made = version_of(plan, PROMISED, asked, key=key, sent=sent, by=by, agreed=agreed)
    if agreed:
        note(plan, row.party, row.pk, how=promised.agreed, by=by)
    return made


@transaction.atomic
def end_promise(
    *, case: Case, promise_id: UUID, key: UUID, version: int, ending: Ending, by: User
) -> PlanVersion:
    """End a promise, with its day and its reason; those whom it touches are told.

    Raises:
        ChangedError, UsedError, NoPlanError, OverError, OrderError, ToComeError:
            nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    sent = (promise_id, ending)
    if made := already(case, key, sent):
        return made
    plan = seen(case, version)
    row = going_on(plan, promise_id)
    refuse_ending(ending, row.starts_on)
    finish(Promise.objects.filter(pk=row.pk, person=case.person_id), ending)
    asked = plan_rules.of_ending(ending.wanted_by, row.undertaking)
    return version_of(plan, ENDED_PROMISE, asked, key=key, sent=sent, by=by)


@transaction.atomic
def end(
    *, case: Case, key: UUID, version: int, ending: Ending, by: User
) -> PlanVersion:
    """End the plan, and with it the promises that go on, on that day for that reason.

    A promise that was to begin later ends on the day it would have begun.

    Raises:
        ChangedError, UsedError, NoPlanError, OrderError, ToComeError: nothing was
            written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := already(case, key, ending):
        return made
    plan = seen(case, version)
    refuse_ending(ending, plan.starts_on)
    open_ones = Promise.objects.filter(plan=plan, person=case.person_id, ended_on=None)
    told = dict.fromkeys((*(each.party for each in open_ones), *plan_rules.PARTIES[:2]))
    later = open_ones.filter(starts_on__gt=ending.ended_on)
    later.update(ended_on=F("starts_on"), end_reason=ending.end_reason)
    finish(open_ones, ending)
    finish(Plan.objects.filter(pk=plan.pk, person=case.person_id), ending)
    plan.ended_on, plan.end_reason = ending.ended_on, ending.end_reason
    asked = Asked((), tuple(each for each in told if each != ending.wanted_by))
    return version_of(plan, ENDED, asked, key=key, sent=ending, by=by)


@transaction.atomic
def look(
    *, case: Case, key: UUID, version: int, looked: Looked, by: User
) -> PlanVersion:
    """Write down what a follow-up found, and plan the next; or move it.

    Raises:
        ChangedError, UsedError, NoPlanError, ToComeError, FarAwayError,
            BeforePlanError, PlannedDayError, PastFollowUpError, FarOffError: nothing
            was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := already(case, key, looked):
        return made
    plan = seen(case, version)
    refuse_follow_up(looked.next_on, "next_on")
    if looked.done_on:
        refuse_held(looked.done_on, plan.starts_on)
        hold(plan, looked, looked.done_on)
        follow_up(plan, looked.next_on)
    else:
        move(plan, looked)
    return version_of(plan, FOLLOWED_UP, NO_ONE, key=key, sent=looked, by=by)


# What they share


def promise_all(plan: Plan, written: Written) -> list[Undertaking]:
    """Add the promises that came with the goal."""
    rows = [
        Promise.about(plan.person, case=plan.case, plan=plan, party=party, text=text)
        for party, text in written.promises
    ]
    for row in rows:
        row.save(force_insert=True)
    return [row.undertaking for row in rows]


def undertakings(plan: Plan) -> list[Undertaking]:
    """Every promise of the plan, as the rule takes it."""
    rows = Promise.objects.filter(plan=plan, person=plan.person_id)
    return [row.undertaking for row in rows.order_by("recorded_at", "id")]


def hold(plan: Plan, looked: Looked, on: date) -> None:
    """Note what a follow-up found.

    Raises:
        ChangedError: somebody else has held it.
    """
    found = {"done_on": on, "line": looked.line}
    if looked.done is None:
        follow_up(plan, on, **found)
        return
    days = FollowUpOfPlan.objects.filter(plan=plan, person=plan.person_id, done_on=None)
    if not days.filter(pk=looked.done).update(**found):
        raise ChangedError


def move(plan: Plan, looked: Looked) -> None:
    """Give a planned follow-up another day; where none is planned, plan one.

    Raises:
        ChangedError: somebody has held it.
        PlannedDayError: another is planned on that day.
    """
    if looked.done is None:
        follow_up(plan, looked.next_on)
        return
    days = FollowUpOfPlan.objects.filter(plan=plan, person=plan.person_id, done_on=None)
    if days.filter(on=looked.next_on).exclude(pk=looked.done).exists():
        raise PlannedDayError("next_on")
    if not days.filter(pk=looked.done).update(on=looked.next_on):
        raise ChangedError


def follow_up(plan: Plan, on: date, **found: object) -> None:
    """Plan a follow-up, or note one that nobody had planned; the same day is one."""
    days = FollowUpOfPlan.objects.filter(plan=plan, person=plan.person_id, done_on=None)
    if found or not days.filter(on=on).exists():
        given = {"case": plan.case, "plan": plan, "on": on}
        FollowUpOfPlan.about(plan.person, **given, **found).save(force_insert=True)


def finish(rows: Any, ending: Ending) -> None:
    """Give rows their last day and its reason."""
    rows.update(ended_on=ending.ended_on, end_reason=ending.end_reason)


def refuse_span(promised: Promised) -> None:
    """Refuse days that are in the wrong order, or years away.

    Raises:
        OrderError, FarOffError: as they say.
    """
    refuse_far(promised.starts_on, "starts_on")
    if promised.ends_on:
        refuse_far(promised.ends_on, "ends_on")
        if promised.ends_on < promised.starts_on:
            raise OrderError("ends_on")


def refuse_ending(ending: Ending, starts_on: date) -> None:
    """Refuse an end that has not been, or that comes before the start.

    Raises:
        OrderError, ToComeError: as they say.
    """
    if ending.ended_on > clock.today():
        raise ToComeError("ended_on")
    if ending.ended_on < starts_on:
        raise OrderError("ended_on")


def refuse_held(on: date, starts_on: date) -> None:
    """Refuse that a follow-up was held on a day when it cannot have been.

    Raises:
        ToComeError, FarAwayError, BeforePlanError: as they say.
    """
    if on > clock.today():
        raise ToComeError("done_on")
    if on < clock.today() - A_YEAR:
        raise FarAwayError("done_on")
    if on < starts_on:
        raise BeforePlanError("done_on")


def refuse_follow_up(on: date, field: str) -> None:
    """Refuse a follow-up that has been, or is years away.

    Raises:
        PastFollowUpError, FarOffError: as they say.
    """
    if on < clock.today():
        raise PastFollowUpError(field)
    refuse_far(on, field)


def refuse_far(on: date, field: str) -> None:
    """Refuse a day years away.

    Raises:
        FarOffError: it is.
    """
    if abs(on - clock.today()) > FAR:
        raise FarOffError(field)
