"""Plans of the tests, made by the actions that the pages use."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import agreements, plans, small_steps
from fullfolj.casework.models import Agreement, Case, Plan, PlanVersion, SmallStep
from fullfolj.casework.rules.plans import MUNICIPALITY, YOUTH
from fullfolj.core import clock

GOAL = "Jag vill bli florist"


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def version(case: Case) -> int:
    """Of the plan that the case has now; 0 where it has none."""
    plan = Plan.objects.current().filter(case=case).first()
    return plan.version if plan else 0


def rest(case: Case, by: User, given: dict[str, Any]) -> dict[str, Any]:
    """What every form sends besides."""
    said: dict[str, Any] = {"key": uuid4(), "version": version(case), "by": by}
    return {"case": case} | {n: given.pop(n, value) for n, value in said.items()}


def written(case: Case, by: User, **given: Any) -> PlanVersion:
    """Write the goal, as the form does; at first with a promise each."""
    both = ((YOUTH, "Ringa folkhögskolan"), (MUNICIPALITY, "Följa med på besöket"))
    known = rest(case, by, given)
    said: dict[str, Any] = {
        "goal": GOAL,
        "language": "sv",
        "planning": "",
        "wanted_by": YOUTH,
        "promises": () if known["version"] else both,
        "follow_up_on": None if known["version"] else in_days(30),
    }
    return plans.write(**known, written=plans.Written(**said | given))


def promised(case: Case, by: User, party: str, **given: Any) -> PlanVersion:
    """Add or change a promise, as the form does."""
    known = rest(case, by, given)
    known["promise_id"] = given.pop("promise_id", None)
    said: dict[str, Any] = {
        "party": party,
        "name": "",
        "text": "Ordna praktik",
        "starts_on": clock.today(),
        "ends_on": None,
        "wanted_by": MUNICIPALITY,
    }
    return plans.promise(**known, promised=plans.Promised(**said | given))


def ending(**given: Any) -> plans.Ending:
    """An end today."""
    said: dict[str, Any] = {
        "ended_on": clock.today(),
        "end_reason": "Det är klart",
        "wanted_by": MUNICIPALITY,
    }
    return plans.Ending(**said | given)


def answered(
    case: Case, by: User, party: str, promise: UUID | None = None, **given: Any
) -> Agreement:
    """Note a yes, as the form does."""
    known = rest(case, by, given)
    said: dict[str, Any] = {
        "party": party,
        "promise": promise,
        "answer": "yes",
        "said_on": clock.today(),
        "how": "spoken",
    }
    return agreements.answer(**known, answered=agreements.Answered(**said | given))


def stepped(case: Case, by: User, text: str, **given: Any) -> SmallStep:
    """Add a small step, as the form does."""
    key = given.pop("key", None) or uuid4()
    said: dict[str, Any] = {"party": YOUTH, "name": "", "due_on": in_days(7)}
    worded = small_steps.Worded(text=text, **said | given)
    return small_steps.add(case=case, key=key, worded=worded, by=by)
