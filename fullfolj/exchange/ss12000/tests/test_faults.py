"""Each fault of the test server really happens, and ends."""

import time
from codecs import BOM_UTF8
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from gzip import decompress
from http.client import HTTPConnection, HTTPException, IncompleteRead
from urllib.parse import urlsplit

import pytest

from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.asking import (
    Asked,
    all_pages,
    ask,
    closed_after_one_question,
    listed,
    sign_in,
)
from fullfolj.exchange.ss12000.tests.faults import Fault
from fullfolj.exchange.ss12000.tests.region import Held
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.exchange.ss12000.tests.standard import (
    Broke,
    Standard,
)


@pytest.mark.parametrize("code", [401, 403, 404, 405, 429, 500, 501, 502, 503])
def test_an_error_comes_as_often_as_it_is_switched_on(
    code: int, school: SchoolServer
) -> None:
    fault = school.switch(faults.status(code), on="/persons", times=2, after=1)
    answers = [ask(school, "/persons").status for _ in range(4)]
    assert answers == [200, code, code, 200]
    assert fault.happened == 2
    assert ask(school, "/groups").status == 200
    fault = school.switch(faults.status(code), on="/groups")
    assert {ask(school, "/groups").status for _ in range(3)} == {code}
    fault.off()
    assert ask(school, "/groups").status == 200
    assert school.asked[0].path == "/persons"


def test_an_error_can_need_a_limit_or_a_token(school: SchoolServer) -> None:
    token = ask(school, "/persons", {"limit": "5"}).json["pageToken"]
    school.switch(faults.status(400, needs="limit"), on="/persons")
    assert ask(school, "/persons", {"limit": "5"}).status == 400
    assert ask(school, "/persons").status == 200
    school.switch(faults.status(503, needs="pageToken"), on="/persons", times=1)
    answers = [ask(school, "/persons", {"pageToken": token}).status for _ in range(2)]
    assert answers == [503, 200]


def test_an_error_says_when_to_come_back(school: SchoolServer) -> None:
    school.switch(faults.status(429, retry_after=3), times=1)
    assert ask(school, "/persons").headers["Retry-After"] == "3"
    at = datetime(2026, 3, 16, 9, tzinfo=UTC)
    school.switch(faults.status(503, retry_after=at), on="/persons", times=1)
    said = ask(school, "/persons").headers["Retry-After"]
    assert parsedate_to_datetime(said) == at


def test_a_token_can_be_refused(school: SchoolServer) -> None:
    school.switch(faults.status(503), on="/token", times=1)
    assert sign_in(school, basic=True).status == 503
    assert sign_in(school, basic=True).status == 200


def test_an_answer_can_be_late(school: SchoolServer) -> None:
    school.switch(faults.slow(0.3), on="/persons", times=1)
    started = time.monotonic()
    assert ask(school, "/persons").status == 200
    assert time.monotonic() - started >= 0.3


def test_a_server_that_answers_late_can_be_closed_at_once(held: Held) -> None:
    started = time.monotonic()
    with SchoolServer(held) as school:
        school.switch(faults.slow(60))
        line = HTTPConnection(urlsplit(school.url).netloc, timeout=0.2)
        line.request("GET", "/v2.0/persons")
        with pytest.raises(TimeoutError):
            line.getresponse()
        line.close()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("chunked", [True, False])
def test_the_line_breaks_in_the_middle(school: SchoolServer, *, chunked: bool) -> None:
    whole = ask(school, "/persons").body
    school.switch(faults.cut(chunked=chunked), on="/persons", times=1)
    with pytest.raises((IncompleteRead, HTTPException)) as broken:
        ask(school, "/persons")
    if not chunked:
        assert isinstance(broken.value, IncompleteRead)
        assert len(broken.value.partial) == len(whole) // 2
    assert ask(school, "/persons").body == whole


def test_what_should_be_json_is_not(school: SchoolServer) -> None:
    school.switch(faults.html(), on="/persons", times=1)
    page = ask(school, "/persons")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html"
    school.switch(faults.wrong_json(), on="/persons", times=1)
    with pytest.raises(ValueError, match="Expecting"):
        assert ask(school, "/persons").json
    school.switch(faults.without_data(), on="/persons", times=1)
    assert ask(school, "/persons").json == {"pageToken": None}


def test_a_body_can_be_compressed(school: SchoolServer) -> None:
    plain = ask(school, "/persons")
    school.switch(faults.zipped(), on="/persons", times=1)
    zipped = ask(school, "/persons")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert decompress(zipped.body) == BOM_UTF8 + plain.body


def test_the_last_page_can_be_without_a_token(
    school: SchoolServer, official: Standard
) -> None:
    school.switch(faults.last_without(), on="/groups", times=1)
    missing = ask(school, "/groups").json
    assert set(missing) == {"data"}
    school.switch(faults.last_without(empty=True), on="/groups", times=1)
    empty = ask(school, "/groups").json
    assert empty == {**missing, "pageToken": ""}
    for each in (missing, empty):
        official.check_answer("/groups", each)


def test_a_page_can_come_twice(school: SchoolServer, held: Held) -> None:
    fault = school.switch(faults.page_again(), on="/persons", times=1)
    pages = all_pages(school, "/persons", limit=100)
    assert pages[0] == pages[1]
    assert pages[0] + [one for page in pages[2:] for one in page] == held["persons"]
    assert fault.happened == 1


def test_a_chain_of_pages_can_be_endless(school: SchoolServer, held: Held) -> None:
    school.switch(faults.endless(), on="/programmes")
    asked: Asked = {"limit": "20"}
    tokens, seen = [], 0
    while seen < 3 * len(held["programmes"]):
        page = ask(school, "/programmes", asked).json
        seen += len(page["data"])
        tokens.append(page["pageToken"])
        asked = {"pageToken": page["pageToken"], "limit": "20"}
    assert all(tokens)
    assert len(set(tokens)) == len(tokens)


def test_a_token_can_lead_to_itself(school: SchoolServer) -> None:
    school.switch(faults.same_token(), on="/persons")
    first = ask(school, "/persons", {"limit": "5"}).json
    second = ask(school, "/persons", {"pageToken": first["pageToken"], "limit": "5"})
    assert second.json == first


def test_somebody_changes_while_one_reads(school: SchoolServer, held: Held) -> None:
    school.switch(faults.changing(), on="/persons", times=1)
    pages = all_pages(school, "/persons", limit=100)
    before, after = pages[0][0], pages[1][0]
    assert before["id"] == after["id"]
    assert after["familyName"] == f"{before['familyName']} Ny"
    assert after["meta"]["modified"] > before["meta"]["modified"]
    assert sum(map(len, pages)) == len(held["persons"]) + 1


def test_the_clock_can_be_off(held: Held) -> None:
    now = datetime(2026, 3, 16, 9, tzinfo=UTC)
    with SchoolServer(held, now=now) as school:

        def said() -> datetime:
            return parsedate_to_datetime(ask(school, "/persons").headers["Date"])

        assert timedelta() <= said() - now < timedelta(minutes=1)
        school.switch(faults.clock_off(timedelta(hours=-1)), times=1)
        assert said() < now
        assert said() >= now
        school.switch(faults.clock_off(None), times=1)
        assert "Date" not in ask(school, "/persons").headers
        school.move_clock(timedelta(hours=1))
        assert said() >= now + timedelta(hours=1)


def test_markings_can_be_missing(school: SchoolServer, held: Held) -> None:
    marked = [each["id"] for each in held["persons"] if "securityMarking" in each]
    some = school.switch(faults.unmarked(every=3), on="/persons")
    left = [p["id"] for p in listed(school, "/persons") if "securityMarking" in p]
    assert 0 < len(left) < len(marked)
    assert left == [
        p["id"] for p in listed(school, "/persons") if "securityMarking" in p
    ]
    some.off()
    school.switch(faults.unmarked(), on="/persons")
    assert not any("securityMarking" in p for p in listed(school, "/persons"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("enrolments.schoolType", "XYZ"),
        (
            "enrolments.schoolType",
            "GYA",
        ),  # newer than the file: adapted upper secondary
        ("securityMarking", "Hemlig"),
        ("personStatus", "Ny"),
        ("familyName", None),
        ("enrolments", None),
        ("enrolments.enroledAt", None),
        ("enrolments.startDate", "2026-02-30"),
        ("civicNo", None),
    ],
)
def test_values_can_be_what_no_list_has(
    path: str, value: str | None, school: SchoolServer, official: Standard
) -> None:
    school.switch(faults.said(path, value), on="/persons", times=1)
    got = ask(school, "/persons")
    assert got.status == 200
    with pytest.raises(Broke):
        official.check_answer("/persons", got.json)
    person = next(each for each in got.json["data"] if "birthDate" in each)
    name, _, inner = path.partition(".")
    assert (person[name][0][inner] if inner else person[name]) == value


def test_numbers_can_be_missing_or_anothers(school: SchoolServer, held: Held) -> None:
    one, other = [p for p in held["persons"] if p.get("enrolments")][:2]
    number = one["civicNo"]["value"]
    fault = school.switch(faults.twins(number, only={other["id"]}), on="/persons")
    both = [
        each["id"]
        for each in listed(school, "/persons")
        if each.get("civicNo", {}).get("value") == number
    ]
    assert both == [one["id"], other["id"]]
    fault.off()
    assert school.person(number)["id"] == one["id"]
    school.switch(faults.without("civicNo", only={one["id"]}), on="/persons")
    assert [p["id"] for p in listed(school, "/persons") if "civicNo" not in p] == [
        one["id"],
        *(p["id"] for p in held["persons"] if "civicNo" not in p),
    ]


def test_a_fault_that_lets_the_body_be_right_is_held_to_the_file(
    held: Held, official: Standard
) -> None:
    school = SchoolServer(held)
    school.switch(faults.said("personStatus", "Ny", is_wrong=False), on="/persons")
    with pytest.raises(Broke, match="personStatus"):
        closed_after_one_question(school)


def test_faults_go_together(school: SchoolServer) -> None:
    both: list[Fault] = [faults.unmarked(), faults.without("phoneNumbers")]
    for fault in both:
        school.switch(fault, on="/persons", times=1)
    found = ask(school, "/persons").json["data"]
    assert not any({"securityMarking", "phoneNumbers"} & set(each) for each in found)
