"""A server asked: what comes is whole, or one sentence says why it did not."""

import gzip
import json
import logging
import socket
import time
import traceback
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES, catalogue
from fullfolj.exchange.ss12000.client import (
    Access,
    Broken,
    Missing,
    Patience,
    Server,
)
from fullfolj.exchange.ss12000.tests.certificates import Certificates
from fullfolj.exchange.ss12000.tests.scripted import (
    Reply,
    Scripted,
    page,
    said,
    status,
)

BEARER = "an-open-secret"
WHISPERED = "whispered & never+said"
WHEN = datetime(2026, 11, 21, 2, 0, 0, 900_000, tzinfo=UTC)
ADA, BO, CIA = (
    {"id": name, "meta": {"modified": "2026-11-01T00:00:00Z"}, "name": name}
    for name in ("ada", "bo", "cia")
)
QUICK = Patience(connecting=1, silence=0.3, request=0.8)


class Calls:
    """Asks a server as a pull does, and keeps how long it would have waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def to(self, server: Scripted, path: str = "", **how: Any) -> Server:
        patience = how.pop("patience", Patience())
        access = Access(url=f"{server.url}{path}", **how)
        return Server(access, pause=self.waits.append, patience=patience)


@pytest.fixture
def calls() -> Calls:
    return Calls()


def persons(server: Server, **filters: Any) -> list[dict[str, Any]]:
    return list(server.listed("/persons", **filters))


def broken(ask: Callable[[], object]) -> Broken:
    """How it broke: with a sentence in both languages, and without what was secret."""
    with pytest.raises(Broken) as raised:
        ask()
    error = raised.value
    for language in LANGUAGES:
        told = catalogue("fullfolj.exchange").text(
            f"unusable.{error.reason}", language, error.values
        )
        assert told.endswith(".")
    whole = "".join(traceback.format_exception(error)) + repr(error.values)
    assert BEARER not in whole
    assert WHISPERED not in whole
    assert "pageToken=" not in whole
    return error


def reason(ask: Callable[[], object]) -> str:
    return broken(ask).reason.removeprefix("ss12000.")


# ── What is asked ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["", "/", "/v2.0", "/v2.0/", "/a/b/v2.0"])
def test_endpoints_are_put_after_the_address(calls: Calls, path: str) -> None:
    with Scripted(page(ADA)) as school:
        assert persons(calls.to(school, path)) == [ADA]
    assert school.paths == [f"{path.rstrip('/')}/persons"]


def test_filters_are_sent_as_the_standard_writes_them(calls: Calls) -> None:
    with Scripted(page()) as school:
        server = calls.to(school)
        persons(server, modified_after=WHEN, expand=["duties", "placements"])
    assert school.asked[0].query == {
        "limit": ["1000"],
        "meta.modified.after": ["2026-11-21T02:00:00Z"],  # never later than asked for
        "expand": ["duties", "placements"],
    }
    assert "authorization" not in school.asked[0].headers


def test_pages_are_turned_by_token_without_the_filters(calls: Calls) -> None:
    pages = page(ADA, then="1/2 &"), page(BO, then="3"), page(CIA)
    with Scripted(*pages) as school:
        found = persons(calls.to(school), modified_after=WHEN)
    assert found == [ADA, BO, CIA]
    assert [asked.query for asked in school.asked[1:]] == [
        {"limit": ["1000"], "pageToken": ["1/2 &"]},
        {"limit": ["1000"], "pageToken": ["3"]},
    ]


@pytest.mark.parametrize("last", [{}, {"pageToken": None}, {"pageToken": ""}])
def test_the_last_page_has_no_token(calls: Calls, last: dict[str, object]) -> None:
    with Scripted(said({"data": [ADA], **last})) as school:
        assert persons(calls.to(school)) == [ADA]


def test_a_server_that_refuses_limit_is_asked_without(calls: Calls) -> None:
    pages = status(400), page(ADA, then="x"), page(BO), page(CIA)
    with Scripted(*pages) as school:
        server = calls.to(school)
        assert persons(server, type="Skola") == [ADA, BO]
        assert persons(server) == [CIA]
    assert [asked.query for asked in school.asked] == [
        {"limit": ["1000"], "type": ["Skola"]},
        {"type": ["Skola"]},
        {"pageToken": ["x"]},
        {},
    ]


def test_what_is_refused_also_without_limit_is_refused(calls: Calls) -> None:
    with Scripted(status(400), status(400)) as school:
        error = broken(lambda: persons(calls.to(school)))
    assert (error.reason, error.values["status"]) == ("ss12000.status", 400)


# ── Pages that come again ────────────────────────────────────────────────────────────


def test_what_comes_again_is_given_once(calls: Calls) -> None:
    newer = {**ADA, "meta": {"modified": "2026-11-02T00:00:00Z"}}
    pages = page(ADA, BO, then="1"), page(ADA, BO, then="2"), page(BO, newer)
    with Scripted(*pages) as school:
        assert persons(calls.to(school)) == [ADA, BO, newer]


def test_what_has_no_id_is_told_apart_by_all_it_says(calls: Calls) -> None:
    sums = [{"student": {"id": "ada"}, "attendanceSum": n} for n in (1, 2)]
    with Scripted(page(*sums, then="1"), page(*sums)) as school:
        assert list(calls.to(school).listed("/aggregatedAttendance")) == sums


def test_the_same_token_again_is_an_endless_chain(calls: Calls) -> None:
    pages = page(ADA, then="1"), page(BO, then="2"), page(CIA, then="1")
    with Scripted(*pages) as school:
        assert reason(lambda: persons(calls.to(school))) == "endless"


def test_three_pages_with_nothing_new_are_an_endless_chain(calls: Calls) -> None:
    pages = [page(ADA, then=str(n)) for n in range(4)]
    with Scripted(*pages) as school:
        assert reason(lambda: persons(calls.to(school))) == "endless"


def test_two_pages_with_nothing_new_may_be_followed_by_more(calls: Calls) -> None:
    empty = page(then="1"), page(then="2"), page(ADA, then="3")
    with Scripted(*empty, page(then="4"), page(then="5"), page(BO)) as school:
        assert persons(calls.to(school)) == [ADA, BO]


@given(st.lists(st.lists(st.integers(0, 5), min_size=1), min_size=1, max_size=4))
def test_every_object_comes_once_however_they_are_paged(pages: list[list[int]]) -> None:
    pages = [[*numbers, 100 + at] for at, numbers in enumerate(pages)]
    last = len(pages) - 1
    with Scripted(
        *(
            page(*({"id": n} for n in numbers), then=None if at == last else str(at))
            for at, numbers in enumerate(pages)
        )
    ) as school:
        found = [person["id"] for person in persons(Calls().to(school))]
    assert found == list(dict.fromkeys(n for numbers in pages for n in numbers))


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


@pytest.mark.parametrize("number", [429, 500, 502, 503, 504])
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


# ── Signing in ───────────────────────────────────────────────────────────────────────


def client(school: Scripted, **more: Any) -> dict[str, Any]:
    return {
        "client_id": "full:följ",
        "client_secret": WHISPERED,
        "token_url": f"{school.url}/token/",
        **more,
    }


def granted(token: str, **more: object) -> Reply:
    return said({"access_token": token, "token_type": "bearer", **more})


def bearers(school: Scripted) -> list[str | None]:
    return [
        asked.headers.get("authorization")
        for asked in school.asked
        if asked.method == "GET"
    ]


def test_a_token_is_carried(calls: Calls) -> None:
    with Scripted(page(ADA), page(BO)) as school:
        server = calls.to(school, token=f" {BEARER}\n")
        assert [*persons(server), *persons(server)] == [ADA, BO]
    assert bearers(school) == [f"Bearer {BEARER}"] * 2


@pytest.mark.parametrize("token", ["two words", "åäö", "line\r\nHost: x", "\x00"])
def test_what_no_header_can_carry_is_no_token(token: str) -> None:
    access = Access(url="https://skola.example", token=token)
    assert reason(lambda: Server(access)) == "token"


def test_a_token_is_granted_for_client_credentials(calls: Calls) -> None:
    with Scripted(granted("t1"), page(ADA, then="1"), page(BO)) as school:
        server = calls.to(school, **client(school, scope="read all"))
        assert persons(server) == [ADA, BO]
    asked = school.asked[0]
    assert (asked.method, asked.path) == ("POST", "/token/")
    assert asked.form == {"grant_type": "client_credentials", "scope": "read all"}
    basic = b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode()
    assert basic == "full%3Af%C3%B6lj:whispered+%26+never%2Bsaid"  # RFC 6749 2.3.1
    assert bearers(school) == ["Bearer t1"] * 2


@pytest.mark.parametrize("number", [400, 401])
def test_who_asks_may_have_to_stand_in_the_body(calls: Calls, number: int) -> None:
    script = status(number), granted("t1", expires_in=0), page(ADA)
    with Scripted(*script, granted("t2"), page(BO)) as school:
        server = calls.to(school, **client(school))
        assert [*persons(server), *persons(server)] == [ADA, BO]
    assert school.paths == ["/token/", "/token/", "/persons", "/token/", "/persons"]
    for at in (1, 3):
        assert school.asked[at].form == {
            "grant_type": "client_credentials",
            "client_id": "full:följ",
            "client_secret": WHISPERED,
        }
        assert "authorization" not in school.asked[at].headers


def test_credentials_that_no_way_takes(calls: Calls) -> None:
    with Scripted(status(401), status(400)) as school:
        server = calls.to(school, **client(school))
        assert reason(lambda: persons(server)) == "sign_in"


@pytest.mark.parametrize(("number", "why"), [(404, "status"), (403, "forbidden")])
def test_a_missing_token_endpoint_is_no_missing_endpoint(
    calls: Calls, number: int, why: str
) -> None:
    with Scripted(status(number)) as school:
        error = broken(lambda: persons(calls.to(school, **client(school))))
    assert error.reason == f"ss12000.{why}"
    assert not isinstance(error, Missing)
    assert error.values["endpoint"] == "/token/"


@pytest.mark.parametrize(
    "answer",
    [
        said({}),
        said([]),
        granted(""),
        granted("two words"),
        granted("t", expires_in="soon"),
    ],
)
def test_what_is_no_grant_is_broken(calls: Calls, answer: Reply) -> None:
    with Scripted(*[answer] * 4) as school:
        server = calls.to(school, **client(school))
        assert reason(lambda: persons(server)) == "answer"


@pytest.mark.parametrize("lasts", [1, "1", 1.0])
def test_a_token_is_renewed_before_it_ends(calls: Calls, lasts: object) -> None:
    script = granted("t1", expires_in=lasts), page(ADA), page(BO)
    with Scripted(*script, granted("t2", expires_in=3600), page(CIA)) as school:
        server = calls.to(school, **client(school))
        assert [*persons(server), *persons(server)] == [ADA, BO]
        time.sleep(0.95)
        assert persons(server) == [CIA]
    assert bearers(school) == ["Bearer t1", "Bearer t1", "Bearer t2"]


def test_a_token_that_the_server_ended_is_renewed_once(calls: Calls) -> None:
    script = granted("t1"), page(ADA, then="1"), status(401), granted("t2"), page(BO)
    with Scripted(*script) as school:
        assert persons(calls.to(school, **client(school))) == [ADA, BO]
    assert bearers(school) == ["Bearer t1", "Bearer t1", "Bearer t2"]
    with Scripted(granted("t1"), status(401), granted("t2"), status(401)) as school:
        server = calls.to(school, **client(school))
        assert reason(lambda: persons(server)) == "unauthorised"


def test_the_token_goes_to_the_server_alone_and_the_secret_to_the_granter(
    calls: Calls,
) -> None:
    with Scripted(granted(BEARER)) as granter, Scripted(page(ADA)) as school:
        persons(calls.to(school, **client(granter)))
    assert BEARER not in repr(granter.asked)
    assert bearers(school) == [f"Bearer {BEARER}"]
    assert "Basic" not in repr(school.asked)


def test_a_busy_granter_is_waited_for(calls: Calls) -> None:
    with Scripted(status(503), granted("t"), page(ADA)) as school:
        assert persons(calls.to(school, **client(school))) == [ADA]
    assert calls.waits == [1]


def test_nothing_secret_is_shown_or_logged(
    calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script = granted(BEARER), page(ADA, then="t0"), status(500), page(BO)
    with Scripted(*script) as school:
        persons(calls.to(school, **client(school)))
    assert caplog.text == ""
    access = Access(url="", token=BEARER, client_secret=WHISPERED, certificate="PEM")
    assert all(hidden not in repr(access) for hidden in (BEARER, WHISPERED, "PEM"))


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


@pytest.mark.parametrize("told", [{}, {"Date": "yesterday"}])
def test_a_server_without_a_clock(calls: Calls, told: dict[str, str]) -> None:
    with Scripted(page(ADA, **told)) as school:
        server = calls.to(school)
        assert persons(server) == [ADA]
    assert server.now is None


# ── Lookups, deletions, subscriptions, the test button ───────────────────────────────


def test_lookups_go_in_parts(calls: Calls) -> None:
    ids = [str(n) for n in range(2500)]
    script = said([ADA]), said({"data": [BO]}), said([])
    with Scripted(*script) as school:
        server = calls.to(school, "/v2.0", token=BEARER)
        found = list(server.looked_up("/persons", [*ids, "7"], expand=["duties"]))
    assert found == [ADA, BO]
    assert school.paths == ["/v2.0/persons/lookup"] * 3
    assert [asked.query for asked in school.asked] == [{"expand": ["duties"]}] * 3
    assert [id_ for asked in school.asked for id_ in asked.said["ids"]] == ids
    assert max(len(asked.said["ids"]) for asked in school.asked) == 1000


def test_nobody_to_look_up_asks_nothing(calls: Calls) -> None:
    with Scripted() as school:
        assert list(calls.to(school).looked_up("/persons", [])) == []


@pytest.mark.parametrize("number", [400, 413])
def test_a_lookup_too_large_for_the_server_is_made_smaller(
    calls: Calls, number: int
) -> None:
    ids = [str(n) for n in range(300)]
    with Scripted(status(number), said([ADA]), said([BO])) as school:
        assert list(calls.to(school).looked_up("/persons", ids)) == [ADA, BO]
    assert [len(asked.said["ids"]) for asked in school.asked] == [300, 250, 50]
    with Scripted(*[status(number)] * 4) as school:
        server = calls.to(school)
        assert reason(lambda: list(server.looked_up("/persons", ids))) == "status"


@pytest.mark.parametrize("answer", [{"data": None}, "x", [None], {}])
def test_a_lookup_that_is_no_answer(calls: Calls, answer: object) -> None:
    with Scripted(*[said(answer)] * 4) as school:
        server = calls.to(school)
        assert reason(lambda: list(server.looked_up("/persons", ["a"]))) == "answer"


def test_deletions_are_gathered_from_all_pages(calls: Calls) -> None:
    first = {"persons": ["ada", "bo"], "groups": [], "grades": None}
    pages = (
        said({"data": first, "pageToken": "1"}),
        said({"data": {"persons": ["bo", "cia"], "groups": ["x"]}}),
    )
    with Scripted(*pages) as school:
        gone = calls.to(school).deleted(WHEN, ["Person", "Group"])
    assert gone == {"persons": {"ada", "bo", "cia"}, "groups": {"x"}}
    assert school.asked[0].query == {
        "limit": ["1000"],
        "after": ["2026-11-21T02:00:00Z"],
        "entities": ["Person", "Group"],
    }


@pytest.mark.parametrize("data", [[], {"persons": "ada"}, {"persons": [None]}])
def test_deletions_that_are_no_answer(calls: Calls, data: object) -> None:
    with Scripted(*[said({"data": data})] * 4) as school:
        server = calls.to(school)
        assert reason(lambda: server.deleted(WHEN, ["Person"])) == "answer"


def test_deletions_without_end(calls: Calls) -> None:
    same = [said({"data": {"persons": ["a"]}, "pageToken": str(n)}) for n in range(4)]
    with Scripted(*same) as school:
        server = calls.to(school)
        assert reason(lambda: server.deleted(WHEN, ["Person"])) == "endless"


def test_a_subscription_is_made_seen_and_ended(calls: Calls) -> None:
    made = {"id": "s/1", "expires": "2026-12-01T00:00:00Z"}
    script = said(made), page(made), Reply(status=204)
    with Scripted(*script) as school:
        server = calls.to(school, "/v2.0")
        id_ = server.subscribe("Fullfölj", "https://x.example/h", ["Person", "Duty"])
        assert id_ == "s/1"
        assert server.subscriptions() == [made]
        server.unsubscribe(id_)
    assert school.asked[0].said == {
        "name": "Fullfölj",
        "target": "https://x.example/h",
        "resourceTypes": [{"resource": "Person"}, {"resource": "Duty"}],
    }
    ended = school.asked[2]
    assert (ended.method, ended.path) == ("DELETE", "/v2.0/subscriptions/s%2F1")


def test_a_subscription_is_asked_for_once(calls: Calls) -> None:
    """The first try may have made one, though its answer got lost."""
    with Scripted(status(503)) as school:
        server = calls.to(school)
        assert reason(lambda: server.subscribe("n", "t", ["Person"])) == "failed"


def test_what_is_gone_already_is_ended(calls: Calls) -> None:
    with Scripted(status(404)) as school:
        calls.to(school).unsubscribe("s1")
    with Scripted(status(403)) as school:
        assert reason(lambda: calls.to(school).unsubscribe("s1")) == "forbidden"


def test_the_test_button_says_whose_server_it_is(calls: Calls) -> None:
    berg = {"id": "o", "displayName": "Bergs kommun"}
    with Scripted(page(berg, then="more"), page(), page({"id": "o"})) as school:
        server = calls.to(school, token=BEARER)
        assert [server.tried() for _ in range(3)] == ["Bergs kommun", "", ""]
    assert school.asked[0].path == "/organisations"
    assert school.asked[0].query == {"limit": ["1"]}


def test_the_test_button_tries_once(calls: Calls) -> None:
    with Scripted(status(503, Retry_After="60")) as school:
        assert reason(calls.to(school).tried) == "failed"
    with Scripted(status(404)) as school:
        assert isinstance(broken(calls.to(school).tried), Missing)


def test_a_server_asked_to_hurry_hurries_in_all(calls: Calls) -> None:
    def slow() -> Reply:
        time.sleep(0.3)
        return status(401)

    with Scripted(slow, slow) as school:
        how = client(school, patience=Patience(tries=1, in_all=0.5))
        began = time.monotonic()
        assert reason(lambda: persons(calls.to(school, **how))) == "timeout"
    assert time.monotonic() - began < 1
