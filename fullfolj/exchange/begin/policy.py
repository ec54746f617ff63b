"""Who may enter a person by hand, and compare a list with the register."""

from fullfolj.access import roles
from fullfolj.access.models import Membership, User
from fullfolj.access.policy import permits
from fullfolj.core import clock


def can_enter(user: User) -> bool:
    """Whether the user may enter somebody whom no file has named."""
    return permits(user, roles.WRITE_PEOPLE)


def can_begin(user: User) -> bool:
    """Whether the user sees the steps: whoever may send in files."""
    return permits(user, roles.IMPORT)


def ground_to_compare(user: User) -> str:
    """The role in which the user compares a list; nothing for who may not.

    Its answer names persons, so sending in files is not enough.
    """
    held = Membership.objects.live(clock.today()).of(user).filter(unit=None)
    names = set(held.values_list("role", flat=True))
    given = [role for name, role in roles.ROLES.items() if name in names]
    if not any(roles.IMPORT in role.permissions for role in given):
        return ""
    reading = (role.name for role in given if roles.READ_PEOPLE in role.permissions)
    return next(reading, "")
