"""Who can be clicked at sign-in in the demo: the invented, where they work, as what.

Here the house itself asks each authority who works there, before anybody has signed
in. It is done in the demo alone, where nobody is real.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404

from fullfolj.access import wall
from fullfolj.access.models import Authority, Membership, User
from fullfolj.access.roles import ROLES
from fullfolj.core import clock

JOB = "sign-in"
IN_ORDER = list(ROLES)


@dataclass(slots=True)
class SignIn:
    """One who can be clicked, and what they may be in one authority."""

    user: User
    roles: list[str] = field(default_factory=list)


def invented_users() -> Any:
    """Those whose address cannot be anyone's: `.example` is reserved (RFC 2606)."""
    invented = {"is_active": True, "email__endswith": ".example"}
    return get_user_model().objects.filter(**invented).order_by("name")


def sign_ins() -> list[tuple[Authority, list[SignIn]]]:
    """By authority, the municipal ones first; in each by role, the coordinator first.

    Who works for several stands with the first of them, and chooses when signed in.

    Raises:
        Http404: this is not the demo.
    """
    if not settings.DEMO:
        raise Http404
    listed: set[User] = set()
    found = []
    for authority in Authority.objects.order_by("kind", "slug"):
        people = [each for each in _of(authority) if each.user not in listed]
        listed.update(each.user for each in people)
        if people:
            found.append((authority, people))
    return found


def _of(authority: Authority) -> list[SignIn]:
    with wall.as_job(authority.pk, JOB):
        held = Membership.objects.live(clock.today()).filter(user__in=invented_users())
        memberships = list(held.sorted_for_list())
    found: dict[User, SignIn] = {}
    for membership in sorted(memberships, key=lambda m: IN_ORDER.index(m.role)):
        who = found.setdefault(membership.user, SignIn(membership.user))
        who.roles.append(membership.role)
    return list(found.values())
