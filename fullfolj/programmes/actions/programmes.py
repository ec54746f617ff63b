"""Adding a programme, and saying when it is over."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import Authority, User
from fullfolj.core.refusal import Refused
from fullfolj.programmes import policy
from fullfolj.programmes.models import Programme


class AgesError(Refused):
    """Raised when the highest age is below the lowest."""

    code, field = "ages", "highest_age"


class SpanError(Refused):
    """Raised when a programme would end before it began."""

    code, field = "span", "valid_to"


class NamedError(Refused):
    """Raised when the authority has a programme of that name."""

    code, field = "named", "name"


@transaction.atomic
def add(
    *,
    authority: Authority,
    name: str,
    lowest_age: int,
    highest_age: int,
    legal_ground: str,
    valid_from: date,
    valid_to: date | None,
    by: User,
) -> Programme:
    """Add a programme that youths may take part in.

    Args:
        lowest_age, highest_age: in whole years, both included.
        valid_to: the first day it is over; None until somebody knows.

    Raises:
        AgesError, SpanError, NamedError: nothing was written.
        PermissionDenied: not for this user.
    """
    if not policy.can_keep(by):
        raise PermissionDenied
    if highest_age < lowest_age:
        raise AgesError
    if valid_to and valid_to <= valid_from:
        raise SpanError
    if Programme.objects.filter(authority=authority, name__iexact=name).exists():
        raise NamedError
    return Programme.objects.create(
        authority=authority,
        name=name,
        lowest_age=lowest_age,
        highest_age=highest_age,
        legal_ground=legal_ground,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=by.pk,
    )


@transaction.atomic
def end(*, programme: Programme, valid_to: date, by: User) -> None:
    """Say from which day a programme is over. Who takes part keeps their case.

    Raises:
        SpanError: it would end before it began.
        PermissionDenied: not for this user.
    """
    if not policy.can_keep(by):
        raise PermissionDenied
    held = Programme.objects.select_for_update().get(pk=programme.pk)
    if valid_to <= held.valid_from:
        raise SpanError
    held.valid_to = valid_to
    held.save(update_fields=["valid_to"])
