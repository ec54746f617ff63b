"""Saying that what is to be handed over before the 20th birthday is."""

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
from fullfolj.casework.actions.handovers import HandoverUsedError
from fullfolj.casework.actions.life import ToComeError
from fullfolj.casework.models import Case, Preparation
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class NoBirthdayError(Refused):
    """Raised when nothing ends at 20: another purpose, or nobody knows the age."""

    code = "no_birthday"


@transaction.atomic
def prepare(
    *,
    case: Case,
    key: UUID,
    done_on: date,
    to_whom: str,
    items: list[str],
    by: User,
) -> Preparation:
    """Write down what was handed over, to whom and which day: the case waits no more.

    Args:
        key: given with the form; the same form sent again is what it made.
        items: those of `rules.handovers.ITEMS` that were done.

    Raises:
        HandoverUsedError, NoBirthdayError, ToComeError, FarAwayError, ClosedError:
            nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    said = {"done_on": done_on, "to_whom": to_whom, "items": items}
    of_whom = {"case_id": case.pk}
    if made := sent_before(Preparation, key, HandoverUsedError, **of_whom, **said):
        return made
    if case.turns_20_on is None:
        raise NoBirthdayError
    if done_on > clock.today():
        raise ToComeError("done_on")
    if done_on < clock.today() - A_YEAR:
        raise FarAwayError("done_on")
    made = Preparation.about(case.person, id=key, case=case, by_user=by.pk, **said)
    made.save(force_insert=True)
    case.prepared_on, case.version = done_on, case.version + 1
    case.save(update_fields=["prepared_on", "version"])
    return made
