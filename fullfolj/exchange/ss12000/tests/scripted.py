"""A real server on 127.0.0.1 that says what it was told to, in that order.

It remembers what it was asked, and an answer that nobody asked for fails the test.
"""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        """The body as a form, each field once."""
        return {name: value for name, (value,) in parse_qs(self.body.decode()).items()}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. With `cut`, the connection ends after that many bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    chunked: bool = False
    pace: float = 0  # seconds before each byte


def said(answer: object, **headers: str) -> Reply:
    """An answer of JSON; headers with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body=json.dumps(answer).encode(), headers=named)


def page(*objects: object, then: str | None = None, **headers: str) -> Reply:
    """A page by the standard; `then` is the token of the next."""
    return said({"data": objects, "pageToken": then}, **headers)


def status(number: int, **headers: str) -> Reply:
    """A refusal."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=number, body=b'{"code": "x", "message": "y"}', headers=named)


class Scripted:
    """Answers `replies` one by one; what it was asked stands in `asked`."""

    def __init__(
        self, *replies: Reply | Callable[[], Reply], tls: ssl.SSLContext | None = None
    ) -> None:
        self.asked: list[Asked] = []
        self.replies = list(replies)
        self._server = _Quiet(("127.0.0.1", 0), _Handler)
        self._server.script = self
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if kind is None:
            assert not self.replies, f"{len(self.replies)} answers were not asked for"

    def next_reply(self, asked: Asked) -> Reply:
        """What to say now; silence about it would pass for an answer."""
        self.asked.append(asked)
        reply = self.replies.pop(0) if self.replies else status(418)
        return reply if isinstance(reply, Reply) else reply()


class _Quiet(ThreadingHTTPServer):
    script: Scripted
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves, or a failed handshake, is what some tests want."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body go apart
    server: _Quiet

    def _answer(self) -> None:
        reply = self.server.script.next_reply(self._asked())
        self.send_response_only(reply.status)
        headers = {"Content-Type": "application/json", **reply.headers}
        if reply.chunked:
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers.setdefault("Content-Length", str(len(reply.body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        body = reply.body[: reply.cut]
        if reply.chunked:
            body = b"%x\r\n%s" % (len(reply.body), body)
            body += b"" if reply.cut is not None else b"\r\n0\r\n\r\n"
        for part in _paced(body, reply.pace):
            self.wfile.write(part)
        self.close_connection = self.close_connection or reply.cut is not None

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - as the library names them

    def _asked(self) -> Asked:
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        return Asked(
            method=self.command,
            path=split.path,
            query=parse_qs(split.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def _paced(body: bytes, pace: float) -> Iterable[bytes]:
    if not pace:
        yield body
        return
    for at in range(len(body)):
        time.sleep(pace)
        yield body[at : at + 1]
