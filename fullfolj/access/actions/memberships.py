"""Appointing, ending and changing memberships in the authority for which one acts.

Two rules are kept here and, against everything that goes past here, in the database:
nobody widens their own rights, and an authority is never without an administrator.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import policy
from fullfolj.access.actions import accounts, constraints
from fullfolj.access.models import Authority, Membership, Unit, User
from fullfolj.core.refusal import Refused

LAST_ADMINISTRATOR = "authority_has_administrator"
ONCE = "membership_once"


class LastAdministratorError(Refused):
    """Raised when an authority would be left without an administrator."""

    code, field = "last_administrator", "on"


class AlreadyHeldError(Refused):
    """Raised when the user already holds the role in those days."""

    code, field = "already_held", "role"


class OneselfError(Refused, PermissionDenied):
    """Raised when somebody would change their own rights."""

    code, field = "oneself", None


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
    if user == by:
        raise OneselfError
    if not policy.can_appoint(by, user):
        raise PermissionDenied
    membership = Membership(
        authority=authority,
        user=user,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    with constraints.named({ONCE: AlreadyHeldError}):
        membership.save(force_insert=True)
    return membership


@transaction.atomic
def appoint_by_address(
    *,
    authority: Authority,
    email: str,
    name: str,
    role: str,
    valid_from: date,
    by: User,
    unit: Unit | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a role to who has an e-mail address, opening an account if it is new."""
    known = User.objects.filter(email=email.lower()).first()
    user = known or accounts.open_account(email=email, name=name, by=by)
    membership = appoint(
        authority=authority,
        user=user,
        role=role,
        valid_from=valid_from,
        by=by,
        unit=unit,
        valid_to=valid_to,
    )
    accounts.tell(user=user, authority=authority, is_new=known is None)
    return membership


def end(*, membership: Membership, on: date, by: User) -> None:
    """End a membership: `on` is the first day without it; today ends it at once.

    An end never gives more time: one that is over, or ends before, stays as it is.
    """
    first = max(on, membership.valid_from)
    _change(membership, by, valid_to=min(first, membership.valid_to or first))


def clear(*, membership: Membership, reason: str, by: User) -> None:
    """Let a member see persons with protected identity, for a reason that is kept."""
    _change(membership, by, sees_protected=True, protected_reason=reason)


def unclear(*, membership: Membership, by: User, reason: str = "") -> None:
    """Take that away again, for a reason if there is one; the history keeps both."""
    _change(membership, by, sees_protected=False, protected_reason=reason)


def set_clearance(
    *, membership: Membership, sees_protected: bool, reason: str, by: User
) -> None:
    """Give or take away the sight of protected persons, for a reason either way."""
    if sees_protected:
        clear(membership=membership, reason=reason, by=by)
    else:
        unclear(membership=membership, reason=reason, by=by)


def _change(membership: Membership, by: User, **fields: object) -> None:
    """Write the fields, or say why not. The database decides; we name its answer."""
    if membership.user_id == by.pk:
        raise OneselfError
    if not policy.can_change(by, membership):
        raise PermissionDenied
    for name, value in fields.items():
        setattr(membership, name, value)
    with constraints.named({LAST_ADMINISTRATOR: LastAdministratorError}):
        membership.save(update_fields=list(fields), force_update=True)
