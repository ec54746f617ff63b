"""How long a session lasts: half an hour unused, and ten hours at most.

The limits are kept on the server, by the house's clock; the page only warns. What does
not count as use is the question how much is left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from fullfolj.core import clock

BEGAN, USED = "session_began", "session_used"
PRECISION = 30  # seconds between two notes of use, so that not every page writes a row


@dataclass(frozen=True)
class Left:
    """How much is left of a session, in seconds."""

    idle: int
    absolute: int

    @property
    def seconds(self) -> int:
        """Until it ends, whichever limit comes first."""
        return min(self.idle, self.absolute)

    @property
    def extendable(self) -> bool:
        """Whether using the page makes it last longer."""
        return self.idle < self.absolute


def left(request: HttpRequest) -> Left:
    """What is left of a session; one without marks begins now."""
    now = clock.now()
    began = _read(request, BEGAN) or now
    used = _read(request, USED) or now
    return Left(
        idle=settings.SESSION_IDLE_SECONDS - int((now - used).total_seconds()),
        absolute=settings.SESSION_ABSOLUTE_SECONDS - int((now - began).total_seconds()),
    )


def use(request: HttpRequest) -> None:
    """Note that the session is used now, and when it began if that is not noted."""
    now = clock.now()
    if not _read(request, BEGAN):
        request.session[BEGAN] = now.isoformat()
    used = _read(request, USED)
    if not used or (now - used).total_seconds() >= PRECISION:
        request.session[USED] = now.isoformat()


def _read(request: HttpRequest, mark: str) -> datetime | None:
    text = request.session.get(mark)
    return datetime.fromisoformat(text) if text else None


class SessionLimits:
    """Ends the session that has lasted too long, and says so where one signs in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if left(request).seconds <= 0:
            return end(request)
        if request.path != resolve_url("session_state"):
            use(request)
        request.session_left = left(request).seconds  # type: ignore[attr-defined]
        return self.get_response(request)


def end(request: HttpRequest) -> HttpResponseBase:
    """Sign out; then sign in again leads back to the same page."""
    extendable = left(request).extendable
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    asked = request.path == resolve_url("session_state")
    logout(request)
    if extendable:
        messages.info(
            request, _("Du loggades ut för att ingen hade använt sidan på 30 minuter.")
        )
    else:
        messages.info(
            request, _("Arbetspasset är slut. Logga in igen för att fortsätta.")
        )
    if asked:
        from fullfolj.access.signin.views import signed_out

        return signed_out()
    return HttpResponseRedirect(
        f"{resolve_url('account_login')}?{urlencode({'next': back})}"
    )
