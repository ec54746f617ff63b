"""What goes wrong on the way to a server, and how long it is borne."""

import gzip
import json
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import pytest

from fullfolj.core import clock
from fullfolj.exchange.ss12000.client import (
    Access,
    Missing,
    Patience,
    Server,
)
from fullfolj.exchange.ss12000.tests.calls import (
    ADA,
    BEARER,
    BO,
    WHEN,
    Calls,
    broken,
    persons,
    reason,
)
from fullfolj.exchange.ss12000.tests.certificates import Certificates
from fullfolj.exchange.ss12000.tests.scripted import (
    Reply,
    Scripted,
    page,
    said,
    status,
)

QUICK = Patience(connecting=1, silence=0.3, request=0.8)


@pytest.fixture
def calls() -> Calls:
    return Calls()


# ── Answers that are none ────────────────────────────────────────────────────────────

NO_ANSWERS = {
    "html": Reply(body=b"<html>Logga in</html>"),
    "empty": Reply(),
    "no data": said({"items": []}),
    "bare list": said([ADA]),
    "data is null": said({"data": None}),
    "null in data": said({"data": [ADA, None]}),
    "a word": said("hello"),
    "half": Reply(body=b'{"data": [{"id": "a"}, {"i'),
    "not text": Reply(body=b'{"data": ["\xff\xfe\xff"]}'),
    "deep": Reply(body=b'{"data": ' + b"[" * 200_000),
    "no content": Reply(status=204),
}


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_no_answer_is_asked_again_then_broken(calls: Calls, name: str) -> None:
    with Scripted(*[NO_ANSWERS[name]] * 4) as school:
        assert reason(lambda: persons(calls.to(school))) == "answer"
    assert calls.waits == [1, 4, 16]


def test_a_good_answer_after_a_bad_one_is_taken(calls: Calls) -> None:
    with Scripted(NO_ANSWERS["html"], page(ADA)) as school:
        assert persons(calls.to(school)) == [ADA]


def test_a_byte_order_mark_and_gzip_are_read(calls: Calls) -> None:
    marked = b"\xef\xbb\xbf" + json.dumps({"data": [ADA]}).encode()
    zipped = gzip.compress(marked)
    with Scripted(
        Reply(body=marked, chunked=True),
        Reply(body=zipped, headers={"Content-Encoding": "gzip"}),
    ) as school:
        server = calls.to(school)
        assert persons(server) == [ADA]
        assert persons(server) == [ADA]
    assert school.asked[0].headers["accept-encoding"] == "gzip"


CUT = {
    "length": Reply(body=b'{"data": []}', cut=8),
    "length at the end": Reply(
        body=b'{"data": []}', headers={"Content-Length": "13"}, cut=12
    ),
    "chunked": Reply(body=b'{"data": []}', cut=8, chunked=True),
    "before the first byte": Reply(body=b'{"data": []}', cut=0),
    "bad gzip": Reply(body=b"plain", headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("name", CUT)
def test_an_answer_cut_off_is_asked_again(calls: Calls, name: str) -> None:
    with Scripted(CUT[name], page(ADA)) as school:
        assert persons(calls.to(school)) == [ADA]
    with Scripted(*[CUT[name]] * 4) as school:
        assert reason(lambda: persons(calls.to(school))) == "cut"


def test_an_answer_may_not_be_larger_than_we_can_hold(calls: Calls) -> None:
    small = Patience(size=1000)
    bomb = Reply(
        body=gzip.compress(b" " * 1_000_000), headers={"Content-Encoding": "gzip"}
    )
    for answer in (Reply(body=b" " * 1001), bomb):
        with Scripted(answer) as school:
            server = calls.to(school, patience=small)
            assert reason(partial(persons, server)) == "large"
    assert calls.waits == []


# ── Waiting ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("coding", ["Content-Encoding", "content-encoding"])
def test_a_compressed_answer_in_pieces_is_read_whole(
    calls: Calls, coding: str, chunked: bool
) -> None:
    many = [{**ADA, "id": str(n), "name": os.urandom(40).hex()} for n in range(5_000)]
    body = gzip.compress(json.dumps({"data": many, "pageToken": None}).encode())
    with Scripted(
        Reply(body=body, headers={coding: "gzip"}, chunked=chunked)
    ) as school:
        assert persons(calls.to(school)) == many


@pytest.mark.parametrize("number", [429, 500, 502, 503, 504, 507, 520, 599])
def test_a_busy_server_is_asked_again_with_growing_waits(
    calls: Calls, number: int
) -> None:
    with Scripted(*[status(number)] * 3, page(ADA)) as school:
        assert persons(calls.to(school)) == [ADA]
    assert calls.waits == [1, 4, 16]
    with Scripted(*[status(number)] * 4) as school:
        error = broken(lambda: persons(calls.to(school)))
    assert error.reason == f"ss12000.{'busy' if number == 429 else 'failed'}"
    assert error.values["status"] == number


@pytest.mark.parametrize(
    ("asked_for", "wait"),
    [
        ("7", 7),
        ("0", 1),
        ("3600", 60),
        ("9" * 5000, 1),  # no number that one can read
        ("soon", 1),
        (format_datetime(clock.now() + timedelta(hours=1)), 60),
        (format_datetime(clock.now() - timedelta(hours=1)), 1),
    ],
    ids=[
        "seconds",
        "none",
        "an hour",
        "endless",
        "words",
        "a day to come",
        "a day ago",
    ],
)
def test_retry_after_is_heeded_within_reason(
    calls: Calls, asked_for: str, wait: float
) -> None:
    with Scripted(status(503, Retry_After=asked_for), page(ADA)) as school:
        assert persons(calls.to(school)) == [ADA]
    assert calls.waits == [wait]


def test_a_wait_longer_than_all_our_patience_is_not_begun(calls: Calls) -> None:
    with Scripted(status(503, Retry_After="30")) as school:
        server = calls.to(school, patience=Patience(request=20))
        assert reason(lambda: persons(server)) == "failed"
    assert calls.waits == []


def test_a_silent_server_is_asked_again(calls: Calls) -> None:
    def silent() -> Reply:
        time.sleep(0.5)
        return page(BO)

    with Scripted(silent, page(ADA)) as school:
        server = calls.to(school, patience=Patience(silence=0.2))
        assert persons(server) == [ADA]
    with Scripted(silent) as school:
        server = calls.to(school, patience=Patience(tries=1, silence=0.2))
        assert reason(lambda: persons(server)) == "timeout"


@pytest.mark.parametrize("chunked", [True, False])
def test_a_page_that_trickles_has_an_end(calls: Calls, chunked: bool) -> None:
    drops = Reply(body=b" " * 10_000, pace=0.05, chunked=chunked)
    with Scripted(drops) as school:
        began = time.monotonic()
        assert reason(lambda: persons(calls.to(school, patience=QUICK))) == "timeout"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "drop", [b"X-Name: value\r\n", b"H", b"HTTP/1.1 100 Continue\r\n\r\n"]
)
def test_a_head_that_trickles_has_an_end(calls: Calls, drop: bytes) -> None:
    def trickle() -> None:
        line, _ = listening.accept()
        with line, suppress(OSError):
            if drop.startswith(b"X"):
                line.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                line.sendall(drop)
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=trickle)
        server.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        asked = Server(Access(url=url), patience=QUICK)
        began = time.monotonic()
        assert reason(lambda: persons(asked)) == "timeout"
        assert time.monotonic() - began < 3
        server.join()


# ── Refusals ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "why"),
    [(401, "unauthorised"), (403, "forbidden"), (409, "status"), (418, "status")],
)
def test_other_refusals_are_not_argued_with(
    calls: Calls, number: int, why: str
) -> None:
    with Scripted(status(number)) as school:
        error = broken(lambda: persons(calls.to(school, token=BEARER)))
    assert error.reason == f"ss12000.{why}"
    assert not isinstance(error, Missing)
    assert error.values == {
        "host": school.url.removeprefix("http://"),
        "endpoint": "/persons",
        "status": number,
    }


@pytest.mark.parametrize("number", [404, 405, 501])
def test_an_endpoint_may_be_missing(calls: Calls, number: int) -> None:
    asking: tuple[Callable[[Server], object], ...] = (
        persons,
        lambda server: server.deleted(WHEN, ["Person"]),
        lambda server: list(server.looked_up("/persons", ["ada"])),
        lambda server: server.subscriptions(),
        lambda server: server.subscribe("n", "https://x.example", ["Person"]),
    )
    for ask in asking:
        with Scripted(status(number)) as school:
            error = broken(partial(ask, calls.to(school)))
        assert isinstance(error, Missing)


def test_what_has_begun_is_not_missing(calls: Calls) -> None:
    """Who goes on without the endpoint would take half of it for all."""
    with Scripted(page(ADA, then="1"), status(404)) as school:
        error = broken(lambda: persons(calls.to(school)))
    assert not isinstance(error, Missing)
    with Scripted(said([]), status(404)) as school:
        many = [str(n) for n in range(1001)]
        error = broken(lambda: list(calls.to(school).looked_up("/persons", many)))
    assert not isinstance(error, Missing)


@pytest.mark.parametrize("number", [301, 302, 307, 308])
def test_redirects_are_not_followed(calls: Calls, number: int) -> None:
    with Scripted() as elsewhere:
        with Scripted(status(number, Location=f"{elsewhere.url}/persons")) as school:
            assert reason(lambda: persons(calls.to(school, token=BEARER))) == "redirect"
    assert elsewhere.asked == []


def test_where_there_is_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    waits: list[float] = []
    server = Server(Access(url=f"http://127.0.0.1:{port}"), pause=waits.append)
    assert reason(lambda: persons(server)) == "refused"
    assert waits == [1, 4, 16]
    nowhere = Server(Access(url="https://nowhere.invalid"), pause=waits.append)
    assert reason(lambda: persons(nowhere)) == "name"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "address"),
        ("https://", "address"),
        ("https://[::", "address"),
        ("https://anna:hemligt@skola.example", "address"),
        ("https://skola.example?key=1", "address"),
        ("https://skola.example/#top", "address"),
        ("http://skola.example", "insecure"),
        ("http://localhost.example", "insecure"),
        ("http://127.0.0.1.example", "insecure"),
        ("skola.example", "insecure"),
        ("ftp://skola.example", "insecure"),
    ],
)
def test_an_address_must_be_one_and_safe(url: str, why: str) -> None:
    error = broken(lambda: Server(Access(url=url)))
    assert error.reason == f"ss12000.{why}"
    assert "hemligt" not in repr(error.values)
    with_client = Access(url="https://a.example", client_id="x", token_url=url)
    if "?" not in url:
        assert reason(lambda: Server(with_client)) == why


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:80"])
def test_at_home_there_need_be_no_encryption(host: str) -> None:
    assert Server(Access(url=f"http://{host}/v2.0")).now is None


# ── TLS ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


@pytest.fixture
def trusted(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system trusts who signed the certificates, as an operator would have it."""
    signers = tmp_path / "signers.pem"
    signers.write_text(certificates.signer)
    monkeypatch.setenv("SSL_CERT_FILE", str(signers))


@pytest.mark.usefixtures("trusted")
def test_a_client_certificate_is_shown(
    calls: Calls, certificates: Certificates, tmp_path: Path
) -> None:
    tls = certificates.of_server(tmp_path, asks_for_client=True)
    with Scripted(page(ADA), tls=tls) as school:
        own = calls.to(school, certificate=certificates.client)
        assert persons(own) == [ADA]
    with Scripted(tls=tls) as school:
        server = calls.to(school, patience=Patience(tries=1))
        assert reason(lambda: persons(server)) in ("tls", "cut")


def test_a_server_that_nobody_vouches_for_is_not_spoken_with(
    calls: Calls, certificates: Certificates, tmp_path: Path
) -> None:
    with Scripted(tls=certificates.of_server(tmp_path)) as school:
        server = calls.to(school, token=BEARER)
        assert reason(lambda: persons(server)) == "certificate"
    assert (school.asked, calls.waits) == ([], [])


def test_who_speaks_no_tls_is_told_apart(calls: Calls) -> None:
    with Scripted() as school:
        access = Access(url=school.url.replace("http:", "https:"))
        assert reason(lambda: persons(Server(access))) == "tls"


@pytest.mark.parametrize("kind", ["text", "without key", "locked"])
def test_a_certificate_that_cannot_be_used(
    certificates: Certificates, kind: str
) -> None:
    pem = {
        "text": "this is none",
        "without key": certificates.signer,
        "locked": certificates.locked,
    }[kind]
    access = Access(url="https://skola.example", certificate=pem)
    assert reason(lambda: Server(access)) == "own_certificate"


# ── The server's own clock ───────────────────────────────────────────────────────────


def test_the_servers_clock_is_read_at_its_first_answer(calls: Calls) -> None:
    first, later = (WHEN + timedelta(hours=n) for n in (1, 2))
    pages = (
        status(503, Date=format_datetime(later)),
        page(ADA, then="1", Date=format_datetime(first)),
        page(BO, Date=format_datetime(later)),
    )
    with Scripted(*pages) as school:
        server = calls.to(school)
        assert server.now is None
        persons(server)
        assert server.now is not None
    assert (
        timedelta(0) <= first.replace(microsecond=0) - server.now < timedelta(1 / 86400)
    )


def test_the_clock_is_of_when_it_was_asked(calls: Calls) -> None:
    """What changes while the server gathers its answer may be missing in it."""

    def slow() -> Reply:
        time.sleep(0.3)
        return page(ADA, Date=format_datetime(WHEN))

    with Scripted(slow) as school:
        server = calls.to(school)
        persons(server)
    assert server.now is not None
    assert server.now <= WHEN.replace(microsecond=0) - timedelta(seconds=0.3)


@pytest.mark.parametrize(
    "told",
    [{}, {"Date": "yesterday"}, {"Date": "Fri, 31 Dec 9999 23:59:59 -2359"}],
)
def test_a_server_without_a_clock(calls: Calls, told: dict[str, str]) -> None:
    with Scripted(page(ADA, **told)) as school:
        server = calls.to(school)
        assert persons(server) == [ADA]
    assert server.now is None
