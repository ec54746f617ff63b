"""What is known of a youth on an introductory programme, and what they learn."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    locked,
    sent_before,
)
from fullfolj.casework.models import Case, Introduction, PassedSubjects, StudyGoal
from fullfolj.casework.rules.eligibility import SUBJECTS, VOCATIONAL, lack
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class NotYetKnownError(Refused):
    """Raised when passes are noted as known on a day to come."""

    code, field = "not_yet_known", "as_of"


class GoalOverError(Refused):
    """Raised when a goal that was reached or set aside is to be so again."""

    code = "goal_over"


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """Which programme, where the youth lives, and the help with language."""

    programme: str
    home_name: str = ""
    home_contact: str = ""
    home_phone: str = ""
    language: str = ""
    supports: Sequence[str] = ()


def _next(model: Any, case: Case, version: int, fields: dict[str, Any]) -> Any:
    """The row that stands if it says the same; else None where it may be followed.

    Raises:
        ChangedError: another stands than the user saw.
    """
    newest = model.objects.of_case(case).first()
    if newest and all(getattr(newest, name) == value for name, value in fields.items()):
        return newest
    if (newest.version if newest else 0) != version:
        raise ChangedError
    return None


@transaction.atomic
def surround(*, case: Case, version: int, around: Around, by: User) -> Introduction:
    """Say what holds around the youth; what was said before stays in the history.

    Args:
        version: of what stands, as the user saw it; 0 where nothing did.

    Raises:
        ChangedError: somebody wrote meanwhile; nothing was written.
        PermissionDenied: not for this user.
    """
    case, fields = locked(case, by), asdict(around)
    fields["supports"] = list(around.supports)
    same: Introduction | None = _next(Introduction, case, version, fields)
    if same is None:
        given = {"case": case, "version": version + 1, "recorded_by": by.pk}
        same = Introduction.about(case.person, **given, **fields)
        same.save(force_insert=True)
    return same


@transaction.atomic
def note_passed(
    *,
    case: Case,
    version: int,
    subjects: Sequence[str],
    as_of: date,
    how_known: str,
    by: User,
) -> PassedSubjects:
    """Note which subjects the youth has passed, as known on a day.

    Args:
        version: of what stands, as the user saw it; 0 where nothing did.

    Raises:
        NotYetKnownError, FarAwayError: the day is to come, or more than a year ago.
        ChangedError: somebody wrote meanwhile; nothing was written.
        PermissionDenied: not for this user.
    """
    case, today = locked(case, by), clock.today()
    if as_of > today:
        raise NotYetKnownError
    if as_of < today - A_YEAR:
        raise FarAwayError("as_of")
    held = [subject for subject in SUBJECTS if subject in subjects]
    fields = {"subjects": held, "as_of": as_of, "how_known": how_known}
    same: PassedSubjects | None = _next(PassedSubjects, case, version, fields)
    if same is None:
        lacking = lack(held, VOCATIONAL, as_of)
        same = PassedSubjects.about(
            case.person,
            case=case,
            version=version + 1,
            is_eligible=lacking is not None and lacking.is_eligible,
            recorded_by=by.pk,
            **fields,
        )
        same.save(force_insert=True)
    return same


@transaction.atomic
def set_goal(
    *,
    case: Case,
    key: UUID,
    goal: str,
    subject: str,
    wanted_by: date | None,
    by: User,
    version: int = 0,
) -> StudyGoal:
    """Write down what the youth wants to have learnt, and perhaps by when.

    Args:
        key: given with the form; the same form sent again is the goal it made.

    Raises:
        FarAwayError: the day is more than two years off.
        UsedError: the form was sent before, with something else in it.
        PermissionDenied: not for this user.
    """
    del version  # nothing is changed
    case = locked(case, by)
    about = {"goal": goal, "subject": subject, "wanted_by": wanted_by}
    if made := sent_before(StudyGoal, key, case_id=case.pk, **about):
        return made
    if wanted_by and abs(wanted_by - clock.today()) > 2 * A_YEAR:
        raise FarAwayError("wanted_by")
    made = StudyGoal.about(case.person, id=key, case=case, recorded_by=by.pk, **about)
    made.save(force_insert=True)
    return made


@transaction.atomic
def close_goal(*, goal: StudyGoal, reached: bool, by: User) -> StudyGoal:
    """The goal is reached today, or set aside. The same twice is once.

    Raises:
        GoalOverError: it was reached or set aside before, the other way.
        PermissionDenied: not for this user.
    """
    locked(goal.case, by)
    held: StudyGoal = StudyGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    field, other = ("reached_on", "set_aside_on")[:: 1 if reached else -1]
    if getattr(held, other):
        raise GoalOverError
    if getattr(held, field) is None:
        setattr(held, field, clock.today())
        held.version += 1
        held.save(update_fields=[field, "version"])
    return held
