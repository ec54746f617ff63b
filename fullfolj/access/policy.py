"""Who may do what with authorities, units, memberships and the read log.

Asked of the authority for which one acts: the wall shows the memberships of no other.
"""

from collections.abc import Iterable
from typing import Any

from fullfolj.access import roles
from fullfolj.access.models import Membership, Unit, User
from fullfolj.core import clock


def held(user: Any) -> tuple[str, ...]:
    """The user's roles for the whole authority today, in the order of the roles."""
    if not user.is_authenticated:
        return ()
    live = Membership.objects.live(clock.today()).of(user).filter(unit=None)
    found = set(live.values_list("role", flat=True))
    return tuple(name for name in roles.ROLES if name in found)


def permissions(held: Iterable[str]) -> frozenset[str]:
    """Everything that roles allow."""
    return frozenset().union(*(roles.ROLES[name].permissions for name in held))


def ground_among(held: Iterable[str], permission: str) -> str:
    """The role, of those held, by which one may do a thing, as the read log names it.

    Nothing if there is none. Who holds several does it in the one that stands first.
    """
    allowing = roles.with_permission(permission)
    return next((name for name in held if name in allowing), "")


def ground(user: User, permission: str) -> str:
    """The role by which the user may do a thing, for the read log; or nothing."""
    return ground_among(held(user), permission)


def permits(user: User, permission: str) -> bool:
    """Whether a role that the user holds today, for the whole authority, allows it."""
    return Membership.objects.allowing(permission, clock.today()).of(user).exists()


def can_administer(user: User) -> bool:
    """Whether the user may see and change units and memberships."""
    return permits(user, roles.ADMINISTER)


def can_appoint(user: User, appointed: User) -> bool:
    """Whether the user may give the other a role: never themselves."""
    return user != appointed and can_administer(user)


def can_change(user: User, membership: Membership) -> bool:
    """Whether the user may end or change a membership: never their own."""
    return user.pk != membership.user_id and can_administer(user)


def can_rename(user: User, _unit: Unit) -> bool:
    """Whether the user may rename a unit."""
    return can_administer(user)


def can_read_log(user: User) -> bool:
    """Whether the user may see who has read whom. That reading is logged too."""
    return permits(user, roles.READ_LOG)
