"""Noting what a party has answered to a plan: on paper, or as somebody heard it."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions.common import (
    A_YEAR,
    FarAwayError,
    locked,
    sent_before,
)
from fullfolj.casework.actions.plan_versions import (
    ToComeError,
    going_on,
    seen,
)
from fullfolj.casework.models import Agreement, Case, Plan, PlanVersion
from fullfolj.casework.planned import SAID, asks_of, said_in
from fullfolj.casework.rules.plans import NO, PARTIES, YES, YOUTH, answer_of
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class NotAskedError(Refused):
    """Raised when it is not theirs to say yes or no to."""

    code, field = "not_asked", "asked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What a party said, and how.

    Attributes:
        promise: to which promise; None is to the whole plan.
    """

    party: str
    promise: UUID | None
    answer: str
    said_on: date
    how: str


@transaction.atomic
def answer(
    *, case: Case, key: UUID, version: int, answered: Answered, by: User
) -> Agreement:
    """Note an answer to the plan as it is written now.

    Raises:
        ChangedError, NoPlanError: the plan is not as the user saw it.
        OverError, NotAskedError, ToComeError, FarAwayError, UsedError: as they
            say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := sent_before(Agreement, key, case_id=case.pk, **asdict(answered)):
        return made
    plan = seen(case, version)
    refuse(plan, answered)
    row = Agreement.about(
        case.person,
        id=key,
        case=case,
        plan=plan,
        version=plan.version,
        noted_by=by.pk,
        **asdict(answered),
    )
    row.save(force_insert=True)
    follow(plan, answered)
    return row


def note(plan: Plan, party: str, promise: UUID, *, how: str, by: User) -> None:
    """Note today's yes to a promise that was written down as it was given."""
    Agreement.about(
        plan.person,
        case=plan.case,
        plan=plan,
        promise=promise,
        party=party,
        answer=YES,
        said_on=clock.today(),
        how=how,
        version=plan.version,
        noted_by=by.pk,
    ).save(force_insert=True)


def refuse(plan: Plan, answered: Answered) -> None:
    """Refuse what cannot be said, or not by them.

    Raises:
        ToComeError, FarAwayError, OverError, NotAskedError: as they say.
    """
    if answered.said_on > clock.today():
        raise ToComeError("said_on")
    if answered.said_on < clock.today() - A_YEAR:
        raise FarAwayError("said_on")
    parties = PARTIES[:2]
    if answered.promise:
        parties = (YOUTH, going_on(plan, answered.promise).party)
    if answered.party not in parties:
        raise NotAskedError


def follow(plan: Plan, answered: Answered) -> None:
    """Keep with the plan whether the youth has declined it, and when they last did."""
    if answered.party != YOUTH or answered.promise:
        return
    mine = {"plan": plan, "person": plan.person_id}
    said = Agreement.objects.filter(**mine, party=YOUTH, promise=None).order_by(*SAID)
    asks = asks_of(PlanVersion.objects.filter(**mine))
    has_declined = answer_of(YOUTH, None, asks, said_in(said)) == NO
    noes = [each.said_on for each in said if each.answer == NO]
    plan.declined_on = noes[-1] if has_declined else None
    plan.save(update_fields=["declined_on"])
