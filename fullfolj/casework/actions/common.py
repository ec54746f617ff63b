"""What every writing in a case asks first, and refuses."""

from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.models import Case
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

A_YEAR = timedelta(days=366)
Row = TypeVar("Row", bound=Model)


class ChangedError(Refused):
    """Raised when somebody changed the case while the form was open."""

    code = "changed"


class ClosedError(Refused):
    """Raised when the case is closed: it is opened again before anything is written."""

    code = "closed"


class NotYetError(Refused):
    """Raised when the contact has not happened yet."""

    code, field = "not_yet", "happened_on"


class FarAwayError(Refused):
    """Raised when a day lies so far off that the year must be wrong."""

    code = "far_away"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class UsedError(Refused):
    """Raised when the form was sent before, with something else in it."""

    code = "used"


class PastStepError(Refused):
    """Raised when the next step lies behind."""

    code, field = "past_step", "next_step_on"


def locked(case: Case, by: User) -> Case:
    """The case as it is now, for one writer at a time.

    Raises:
        ClosedError: nobody writes in it until it is opened again.
        PermissionDenied: not for this user.
    """
    found = held(case, by)
    if found.closed_on:
        raise ClosedError
    return found


def held(case: Case, by: User) -> Case:
    """The same, open or closed.

    Raises:
        PermissionDenied: not for this user.
    """
    one = Case.objects.select_for_update(of=("self",)).select_related("person")
    found: Case = one.get(pk=case.pk, person=case.person_id)
    if not policy.can_work(by, found):
        raise PermissionDenied
    return found


def sent_before(
    model: type[Row],
    key: UUID,
    used: type[Refused] = UsedError,
    /,
    **said: object,
) -> Row | None:
    """What the same form made, if it was sent before; None where it was not.

    It is looked up by the key alone: a key is one thing's, of whomever it is.

    Args:
        model: what such a form makes.
        said: what the form holds, and of whom.

    Raises:
        UsedError: something else, or of another. It is raised as `used`.
    """
    made = model._default_manager.filter(pk=key).first()
    if made and any(getattr(made, name) != value for name, value in said.items()):
        raise used
    return made


def refuse_step(on: date) -> None:
    """Refuse a day for the next step that has been, or is years away.

    Raises:
        PastStepError, FarAwayError: as they say.
    """
    today = clock.today()
    if on < today:
        raise PastStepError
    if on > today + 2 * A_YEAR:
        raise FarAwayError("next_step_on")


def step(case: Case, next_step: str, on: date) -> None:
    """Set what comes next, chosen by somebody, and keep all that was changed."""
    case.next_step, case.next_step_on, case.is_planned = next_step, on, True
    keep(case)


def keep(case: Case) -> None:
    """Keep what a try or a next step changed in a case."""
    case.version += 1
    case.save(
        update_fields=[
            *("attempts", "tried_on", "reached_on"),
            *("next_step", "next_step_on", "is_planned", "version"),
        ]
    )
