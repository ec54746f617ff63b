"""Asking how it went, six and twelve months after a case was closed."""

from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions.common import held
from fullfolj.casework.models import Case, FollowUp
from fullfolj.casework.rules.cases import NO_MORE, PASSED
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class AnsweredError(Refused):
    """Raised when somebody has answered already, or nobody asks any more."""

    code = "answered"


@transaction.atomic
def answer(
    *,
    case: Case,
    follow_up: UUID,
    destination: str,
    livelihood: str,
    how_known: str,
    by: User,
) -> FollowUp:
    """Write down how it went. Earlier ones that nobody answered have then passed.

    The same answer sent twice is one.

    Raises:
        AnsweredError: somebody has answered otherwise, or nobody asks any more.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    mine = FollowUp.objects.filter(case=case, person=case.person_id)
    asked: FollowUp = mine.get(pk=follow_up)
    if asked.says(destination, livelihood, how_known):
        return asked
    if asked.answered_on or asked.ended:
        raise AnsweredError
    asked.answered_on, asked.by_user = clock.today(), by.pk
    asked.destination, asked.livelihood = destination, livelihood
    asked.how_known = how_known
    asked.save()
    earlier = mine.waiting().filter(due_on__lt=asked.due_on)
    earlier.update(ended=PASSED, by_user=by.pk)
    return asked


@transaction.atomic
def stop(*, case: Case, by: User) -> int:
    """Ask no more, since the youth has said so; how many that ended.

    Raises:
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    mine = FollowUp.objects.waiting().filter(case=case, person=case.person_id)
    return mine.update(ended=NO_MORE, by_user=by.pk)
