"""What still runs in a case when it is closed, and that it ends with it."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import measures, plans
from fullfolj.casework.models import Case, Measure, Plan, Promise
from fullfolj.casework.planned import planned
from fullfolj.casework.rules.plans import MUNICIPALITY
from fullfolj.core.refusal import Refused


class MeasuresRunError(Refused):
    """Raised when measures run, and nobody has said why they end."""

    code, field = "measures_run", "end_reason"


class PlanRunsError(Refused):
    """Raised when the plan goes on, and nobody has said why it ends."""

    code, field = "plan_runs", "plan_reason"


class BeforeBegunError(Refused):
    """Raised when something would end before it began."""

    code, field = "before_begun", "closed_on"


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """What nobody has ended in a case.

    Attributes:
        plan: the current one, if any.
        promises: those of the plan that go on, or that are to begin.
    """

    measures: tuple[Measure, ...]
    plan: Plan | None
    promises: tuple[Promise, ...]

    def __bool__(self) -> bool:
        return bool(self.measures or self.plan)

    def began_after(self, day: date) -> bool:
        """Whether something began, or was offered, after a day."""
        begun = [each.begun_on for each in self.measures]
        begun += [self.plan.starts_on] if self.plan else []
        return any(on > day for on in begun)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """Why what runs ends.

    Attributes:
        end_reason: of the measures, one of `END_REASONS`.
        end_words: where that says nothing by itself.
        plan_reason: of the plan and its promises, in words.
    """

    end_reason: str = ""
    end_words: str = ""
    plan_reason: str = ""


NOTHING_RUNS = Reasons()


def running(case: Case) -> Running:
    """What nobody has ended in a case."""
    known = planned(case)
    return Running(
        measures=tuple(Measure.objects.of_case(case).running()),
        plan=known.plan if known.is_current else None,
        promises=tuple(p.row for p in known.promises if not p.row.ended_on),
    )


def end_all(case: Case, on: date, why: Reasons, *, by: User) -> None:
    """End what runs in a case on a day.

    Raises:
        MeasuresRunError, PlanRunsError, WordsError, BeforeBegunError: as they say.
        PermissionDenied: not for this user.
    """
    runs = running(case)
    if runs.measures and not why.end_reason:
        raise MeasuresRunError
    if runs.plan and not why.plan_reason:
        raise PlanRunsError
    if runs.began_after(on):
        raise BeforeBegunError
    for measure in runs.measures:
        measures.end(
            measure=measure,
            version=measure.version,
            ends_on=on,
            end_reason=why.end_reason,
            end_words=why.end_words,
            by=by,
        )
    if runs.plan:
        ending = plans.Ending(
            ended_on=on, end_reason=why.plan_reason, wanted_by=MUNICIPALITY
        )
        version = runs.plan.version
        plans.end(case=case, key=uuid4(), version=version, ending=ending, by=by)
