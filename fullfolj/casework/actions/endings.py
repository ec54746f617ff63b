"""What still runs in a case when it is closed, and that it ends with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import OuterRef

from fullfolj.access.models import User
from fullfolj.casework.actions import measures, meetings, plans
from fullfolj.casework.actions.common import ChangedError
from fullfolj.casework.models import Case, Measure, Meeting, Plan, Promise
from fullfolj.casework.planned import asks, planned
from fullfolj.casework.rules.plans import MUNICIPALITY
from fullfolj.core import clock
from fullfolj.core.nested import as_list, revived
from fullfolj.core.refusal import Refused

SHOWN = ("id", "starts_at", "minutes", "place")  # of a meeting


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
        meetings: those that are booked and have not begun, the next first.
    """

    measures: tuple[Measure, ...]
    plan: Plan | None
    promises: tuple[Promise, ...]
    meetings: tuple[Meeting, ...]

    def __bool__(self) -> bool:
        return bool(self.measures or self.plan or self.meetings)

    @property
    def marks(self) -> dict[UUID, str]:
        """Each row by its id, with which version of it there is.

        A plan's version is its promises' too, and a meeting that is moved is another.
        """
        rows = [*self.measures, *((self.plan,) if self.plan else ()), *self.meetings]
        return {row.pk: f"{row.pk}:{getattr(row, 'version', 1)}" for row in rows}

    def unseen(self, shown: Collection[str]) -> frozenset[UUID]:
        """What began or was changed since somebody was shown what ran.

        Args:
            shown: the marks of what they saw.
        """
        return frozenset(pk for pk, mark in self.marks.items() if mark not in shown)

    def began_after(self, day: date) -> bool:
        """Whether something began, or was offered or answered, after a day."""
        begun = [each.begun_on for each in self.measures]
        begun += [each.answered_on for each in self.measures if each.answered_on]
        begun += [self.plan.starts_on] if self.plan else []
        return any(on > day for on in begun)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """Why what runs ends.

    Attributes:
        end_reason: of the measures, one of `END_REASONS`.
        end_words: where that says nothing by itself.
        plan_reason: of the plan and its promises, in words.
        called_off: what stands with each meeting that is cancelled, in words.
        shown: the marks of what ran, as who closes the case saw it.
    """

    end_reason: str = ""
    end_words: str = ""
    plan_reason: str = ""
    called_off: str = ""
    shown: frozenset[str] = frozenset()


NOTHING_RUNS = Reasons()


def running(case: Case) -> Running:
    """What nobody has ended in a case."""
    mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
    coming = as_list(Meeting.objects.coming(clock.now()).filter(**mine), SHOWN)
    told = Case.objects.told(case, **asks(), coming=coming)
    known = planned(case, told)
    return Running(
        measures=tuple(Measure.objects.of_case(case).running()),
        plan=known.plan if known.is_current else None,
        promises=tuple(p.row for p in known.promises if not p.row.ended_on),
        meetings=tuple(revived(Meeting, row) for row in told["coming"]),
    )


def end_all(case: Case, on: date, why: Reasons, *, by: User) -> None:
    """End what runs in a case on a day, and call off the meetings that are to come.

    One that has begun stays: somebody says how it went, in the closed case too.

    Raises:
        MeasuresRunError, PlanRunsError, WordsError, BeforeBegunError: as they say.
        ChangedError: something runs that nobody was shown.
        AttendedError: the youth was in a measure in a later week.
        PermissionDenied: not for this user.
    """
    runs = running(case)
    if runs.measures and not why.end_reason:
        raise MeasuresRunError
    if runs.plan and not why.plan_reason:
        raise PlanRunsError
    if runs.unseen(why.shown):
        raise ChangedError
    if runs.began_after(on):
        raise BeforeBegunError
    for measure in runs.measures:
        _end(measure, on, why, by=by)
    if runs.plan:
        ending = plans.Ending(
            ended_on=on, end_reason=why.plan_reason, wanted_by=MUNICIPALITY
        )
        version = runs.plan.version
        plans.end(case=case, key=uuid4(), version=version, ending=ending, by=by)
    meetings.call_off(runs.meetings, why.called_off)


def _end(measure: Measure, on: date, why: Reasons, *, by: User) -> None:
    """End a measure with its case; the day is the closing's.

    Raises:
        AttendedError, WordsError: as they say.
        PermissionDenied: not for this user.
    """
    try:
        measures.end(
            measure=measure,
            version=measure.version,
            ends_on=on,
            end_reason=why.end_reason,
            end_words=why.end_words,
            by=by,
        )
    except measures.AttendedError as refused:
        raise measures.AttendedError("closed_on") from refused
