"""Appointing, ending and changing memberships in the authority for which one acts.

Two rules are kept here and, against everything that goes past here, in the database:
nobody widens their own rights, and an authority is never without an administrator.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fullfolj.access import policy
from fullfolj.access.models import Authority, Membership, Unit, User

LAST_ADMINISTRATOR = "authority_has_administrator"


class LastAdministratorError(Exception):
    """Raised when an authority would be left without an administrator."""


@transaction.atomic
def appoint(
    *,
    authority: Authority,
    user: User,
    role: str,
    valid_from: date,
    by: User,
    unit: Unit | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a user a role in the authority, or in one unit of it."""
    if not policy.can_appoint(by, user):
        raise PermissionDenied
    return Membership.objects.create(
        authority=authority,
        user=user,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def end(*, membership: Membership, on: date, by: User) -> None:
    """End a membership: `on` is the first day without it; today ends it at once."""
    _change(membership, by, valid_to=max(on, membership.valid_from))


def clear(*, membership: Membership, reason: str, by: User) -> None:
    """Let a member see persons with protected identity, for a reason that is kept."""
    _change(membership, by, sees_protected=True, protected_reason=reason)


def unclear(*, membership: Membership, by: User) -> None:
    """Take that away again; the history keeps that it was so, and why."""
    _change(membership, by, sees_protected=False, protected_reason="")


def _change(membership: Membership, by: User, **fields: object) -> None:
    """Write the fields, or say why not. The database decides; we name its answer."""
    if not policy.can_change(by, membership):
        raise PermissionDenied
    for name, value in fields.items():
        setattr(membership, name, value)
    try:
        with transaction.atomic():
            membership.save(update_fields=list(fields), force_update=True)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) == LAST_ADMINISTRATOR:
            raise LastAdministratorError from error
        raise
