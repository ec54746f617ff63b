"""What every writing in a plan shares: which plan, seen when, and its version."""

from dataclasses import asdict, is_dataclass
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from fullfolj.access.models import User
from fullfolj.casework.actions.common import ChangedError, sent_before
from fullfolj.casework.models import Case, FollowUpOfPlan, Plan, PlanVersion, Promise
from fullfolj.casework.rules.plans import Asked
from fullfolj.core.refusal import Refused

# What a version keeps of each row; docs/reference/plan-export.md tells it.
PLAN = ("goal", "language", "planning", "starts_on", "ended_on", "end_reason")
PROMISE = (
    *("id", "party", "name", "text", "starts_on", "ends_on", "ended_on", "end_reason"),
)
FOLLOW_UP = ("id", "on", "done_on", "line")


class NamedError(Refused):
    """Raised about one of several fields."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class FarOffError(NamedError):
    """Raised when a day lies so many years off that the year must be wrong."""

    code = "far_off"


class OrderError(NamedError):
    """Raised when something would end before it starts."""

    code = "ends_first"


class ToComeError(NamedError):
    """Raised when a day that must have been lies ahead."""

    code = "to_come"


class PastFollowUpError(NamedError):
    """Raised when the next follow-up lies behind."""

    code = "past_step"


class BeforePlanError(NamedError):
    """Raised when a follow-up would have been held before the plan began."""

    code = "before_plan"


class PlannedDayError(NamedError):
    """Raised when a follow-up is moved to a day that has one."""

    code = "day_planned"


class NoPlanError(Refused):
    """Raised when the plan was ended while the form was open."""

    code = "no_plan"


class OverError(Refused):
    """Raised when the promise was ended while the form was open."""

    code = "over"


def current(case: Case) -> Plan | None:
    """The plan of the case that nobody has ended."""
    plans = Plan.objects.current().filter(case=case, person=case.person_id)
    return plans.select_related("person", "case").first()


def seen(case: Case, version: int) -> Plan:
    """The plan, which the user saw as it is now.

    Raises:
        ChangedError, NoPlanError: as they say.
    """
    plan = current(case)
    if plan is None:
        raise NoPlanError
    if plan.version != version:
        raise ChangedError
    return plan


def going_on(plan: Plan, promise_id: UUID) -> Promise:
    """A promise of the plan that has not ended.

    Raises:
        OverError: it has, or there is none.
    """
    rows = Promise.objects.filter(plan=plan, person=plan.person_id, ended_on=None)
    found: Promise | None = rows.filter(pk=promise_id).first()
    if found is None:
        raise OverError
    return found


def already(case: Case, key: UUID, sent: object) -> PlanVersion | None:
    """The version that the same form has made, if it was sent before.

    Raises:
        UsedError: with something else in it.
    """
    return sent_before(PlanVersion, key, case_id=case.pk, sent=digest(sent))


def digest(sent: Any) -> str:
    """What a form held, short."""
    parts = sent if isinstance(sent, tuple) else (sent,)
    said = [
        asdict(each) if is_dataclass(each) and not isinstance(each, type) else each
        for each in parts
    ]
    return sha256(dumps(said, default=str).encode()).hexdigest()


def version_of(
    plan: Plan,
    verb: str,
    asked: Asked,
    *,
    key: UUID,
    sent: object,
    by: User,
    agreed: bool = False,
) -> PlanVersion:
    """Keep the plan as it stands now, with whom that asks.

    What was saved as it was makes no version: the one there is stands.

    Args:
        agreed: somebody says yes anew, of which the version's key keeps track.
    """
    contents = contents_of(plan)
    of_plan = PlanVersion.objects.filter(plan=plan, person=plan.person_id)
    stands: PlanVersion | None = of_plan.filter(number=plan.version).first()
    if stands and stands.contents == contents and not agreed:
        return stands
    plan.version += 1
    plan.save(update_fields=["version"])
    made = PlanVersion.about(
        plan.person,
        id=key,
        case=plan.case,
        plan=plan,
        number=plan.version,
        verb=verb,
        contents=contents,
        asks=[
            {"party": party, "promise": promise and str(promise)}
            for party, promise in asked.of
        ],
        told=list(asked.told),
        sent=digest(sent),
        by_user=by.pk,
    )
    made.save(force_insert=True)
    return made


def contents_of(plan: Plan) -> dict[str, Any]:
    """The plan as a version keeps it: plain values, days as ISO 8601."""
    rows = Promise.objects.filter(plan=plan, person=plan.person_id)
    days = FollowUpOfPlan.objects.filter(plan=plan, person=plan.person_id)
    return {
        **plain(plan, *PLAN),
        "promises": [
            plain(row, *PROMISE) for row in rows.order_by("recorded_at", "id")
        ],
        "follow_ups": [plain(row, *FOLLOW_UP) for row in days.order_by("on", "id")],
    }


def plain(row: Any, *names: str) -> dict[str, str | None]:
    """Some fields of a row as text."""
    values = {name: getattr(row, name) for name in names}
    return {name: None if v is None else str(v) for name, v in values.items()}
