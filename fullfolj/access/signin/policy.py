"""Who must show a second factor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

DEMO_METHOD = "demo"


def must_have_totp(user: Any) -> bool:
    """Whether the user holds a role that reads people, and so needs one-time codes.

    The roles answer for themselves (`reads_people` in access/roles.py). A user without
    any membership reads nobody.
    """
    reads = getattr(user, "reads_people", None)
    return bool(reads()) if callable(reads) else True


def must_set_up_totp(request: HttpRequest) -> bool:
    """Whether this session may go nowhere before one-time codes are set up.

    Signed in by click there is no second factor to set up: the demo alone has that, and
    a session made there opens nothing once the demo is switched off.
    """
    from allauth.mfa.utils import is_mfa_enabled

    if settings.DEMO and signed_in_by_click(request):
        return False
    return must_have_totp(request.user) and not is_mfa_enabled(request.user)


def signed_in_by_click(request: HttpRequest) -> bool:
    """Whether the session was opened by click, as allauth notes each method."""
    used = request.session.get("account_authentication_methods", [])
    return any(record.get("method") == DEMO_METHOD for record in used)
