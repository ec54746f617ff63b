"""Opening and renaming units of the authority for which one acts."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import policy
from fullfolj.access.actions import constraints
from fullfolj.access.models import Authority, Unit, User
from fullfolj.core.refusal import Refused


class NameTakenError(Refused):
    """Raised when the authority already has a unit of that name."""

    code, field = "unit_name_taken", "name"


@transaction.atomic
def open_unit(*, authority: Authority, name: str, by: User) -> Unit:
    """Open a unit in the authority."""
    if not policy.can_administer(by):
        raise PermissionDenied
    with constraints.named({"unit_name": NameTakenError}):
        return Unit.objects.create(authority=authority, name=name)


@transaction.atomic
def rename(*, unit: Unit, name: str, by: User) -> None:
    """Give a unit another name."""
    if not policy.can_rename(by, unit):
        raise PermissionDenied
    unit.name = name
    with constraints.named({"unit_name": NameTakenError}):
        unit.save(update_fields=["name"])
