"""The ways to sign in. A federation (SAML, OIDC) is one more line when it comes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from fullfolj.access.signin.invented import sign_ins


def sign_in_methods(request: HttpRequest) -> dict[str, Any]:
    """For the sign-in page: each method is a template, in the order they are shown."""
    match = request.resolver_match
    if match is None or match.url_name != "account_login":
        return {}
    methods = ["access/signin/by_password.html"]
    if not settings.DEMO:
        return {"methods": methods}
    return {
        "methods": ["access/signin/by_click.html", *methods],
        "sign_ins": sign_ins(),
    }
