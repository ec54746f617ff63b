"""How one signs in to a server: a token given once for all, or granted and renewed.

Client credentials by RFC 6749 4.4, bearer tokens by RFC 6750.
"""

import json
import math
import re
import time
from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

from fullfolj.exchange.ss12000.line import Broken, Line, Request, address

NOT_SO = (400, 401)  # how a server refuses a way to sign in
WORN = 0.9  # of its time, then a token is renewed
TOKEN = re.compile(r"[\x21-\x7e]+")  # what a header can carry

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where a server is and how one signs in: a token, client credentials, or neither.

    `certificate` is the client's own, PEM with its key.
    """

    url: str
    token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_url: str = ""
    scope: str = ""
    certificate: str = field(default="", repr=False)


class SignIn:
    """Signs requests to one server.

    Raises:
        Broken: the token has characters that no token has, or one may not send
            secrets to `token_url`.
    """

    def __init__(self, access: Access, line: Line) -> None:
        self.renewable = bool(access.client_id)
        self._access = access
        self._line = line
        self._token = access.token.strip()
        self._ends = math.inf
        self._in_body = False
        if self.renewable:
            self._at = address(access.token_url)
            self._ends = -math.inf
        elif self._token and not TOKEN.fullmatch(self._token):
            raise Broken("ss12000.token")

    def signed(self, request: Request[T]) -> Request[T]:
        """The request with a token that holds, if one signs in with tokens."""
        if time.monotonic() > self._ends:
            self.renew()
        if not self._token:
            return request
        signature = {"Authorization": f"Bearer {self._token}"}
        return replace(request, headers={**request.headers, **signature})

    def renew(self) -> None:
        """Have a token granted. Who is asking stands in the header, or in the body
        where the server wants it there (RFC 6749 2.3.1)."""
        asked = time.monotonic()
        for in_body in dict.fromkeys((self._in_body, True)):
            try:
                self._token, lasts = self._line.answer(self._grant(in_body))
            except Broken as broken:
                if broken.values.get("status") not in NOT_SO:
                    raise
            else:
                self._in_body, self._ends = in_body, asked + WORN * lasts
                return
        raise Broken("ss12000.sign_in", host=self._at.netloc or "")

    def _grant(self, in_body: bool) -> Request[tuple[str, float]]:
        access = self._access
        form = {"grant_type": "client_credentials"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if access.scope:
            form["scope"] = access.scope
        if in_body:
            form["client_id"] = access.client_id
            form["client_secret"] = access.client_secret
        else:
            pair = f"{quote_plus(access.client_id)}:{quote_plus(access.client_secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        return Request(
            url=self._at.url,
            endpoint=self._at.path or "/",
            read=_granted,
            method="POST",
            body=urlencode(form).encode(),
            headers=headers,
            may_be_missing=False,
        )


def _granted(body: bytes) -> tuple[str, float]:
    """The token and for how many seconds it holds: for ever, if that is not told."""
    answer = json.loads(body.decode("utf-8-sig"))
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        raise ValueError("access_token")
    lasts = answer.get("expires_in")
    return token, float(lasts) if isinstance(lasts, int | float | str) else math.inf
