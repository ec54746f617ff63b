"""One line to a server over HTTP: safe, patient, and silent about what it carries.

Knows addresses, TLS, bytes and time; nothing of SS 12000.
"""

import logging
import math
import os
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Generic, TypeVar
from weakref import WeakSet

import urllib3
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3 import exceptions as faults
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Retry, Timeout, Url, parse_url

from fullfolj.exchange.extracts.tables import Unusable

LONGEST_WAIT = 60  # seconds between two tries, whatever the server asks for
CHUNK = 1 << 16  # bytes
AT_HOME = ("localhost", "127.0.0.1", "[::1]")  # the hosts that need no https

# It tells addresses with their queries.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

T = TypeVar("T")


class Broken(Unusable):
    """The server did not give what was asked: `reason` and `values` say why.

    Values are the host, the endpoint and the status: no secret, no query, nothing of
    what the server wrote.
    """


class Missing(Broken):
    """The server does not have the endpoint: one goes on without it."""


class _Again(Broken):
    """Worth another try, `after` so many seconds at the soonest."""

    after = 0.0


GONE = (404, 405, 501)
OF_STATUS = {401: "unauthorised", 403: "forbidden", 429: "busy"}
OF_STATUS |= dict.fromkeys({*range(500, 600)} - {501}, "failed")
AGAIN = ("busy", "failed")
# The narrower first, as each is a kind of the last.
OF_FAULT: tuple[tuple[type[Exception], str, type[Broken]], ...] = (
    (faults.NameResolutionError, "name", _Again),
    (faults.NewConnectionError, "refused", _Again),
    (faults.TimeoutError, "timeout", _Again),
    (faults.SSLError, "tls", Broken),
    (faults.LocationValueError, "address", Broken),
    (faults.HTTPError, "cut", _Again),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What a server may take, in tries, seconds and bytes."""

    tries: int = 4
    connecting: float = 10
    silence: float = 60  # between two bytes
    request: float = 300  # with its tries and waits
    in_all: float = math.inf  # everything that is asked on the line
    size: int = 512 << 20  # of one answer, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Generic[T]):
    """One request. `read` makes something of the answer, or raises ValueError.

    `endpoint` is what it is called in messages; the address may hold more. Where
    `may_be_missing`, a server without the endpoint is `Missing`, else `Broken`.
    """

    url: str
    endpoint: str
    read: Callable[[bytes], T]
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    may_be_missing: bool = True
    repeatable: bool = True

    @property
    def place(self) -> dict[str, str]:
        """Where it goes, as messages say it."""
        return {"host": parse_url(self.url).netloc or "", "endpoint": self.endpoint}


class Line:
    """Sends requests with patience, signed by the client's certificate if there is one.

    Raises:
        Broken: the certificate (PEM, with its key) cannot be used.
    """

    def __init__(
        self, certificate: str, pause: Callable[[float], None], patience: Patience
    ) -> None:
        self.clocks: dict[str, datetime] = {}  # by host: its time at the first answer
        self._pause = pause
        self._patience = patience
        self._latest = time.monotonic() + patience.in_all
        self._pool = urllib3.PoolManager(ssl_context=_tls(certificate))
        self._open: WeakSet[socket] = WeakSet()
        self._pool.pool_classes_by_scheme = _pools(self._open)

    def answer(self, request: Request[T]) -> T:
        """What `request.read` makes of the answer.

        Raises:
            Broken: none came in time, in any try, or one that cannot be used.
        """
        until = min(time.monotonic() + self._patience.request, self._latest)
        left = self._patience.tries if request.repeatable else 1
        backing_off = 1.0
        while True:
            left -= 1
            try:
                return self._tried(request, until)
            except _Again as again:
                wait = max(backing_off, min(again.after, LONGEST_WAIT))
                if not left or time.monotonic() + wait > until:
                    raise
            self._pause(wait)
            backing_off *= 4

    def _tried(self, request: Request[T], until: float) -> T:
        """One try. Whatever comes bit by bit ends when all patience does."""
        end = Timer(max(until - time.monotonic(), 0.1), _shut, (self._open,))
        end.daemon = True
        end.start()
        try:
            return self._read(request, until)
        except (faults.HTTPError, ValueError, RecursionError) as error:
            if time.monotonic() > until:
                raise Broken("ss12000.timeout", **request.place) from None
            if isinstance(error, faults.HTTPError):
                raise _broken_by(error, request) from None
            raise _Again("ss12000.answer", **request.place) from None
        finally:
            end.cancel()

    def _read(self, request: Request[T], until: float) -> T:
        sent = time.monotonic()
        response = self._pool.request(
            request.method,
            request.url,
            body=request.body,
            headers={"Accept": "application/json", "Accept-Encoding": "gzip"}
            | dict(request.headers),
            timeout=Timeout(
                connect=self._patience.connecting,
                read=min(self._patience.silence, max(until - sent, 0.1)),
            ),
            preload_content=False,
            redirect=False,
            retries=False,
        )
        with closing(response):
            _refuse(response, request)
            self._note_clock(request, response, time.monotonic() - sent)
            body = self._body(request, response, until)
        return request.read(body)

    def _body(
        self, request: Request[T], response: urllib3.BaseHTTPResponse, until: float
    ) -> bytes:
        body = bytearray()
        while chunk := response.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._patience.size:
                raise Broken("ss12000.large", **request.place)
            if time.monotonic() > until:
                raise Broken("ss12000.timeout", **request.place)
        return bytes(body)

    def _note_clock(
        self, request: Request[T], response: urllib3.BaseHTTPResponse, took: float
    ) -> None:
        """Note the server's time when it was asked, not when it answered: what changed
        between the two may be missing in the answer."""
        try:
            told = parsedate_to_datetime(response.headers.get("Date", ""))
            there = told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
            asked = there - timedelta(seconds=took)
        except (ValueError, OverflowError):
            return
        self.clocks.setdefault(request.place["host"], asked)


def address(url: str) -> Url:
    """The address, if one may send secrets there.

    Raises:
        Broken: it cannot be one, or what is sent could be read on the way.
    """
    try:
        told = parse_url(url.strip())
    except faults.LocationParseError:
        raise Broken("ss12000.address") from None
    if not told.host or told.auth or told.fragment:
        raise Broken("ss12000.address")
    if told.scheme != "https" and not (told.scheme == "http" and told.host in AT_HOME):
        raise Broken("ss12000.insecure", host=told.netloc or "")
    return told


def _refuse(response: urllib3.BaseHTTPResponse, request: Request[T]) -> None:
    """Raise what a status other than success says."""
    status = response.status
    if 200 <= status < 300:
        return
    if status in GONE and request.may_be_missing:
        raise Missing("ss12000.missing", status=status, **request.place)
    reason = "redirect" if status < 400 else OF_STATUS.get(status, "status")
    if reason not in AGAIN:
        raise Broken(f"ss12000.{reason}", status=status, **request.place)
    again = _Again(f"ss12000.{reason}", status=status, **request.place)
    # What nobody can read leaves our own pace.
    with suppress(faults.InvalidHeader, ValueError, OverflowError):
        again.after = Retry().get_retry_after(response) or 0.0
    raise again


def _broken_by(error: Exception, request: Request[T]) -> Broken:
    """What went wrong on the way, without the library's words: they name queries."""
    _, reason, kind = next(row for row in OF_FAULT if isinstance(error, row[0]))
    if error.args and isinstance(error.args[0], ssl.SSLCertVerificationError):
        reason = "certificate"
    return kind(f"ss12000.{reason}", **request.place)


def _pools(opened: WeakSet[socket]) -> dict[str, type[HTTPConnectionPool]]:
    """The library's own, whose connections are told of as they are opened."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            opened.add(self.sock)

    class Safe(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            opened.add(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SafePool(HTTPSConnectionPool):
        ConnectionCls = Safe

    return {"http": PlainPool, "https": SafePool}


def _shut(opened: WeakSet[socket]) -> None:
    """End what is open, from another thread: who reads it hears that it is cut."""
    for each in list(opened):
        with suppress(OSError):
            each.shutdown(SHUT_RDWR)


def _tls(certificate: str) -> ssl.SSLContext:
    """Whom the system trusts, and the client's certificate, which touches no disk."""
    context = ssl.create_default_context()
    if certificate:
        memory = os.memfd_create("certificate")
        try:
            os.write(memory, certificate.encode())
            # An empty password: a key that needs one is refused, not asked about.
            context.load_cert_chain(f"/proc/self/fd/{memory}", password="")
        except (ssl.SSLError, ValueError):
            raise Broken("ss12000.own_certificate") from None
        finally:
            os.close(memory)
    return context
