"""Nobody who reads about people gets further than to set up one-time codes."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve

from fullfolj.access.signin.policy import BY_CLICK, methods_used, must_set_up_totp

OPEN_BEFORE = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "session_state",
        "set_language",
    }
)


class SecondFactor:
    """Leads to the page where one-time codes are set up, as long as they are not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if not settings.DEMO and BY_CLICK in methods_used(request):
            logout(request)
            return HttpResponseRedirect(resolve_url("account_login"))
        if must_set_up_totp(request) and name_of(request.path) not in OPEN_BEFORE:
            return HttpResponseRedirect(resolve_url("mfa_activate_totp"))
        return self.get_response(request)


def name_of(path: str) -> str | None:
    """The name of the page; nothing for a page that does not exist."""
    try:
        return resolve(path).url_name
    except Resolver404:
        return None
