"""The one place where a request meets the database: one transaction, one asker.

ATOMIC_REQUESTS is off: it would commit before lazy answers are rendered, outside the
wall's settings, and lose the log of denied tries with the rollback.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from fullfolj.access import policy, readlog, wall

AUTHORITY = "authority"  # where the session keeps for whom one acts


class UndoneError(Exception):
    """Carries an answer out of a transaction whose changes must not stand."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


class AskingMiddleware:
    """Opens the transaction, says who asks, renders, commits; logs denied tries after.

    `request.asker` is the wall's Asker, or None: signed out, or no member anywhere, or
    yet to choose among several authorities. `request.roles` are theirs there, and
    `request.permissions` what those allow.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer inside the wall."""
        token = token_of(request)
        request.undone = False
        try:
            response = self.asked(request, token)
        except UndoneError as undone:
            response = undone.response
        if request.asker and was_denied(request, response):
            with wall.asking(token):
                readlog.denied(request, status=response.status_code)
        if token and not request.user.is_authenticated:
            wall.close_ticket(token)  # the page signed out
        if isinstance(response, StreamingHttpResponse):
            stream(response, token)
        return response

    def asked(self, request: HttpRequest, token: str | None) -> HttpResponseBase:
        """The answer, after opening a ticket if the session's is new or ran out.

        The ticket is opened by itself: it stays when the page undoes its changes.
        """
        with wall.asking(token) as asker:
            if asker or not token:
                return self.answer(request, asker)
        open_ticket(request, token)
        with wall.asking(token) as asker:
            return self.answer(request, asker)

    def answer(self, request: Any, asker: wall.Asker | None) -> HttpResponseBase:
        """The rendered answer; an exception or a failure takes the changes with it."""
        held = asker.roles if asker else ()
        request.asker, request.roles = asker, held
        request.permissions = policy.permissions(held)
        response = self.get_response(request)
        if isinstance(response, SimpleTemplateResponse):
            response = response.render()
        if request.undone or response.status_code >= 500:
            raise UndoneError(response)
        return response

    def process_exception(self, request: Any, _exception: Exception) -> None:
        """Remember that the view raised: Django turns it into an answer after this."""
        request.undone = True


def token_of(request: HttpRequest) -> str | None:
    """The token of this session in the authority for which it acts, if there is one."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    if AUTHORITY not in request.session:
        found = wall.authorities_of(user.pk)
        if len(found) != 1:
            return None
        request.session[AUTHORITY] = str(found[0])
    key = request.session.session_key
    authority_id = UUID(request.session[AUTHORITY])
    return wall.session_token(key, user.pk, authority_id) if key else None


def open_ticket(request: HttpRequest, token: str) -> None:
    """Open the ticket of a live session, in the authority for which it acts."""
    user: Any = request.user
    authority_id = UUID(request.session[AUTHORITY])
    wall.open_ticket(token, authority_id=authority_id, user_id=user.pk)


def was_denied(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a page of ours refused; an address that does not exist is no page."""
    return response.status_code in (403, 404) and request.resolver_match is not None


def stream(response: StreamingHttpResponse, token: str | None) -> None:
    """Let a stream ask in a transaction of its own: ours is over when it is read."""
    if not isinstance(response, FileResponse):
        response.streaming_content = within(token, response.streaming_content)


def within(token: str | None, content: Any) -> Iterator[Any]:
    """The content, made while the database knows who asks."""
    with wall.asking(token):
        yield from content
