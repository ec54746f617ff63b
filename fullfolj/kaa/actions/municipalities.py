"""Saying for which municipalities an authority answers."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import can_administer
from fullfolj.kaa.models import Municipality


@transaction.atomic
def answer_for(
    *, authority: Authority, code: str, since: date, by: User | None
) -> Municipality:
    """Let the authority answer for a municipality; saying it twice changes nothing.

    `by` is None when who runs the house says it at its command line, as a job.
    """
    asker = wall.who_asks()
    is_job = asker is not None and asker.job is not None
    if not (is_job if by is None else can_administer(by)):
        raise PermissionDenied
    found, _ = Municipality.objects.get_or_create(
        authority=authority, code=code, valid_to=None, defaults={"valid_from": since}
    )
    return found
