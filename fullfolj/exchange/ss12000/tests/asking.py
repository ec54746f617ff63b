"""Asking the test server, as a plain client that trusts what it is told."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from fullfolj.exchange.ss12000.tests.region import Json
from fullfolj.exchange.ss12000.tests.server import SchoolServer

Asked = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Got:
    """What a client was answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    school: SchoolServer,
    path: str,
    asked: Asked | None = None,
    *,
    method: str = "GET",
    body: Any = None,
    token: str | None = None,
) -> Got:
    """Ask, in a line of its own."""
    line = HTTPConnection(urlsplit(school.url).netloc, timeout=10)
    to = urlsplit(school.url).path + path
    if asked:
        to += f"?{urlencode(asked, doseq=True)}"
    headers = {"Authorization": f"Bearer {token or school.token}"}
    try:
        line.request(method, to, json.dumps(body) if body else None, headers)
        answer = line.getresponse()
        return Got(answer.status, answer.headers, answer.read())
    finally:
        line.close()


def all_pages(
    school: SchoolServer, path: str, asked: Asked | None = None, *, limit: int = 100
) -> list[Any]:
    """The `data` of each page to the last."""
    pages = []
    more: Asked = {**(asked or {}), "limit": str(limit)}
    while more:
        page = ask(school, path, more).json
        pages.append(page["data"])
        token = page["pageToken"]
        more = {"pageToken": token, "limit": str(limit)} if token else {}
    return pages


def closed_after_one_question(school: SchoolServer) -> None:
    """Ask a server that is wrong, and close it: it must say so."""
    with school:
        assert ask(school, "/persons").status == 500


def listed(school: SchoolServer, path: str, asked: Asked | None = None) -> list[Json]:
    """Every object of every page."""
    return [each for page in all_pages(school, path, asked) for each in page]


def sign_in(school: SchoolServer, *, basic: bool, secret: str = "") -> Got:
    """Ask for a token, as the header says or the body."""
    name, secret = school.client_id, secret or school.client_secret
    form = {"grant_type": "client_credentials"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if basic:
        coded = b64encode(f"{name}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {coded}"
    else:
        form |= {"client_id": name, "client_secret": secret}
    to = urlsplit(school.token_url)
    line = HTTPConnection(to.netloc, timeout=10)
    try:
        line.request("POST", to.path, urlencode(form), headers)
        answer = line.getresponse()
        return Got(answer.status, answer.headers, answer.read())
    finally:
        line.close()
