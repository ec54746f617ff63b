"""Tokens: given, granted, renewed, and never told to anybody else."""

import logging
import time
from base64 import b64decode
from typing import Any

import pytest

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
    CIA,
    WHISPERED,
    Calls,
    broken,
    persons,
    reason,
)
from fullfolj.exchange.ss12000.tests.scripted import (
    Reply,
    Scripted,
    page,
    said,
    status,
)


@pytest.fixture
def calls() -> Calls:
    return Calls()


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


def test_a_server_asked_to_hurry_hurries_in_all(calls: Calls) -> None:
    def slow() -> Reply:
        time.sleep(0.3)
        return status(401)

    with Scripted(slow, slow) as school:
        how = client(school, patience=Patience(tries=1, in_all=0.5))
        began = time.monotonic()
        assert reason(lambda: persons(calls.to(school, **how))) == "timeout"
    assert time.monotonic() - began < 1
