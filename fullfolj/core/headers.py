"""The headers that every answer carries.

The policy has no exception to make: no script and no style stands in a page, so it is
one constant and needs neither nonces nor a package. Django's own middleware sends the
rest (Referrer-Policy, X-Content-Type-Options, X-Frame-Options, COOP, HSTS).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the icons in Designsystemet's style are data:
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
# Pages may be about people, and computers are shared: the browser keeps nothing. Said
# last and over whatever the view said; allauth's no-cache would let a copy stand.
CACHE = "no-store, private"


class SecurityHeaders:
    """Sets them; stands below the static files, which are public and kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Cache-Control"] = CACHE
        return response
