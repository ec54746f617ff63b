"""Who must show a second factor."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from fullfolj.access import roles
from fullfolj.access.models import Membership
from fullfolj.core import clock

BY_CLICK, BY_CODE = "demo", "mfa"  # how allauth's records in the session name a method
# Who reads about people or writes what registers say of them, and who can give
# somebody that right or see who has read.
GUARDED = (roles.READ_PEOPLE, roles.ADMINISTER, roles.READ_LOG, roles.IMPORT)


def must_have_totp(user: Any) -> bool:
    """Whether a role of the user, where they act, needs one-time codes.

    The wall shows the memberships of the authority for which one acts, so the question
    is asked anew when a user of several authorities goes from one to another.
    """
    needing = {name for verb in GUARDED for name in roles.with_permission(verb)}
    held = Membership.objects.live(clock.today()).of(user)
    return bool(held.filter(role__in=needing).exists())


def must_set_up_totp(request: HttpRequest) -> bool:
    """Whether this session may go nowhere before one-time codes are set up.

    Signed in by click there is no second factor to set up: the demo alone has that, and
    a session made there opens nothing once the demo is switched off.
    """
    used = methods_used(request)
    if BY_CODE in used or (settings.DEMO and BY_CLICK in used):
        return False
    return must_have_totp(request.user) and not is_mfa_enabled(request.user)


def methods_used(request: HttpRequest) -> set[str]:
    """How this session was opened, as allauth noted it."""
    records = request.session.get("account_authentication_methods", [])
    return {record["method"] for record in records}
