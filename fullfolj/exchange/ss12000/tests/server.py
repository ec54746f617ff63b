"""A school system that speaks SS 12000 over HTTP, for tests, benches and by hand.

    with SchoolServer(region(folder, today)) as school:
        school.switch(faults.cut(), on="/persons", times=1)
        … school.url, school.token …

Each answer is held to the official file before it is sent. One that is not what the
file says is answered 500, and fails the test when the server is closed. Without the
file beside the repository `holds_to_the_file` is False: it answers as before, but then
neither answers nor questions are held to anything.

    python -m fullfolj.exchange.ss12000.tests.server FOLDER --port 8123

By hand it prints its address and token, and lets a day pass at each line that it is
given (`day.a_day`).
"""

import argparse
import json
import sys
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, RLock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from fullfolj.core import clock
from fullfolj.exchange.ss12000.tests.answers import Request, School
from fullfolj.exchange.ss12000.tests.day import a_day
from fullfolj.exchange.ss12000.tests.faults import Answer, Fault, Switched
from fullfolj.exchange.ss12000.tests.region import Held, Json, region
from fullfolj.exchange.ss12000.tests.standard import NotThere, Standard, standard

BASE = "/v2.0"
TOKEN = "/token"  # noqa: S105 - an address
MOST = 2_000  # objects on a page, whatever is asked for


class SchoolServer:
    """A server on this machine, which holds a region and changes as it is told.

    Attributes:
        token: what lets one in, for ever.
        client_id, client_secret: what gets one a token at `token_url`.
        token_requests, token_lasts: how many requests, and for how long, such a token
            is good.
        takes_basic: whether `token_url` reads the header, or only the body.
        asked: the questions so far, those with a fault among them.
        undelivered: subscribers that did not take a message.
    """

    def __init__(
        self,
        held: Held,
        *,
        now: datetime | None = None,
        most: int = MOST,
        port: int = 0,
    ) -> None:
        self._starts, self._since = now or clock.now(), time.monotonic()
        self._lock, self._closing = RLock(), Event()
        self._switched: list[Switched] = []
        self._given: dict[str, tuple[datetime, int | None]] = {}
        self._broke: list[BaseException] = []
        self.token = "fullfolj-provar"  # noqa: S105 - of a test server
        self.client_id, self.client_secret = "fullfolj", "provar"
        self.token_requests: int | None = None
        self.token_lasts = timedelta(hours=1)
        self.takes_basic = True
        self.asked: list[Request] = []
        self._standard = _standard()
        self.school = School(held, self._standard, self.now, most)
        self._http = _Http(("127.0.0.1", port), self)
        self.host = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.url, self.token_url = self.host + BASE, self.host + TOKEN

    @property
    def holds_to_the_file(self) -> bool:
        """Is the official file there to hold answers to?"""
        return self._standard is not None

    @property
    def undelivered(self) -> list[str]:
        return self.school.undelivered

    # ── Life ─────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> Self:
        serve = {"poll_interval": 0.01}
        Thread(target=self._http.serve_forever, kwargs=serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        for broke in self._broke:
            if error is None:
                raise broke
            error.add_note(str(broke))

    # ── What happens at the school ───────────────────────────────────────────────────

    def now(self) -> datetime:
        """What time it is here."""
        return self._starts + timedelta(seconds=time.monotonic() - self._since)

    def move_clock(self, by: timedelta) -> None:
        """It is later here now, or earlier; also for how long tokens are good."""
        self._starts += by

    def person(self, number: str) -> Json:
        """The person who has the number.

        Raises:
            StopIteration: nobody has.
        """
        persons = self.school.store.held["persons"].values()
        return next(p for p in persons if p.get("civicNo", {}).get("value") == number)

    def one(self, id_: str) -> Json:
        """The object with the id, as it is now.

        Raises:
            KeyError: there is none.
        """
        return self.school.store.one(id_)

    def change(self, id_: str, **fields: Any) -> None:
        """Give an object other values, at this moment; None takes a field away."""
        with self._lock:
            changed = self.one(id_) | fields
            kept = {key: value for key, value in changed.items() if value is not None}
            self.school.put(self.school.store.kinds[id_], kept)
        self.school.tell()

    def add(self, kind: str, thing: Json) -> None:
        """Something new of a kind, as `persons`, at this moment."""
        with self._lock:
            self.school.put(kind, thing)
        self.school.tell()

    def delete(self, *ids: str) -> None:
        """Take objects away, at this moment."""
        with self._lock:
            for id_ in ids:
                self.school.remove(id_)
        self.school.tell()

    def switch(
        self, fault: Fault, *, on: str = "/", times: int | None = None, after: int = 0
    ) -> Switched:
        """Put a fault on.

        Args:
            on: for addresses that begin so, as `/persons` or `/token`.
            times: for so many requests, or for ever.
            after: having let so many by.
        """
        switched = Switched(fault, on, times, after)
        with self._lock:
            self._switched.append(switched)
        return switched

    # ── Requests ─────────────────────────────────────────────────────────────────────

    def answer(self, request: Request, authorization: str) -> tuple[Answer, str | None]:
        """The answer, and the `Date` that it says."""
        with self._lock:
            self.asked.append(request)
            faults = [
                each.fault
                for each in self._switched
                if each.hits(request.path, request.asked)
            ]
        for fault in faults:
            if fault.delay:
                self._closing.wait(fault.delay)
        with self._lock:
            answer = self._answer(request, authorization, faults)
        self.school.tell()
        date_said: str | None = format_datetime(self.now(), usegmt=True)
        for fault in faults:
            answer = fault.turned(answer) if fault.turned else answer
            if fault.clock is None:
                date_said = None
            elif fault.clock:
                date_said = format_datetime(self.now() + fault.clock, usegmt=True)
        return answer, date_said

    def _answer(
        self, request: Request, authorization: str, faults: Sequence[Fault]
    ) -> Answer:
        for fault in faults:
            if fault.instead:
                return fault.instead()
        try:
            if request.path == TOKEN:
                return self._signed_in(request, authorization)
            if not self._lets_in(authorization):
                return _error(401, "no sign-in", {"WWW-Authenticate": "Bearer"})
            return self.school.answer(request, faults)
        except Exception as error:
            self._broke.append(error)
            return _error(500, f"the server itself is wrong: {error}")

    def broke(self, error: BaseException) -> None:
        """Something went wrong in the server itself: the test is to know."""
        self._broke.append(error)

    # ── Sign-in ──────────────────────────────────────────────────────────────────────

    def _lets_in(self, authorization: str) -> bool:
        kind, _, token = authorization.partition(" ")
        if kind != "Bearer":
            return False
        if token == self.token:
            return True
        ends, left = self._given.get(token, (self.now(), 0))
        if ends <= self.now() or left == 0:
            return False
        self._given[token] = (ends, None if left is None else left - 1)
        return True

    def _signed_in(self, request: Request, authorization: str) -> Answer:
        """A token for client credentials (RFC 6749, 4.4), from header or body."""
        form = parse_qs(request.body.decode())
        said = tuple(form.get(key, [""])[0] for key in ("client_id", "client_secret"))
        kind, _, coded = authorization.partition(" ")
        if kind == "Basic" and self.takes_basic:
            with suppress(NotBase64, UnicodeDecodeError):
                name, _, secret = b64decode(coded).decode().partition(":")
                said = (unquote(name), unquote(secret))
        if request.method != "POST" or form.get("grant_type") != ["client_credentials"]:
            return _error(400, "unsupported_grant_type")
        if said != (self.client_id, self.client_secret):
            return _error(401, "invalid_client")
        token = f"token-{len(self._given) + 1}"
        self._given[token] = (self.now() + self.token_lasts, self.token_requests)
        seconds = int(self.token_lasts.total_seconds())
        given = {"access_token": token, "token_type": "Bearer", "expires_in": seconds}
        return Answer(200, json.dumps(given).encode())


def _standard() -> Standard | None:
    try:
        return standard()
    except NotThere:
        return None


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> Answer:
    body = json.dumps({"code": code, "message": code})
    return Answer(status, body.encode(), headers or {})


class _Http(ThreadingHTTPServer):
    """Threads that end with the test."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], school: SchoolServer) -> None:
        super().__init__(address, _Handler)
        self.school = school

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if error and not isinstance(error, OSError):  # the asker may hang up
            self.school.broke(error)


class _Handler(BaseHTTPRequestHandler):
    """One line to somebody who asks."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        """Read the question, write the answer."""
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=address.path.removeprefix(BASE),
            asked=parse_qs(address.query, keep_blank_values=True),
            body=self.rfile.read(length) if length else b"",
        )
        authorization = self.headers.get("Authorization", "")
        answer, date_said = self.server.school.answer(request, authorization)
        self._write(answer, date_said)

    do_POST = do_DELETE = do_PATCH = do_PUT = do_GET  # noqa: N815 - as the parent has them

    def _write(self, answer: Answer, date_said: str | None) -> None:
        self.send_response_only(answer.status)
        if date_said:
            self.send_header("Date", date_said)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        if answer.is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        body = answer.body[: answer.sent]
        if answer.is_chunked:
            body = b"%x\r\n%b\r\n" % (len(body), body)
        self.wfile.write(body)
        if answer.sent is not None:
            self.wfile.flush()
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's
        """Say nothing: tests look at `asked`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve a folder until interrupted, and say where; each line read is a day."""
    parser = argparse.ArgumentParser(prog="python -m …ss12000.tests.server")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--today", type=date.fromisoformat, default=clock.today())
    asked = parser.parse_args(arguments)
    held = region(asked.folder, asked.today)
    with suppress(KeyboardInterrupt), SchoolServer(held, port=asked.port) as school:
        print(school.url, school.token, flush=True)  # noqa: T201 - what one starts it for
        for _ in sys.stdin:
            print(json.dumps(a_day(school)), flush=True)  # noqa: T201 - what was asked for
        Event().wait()


if __name__ == "__main__":
    main()
