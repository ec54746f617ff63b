"""The test server itself: it follows the official file, and changes as it is told."""

import json
import subprocess
import sys
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from fullfolj.core import clock
from fullfolj.exchange.ss12000.tests.answers import Request, School
from fullfolj.exchange.ss12000.tests.asking import (
    Asked,
    all_pages,
    ask,
    closed_after_one_question,
    listed,
    sign_in,
)
from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.day import a_day
from fullfolj.exchange.ss12000.tests.region import Held, Json
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.exchange.ss12000.tests.standard import (
    Broke,
    NotThere,
    Standard,
    standard,
)
from fullfolj.exchange.ss12000.tests.store import NAMES

SPRING = {"startDate": "2026-03-01", "endDate": "2026-03-31"}
LESSONS = {
    "startTime.onOrAfter": "2026-03-01T00:00:00Z",
    "startTime.onOrBefore": "2026-03-31T00:00:00Z",
}
MUST = {"aggregatedAttendance": SPRING, "calendarEvents": LESSONS}
ANOTHER = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"  # nobody's


# ── What the official file says ──────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", NAMES)
def test_each_list_is_as_the_file_says_and_has_all_once(
    kind: str, school: SchoolServer, held: Held, official: Standard
) -> None:
    assert school.holds_to_the_file
    pages = all_pages(school, f"/{kind}", MUST.get(kind), limit=60)
    for page in pages:
        official.check_answer(f"/{kind}", {"data": page, "pageToken": None})
    found = [each["id"] for page in pages for each in page]
    assert found == [each["id"] for each in held[kind]]
    assert len(set(found)) == len(found)
    assert found or kind == "placements"
    assert len(pages) == max(1, -(-len(found) // 60))


@pytest.mark.parametrize(
    "kind", sorted(set(NAMES) - {"studyplans", "placements", "calendarEvents"})
)
def test_objects_come_by_id_and_by_lookup(
    kind: str, school: SchoolServer, held: Held, official: Standard
) -> None:
    first, *_, last = held[kind]
    one = ask(school, f"/{kind}/{last['id']}")
    assert one.json == last
    official.check_answer(f"/{kind}/{{id}}", one.json)
    ids = {"ids": [last["id"], ANOTHER, first["id"]]}
    several = ask(school, f"/{kind}/lookup", method="POST", body=ids)
    assert several.json == [last, first]
    official.check_answer(f"/{kind}/lookup", several.json, method="post")


@pytest.mark.parametrize("kind", [*NAMES, "aggregatedAttendance"])
def test_all_that_stands_beside_an_object_is_as_the_file_says(
    kind: str, school: SchoolServer, official: Standard
) -> None:
    said = official.addresses()[f"/{kind}"]["get"]["parameters"]
    expand = next((one for one in said if one["name"] == "expand"), None)
    asked = {**MUST.get(kind, {}), "expandReferenceNames": "true"}
    names = expand["schema"]["items"]["enum"] if expand else []
    found = listed(school, f"/{kind}", {**asked, "expand": names})
    assert all(set(each["_embedded"]) == set(names) for each in found if names)
    if kind == "duties":
        assert all(each["person"]["displayName"] for each in found)
        assert found[0]["_embedded"]["person"]["familyName"] == "Lärarsson"


def test_sums_of_attendance_are_those_of_the_lessons(
    school: SchoolServer, held: Held, official: Standard
) -> None:
    sums = listed(school, "/aggregatedAttendance", SPRING)
    official.check_answer("/aggregatedAttendance", {"data": sums})
    for name in ("attendance", "validAbsence", "invalidAbsence"):
        minutes = sum(each.get(f"{name}Minutes", 0) for each in held["attendances"])
        assert sum(each[f"{name}Sum"] for each in sums) == minutes > 0
    assert sum(each["offeredSum"] - each["reportedSum"] for each in sums) == 80 * sum(
        not each["isReported"] for each in held["attendances"]
    )
    pupil = sums[0]["student"]["id"]
    his = listed(school, "/aggregatedAttendance", {**SPRING, "student": pupil})
    assert {each["student"]["id"] for each in his} == {pupil}
    later = {"startDate": "2026-04-01", "endDate": "2026-04-30"}
    assert listed(school, "/aggregatedAttendance", later) == []


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/aggregatedAttendance", {"startDate": "2026-03-01"}, 400),
        ("/calendarEvents", {}, 400),
        ("/persons", {"pageToken": "{token}", "expand": "duties"}, 400),
        ("/groups", {"pageToken": "{token}"}, 400),
        ("/persons", {"pageToken": "anything"}, 400),
        ("/persons", {"limit": "0"}, 400),
        ("/persons", {"meta.modified.after": "2026-03-01"}, 400),
        ("/persons", {"expand": "friends"}, 400),
        ("/persons", {"shoeSize": "43"}, 400),
        ("/persons/anna", {}, 400),
        (f"/persons/{ANOTHER}", {}, 404),
        ("/pupils", {}, 404),
        ("/rooms", {}, 404),
        ("/persons", {"sortkey": "CivicNoAsc"}, 501),
    ],
)
def test_who_asks_wrongly_is_told(
    path: str,
    asked: Asked,
    status: int,
    *,
    school: SchoolServer,
    official: Standard,
) -> None:
    token = ask(school, "/persons", {"limit": "5"}).json["pageToken"]
    asked = {key: str(value).format(token=token) for key, value in asked.items()}
    got = ask(school, path, asked)
    assert got.status == status
    if status != 404:
        official.check_answer("/persons", got.json, status=status)


def test_what_is_no_method_and_no_body_is_refused(
    school: SchoolServer, official: Standard
) -> None:
    assert ask(school, "/persons", method="DELETE").status == 405
    wrong = {"ids": ["anna"]}
    assert ask(school, "/persons/lookup", method="POST", body=wrong).status == 400
    assert ask(school, "/persons/lookup", method="POST").status == 400
    many = {"ids": [ANOTHER] * 5001}
    assert ask(school, "/persons/lookup", method="POST", body=many).status == 503


def test_an_answer_that_is_not_as_the_file_says_fails_the_test(
    held: Held, official: Standard
) -> None:
    wrong = {"givenName": "Anna", "familyName": "Ek", "personStatus": "Ny"}
    school = SchoolServer(held)
    school.change(held["persons"][0]["id"], **wrong)
    with pytest.raises(Broke, match="personStatus"):
        closed_after_one_question(school)


def test_a_name_that_the_file_does_not_have_fails_the_test_too(
    held: Held, official: Standard
) -> None:
    school = SchoolServer(held)
    school.change(held["persons"][0]["id"], securityMarkings="Ingen")
    with pytest.raises(Broke, match="securityMarkings"):
        closed_after_one_question(school)


def test_without_the_file_the_server_answers_and_the_file_is_said_to_be_missing(
    held: Held, tmp_path: Path
) -> None:
    with pytest.raises(NotThere, match="shared/standards/ss12000"):
        standard(tmp_path)
    school = School(held, None, clock.now, 10)
    first = json.loads(school.answer(Request("GET", "/persons")).body)
    assert first["data"] == held["persons"][:10]
    mixed = {"pageToken": [first["pageToken"]], "expand": ["duties"]}
    assert school.answer(Request("GET", "/persons", mixed)).status == 400
    assert school.answer(Request("GET", "/aggregatedAttendance")).status == 400
    assert school.answer(Request("GET", "/persons", {"limit": ["no"]})).status == 400


# ── Filters ──────────────────────────────────────────────────────────────────────────


def test_filters_let_through_what_they_say(school: SchoolServer, held: Held) -> None:
    def ids(path: str, **asked: str) -> set[str]:
        dotted = {name.replace("__", "."): value for name, value in asked.items()}
        return {each["id"] for each in listed(school, path, dotted)}

    body, unit, *_ = held["organisations"]
    assert ids("/organisations", schoolUnitCode=unit["schoolUnitCode"]) == {unit["id"]}
    assert (
        len(ids("/organisations", parent=body["id"])) == len(held["organisations"]) - 1
    )
    assert ids("/organisations", type="Huvudman") == {body["id"]}
    assert unit["id"] in ids("/organisations", schoolTypes=unit["schoolTypes"][0])

    pupil = next(p for p in held["persons"] if p.get("responsibles"))
    assert ids("/persons", civicNo=pupil["civicNo"]["value"]) == {pupil["id"]}
    assert pupil["id"] in ids("/persons", nameContains=pupil["familyName"][1:].upper())
    guardian = pupil["responsibles"][0]["person"]["id"]
    of = "relationship__entity__type"
    assert pupil["id"] in ids("/persons", **{of: "enrolment"})
    assert guardian in ids("/persons", **{of: "responsibleFor.enrolment"})
    assert guardian not in ids("/persons", **{of: "enrolment"})
    place = pupil["enrolments"][0]["enroledAt"]["id"]
    assert ids("/persons", relationship__organisation=place) == {
        each["id"]
        for each in held["persons"]
        for one in each.get("enrolments", ())
        if one["enroledAt"]["id"] == place
    }
    mentors = {each["person"]["id"] for each in held["duties"]}
    assert ids("/persons", **{of: "duty"}) == mentors
    duty = held["duties"][0]
    assert ids("/duties", person=duty["person"]["id"]) == {duty["id"]}
    assert ids("/duties", organisation=body["id"]) == {d["id"] for d in held["duties"]}
    assert duty["id"] in ids("/duties", organisation=duty["dutyAt"]["id"])
    assert len(ids("/groups", groupType="Undervisning")) < len(ids("/groups"))
    seen = held["attendances"][0]
    mine = ids("/attendances", student=seen["student"]["id"])
    assert seen["id"] in mine
    assert len(mine) == 2 * 2 * 3  # courses, weeks, lessons
    since = {"startDate__onOrAfter": "2026-01-01"}
    assert ids("/groups", **since) == {
        each["id"] for each in held["groups"] if each["startDate"] >= "2026-01-01"
    }


# ── What happens meanwhile ───────────────────────────────────────────────────────────


def test_what_changed_and_what_went_away_can_be_asked(
    school: SchoolServer, held: Held, official: Standard
) -> None:
    _, changed, gone, *_ = (p for p in held["persons"] if p.get("enrolments"))
    group = held["groups"][0]
    before = school.now().isoformat()
    assert listed(school, "/persons", {"meta.modified.after": before}) == []
    school.move_clock(timedelta(days=1))
    school.change(changed["id"], familyName="Nyberg", personStatus=None)
    school.delete(gone["id"], group["id"])
    school.add("persons", {"id": ANOTHER, "givenName": "Ny", "familyName": "Elev"})

    news = listed(school, "/persons", {"meta.modified.after": before})
    assert [each["familyName"] for each in news] == ["Nyberg", "Elev"]
    assert "personStatus" not in news[0]
    assert news[0]["meta"]["created"] == changed["meta"]["created"]
    assert news[0]["enrolments"] == changed["enrolments"]
    older = listed(school, "/persons", {"meta.modified.before": before})
    assert len(older) == len(held["persons"]) - 2
    created = listed(school, "/persons", {"meta.created.after": before})
    assert [each["id"] for each in created] == [ANOTHER]

    all_gone = ask(school, "/deletedEntities", {"after": before}).json
    assert all_gone["data"] == {"persons": [gone["id"]], "groups": [group["id"]]}
    official.check_answer("/deletedEntities", all_gone)
    some = {"after": before, "entities": ["Group", "Duty"]}
    assert ask(school, "/deletedEntities", some).json["data"] == {
        "groups": [group["id"]]
    }
    later = {"after": school.now().isoformat()}
    assert ask(school, "/deletedEntities", later).json["data"] == {}
    assert ask(school, f"/persons/{gone['id']}").status == 404


def test_deletions_have_pages_too(school: SchoolServer, held: Held) -> None:
    ids = [each["id"] for each in held["persons"][:5]]
    school.delete(*ids)
    pages = all_pages(school, "/deletedEntities", limit=2)
    assert [each for page in pages for each in page["persons"]] == ids
    assert len(pages) == 3


def test_what_is_referred_to_may_be_gone(school: SchoolServer, held: Held) -> None:
    duty, event = held["duties"][0], held["calendarEvents"][0]
    school.delete(duty["person"]["id"], event["id"])
    mine = ask(school, "/duties", {"limit": "1", "expand": "person"}).json["data"][0]
    assert mine == {**duty, "_embedded": {}}
    sums = listed(school, "/aggregatedAttendance", SPRING)
    of_event = [
        e for e in held["attendances"] if e["calendarEvent"]["id"] == event["id"]
    ]
    minutes = 80 * (len(held["attendances"]) - len(of_event))
    assert sum(each["offeredSum"] for each in sums) == minutes


def test_a_list_once_begun_stays_what_it_was(school: SchoolServer, held: Held) -> None:
    first = ask(school, "/persons", {"limit": "10"}).json
    last = held["persons"][-1]
    school.change(last["id"], familyName="Nyberg")
    school.delete(held["persons"][-2]["id"])
    rest: list[Json] = []
    token = first["pageToken"]
    while token:
        page = ask(school, "/persons", {"pageToken": token}).json
        rest += page["data"]
        token = page["pageToken"]
    assert first["data"] + rest == held["persons"]
    assert listed(school, "/persons")[-1]["familyName"] == "Nyberg"


class _Hook(BaseHTTPRequestHandler):
    """Somebody who subscribes; what is told is kept by the server."""

    def do_POST(self) -> None:
        """Take a message."""
        length = int(self.headers["Content-Length"])
        self.server.told.append(json.loads(self.rfile.read(length)))  # type: ignore[attr-defined] # ours
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's
        """Say nothing."""


def test_who_subscribes_is_told_of_changes(
    school: SchoolServer, held: Held, official: Standard
) -> None:
    told: list[Json] = []
    with HTTPServer(("127.0.0.1", 0), _Hook) as hook:
        hook.told = told  # type: ignore[attr-defined] # kept where the handler finds it
        Thread(target=hook.serve_forever, args=(0.01,), daemon=True).start()
        target = f"http://127.0.0.1:{hook.server_address[1]}/news?of=berg"
        wanted = {
            "name": "Fullfölj",
            "target": target,
            "resourceTypes": [{"resource": "Person"}, {"resource": "Duty"}],
        }
        made = ask(school, "/subscriptions", method="POST", body=wanted)
        assert made.status == 201
        official.check_answer("/subscriptions", made.json, status=201, method="post")
        assert ask(school, "/subscriptions").json["data"] == [made.json]
        mine = f"/subscriptions/{made.json['id']}"
        assert ask(school, mine).json == made.json
        assert ask(school, mine, method="PATCH").json["id"] == made.json["id"]

        school.change(held["persons"][0]["id"], familyName="Nyberg")
        school.delete(held["duties"][0]["id"], held["groups"][0]["id"])
        assert told == [
            {"modifiedEntites": ["Person"], "deletedEntities": False},
            {"modifiedEntites": [], "deletedEntities": True},
        ]
        hook.shutdown()
    school.change(held["persons"][0]["id"], familyName="Nyberg Ek")
    assert school.undelivered == [target]
    assert ask(school, mine, method="DELETE").status == 204
    assert ask(school, mine).status == 404
    assert ask(school, "/subscriptions").json["data"] == []


# ── Sign-in ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("basic", [True, False])
def test_a_token_lets_in_until_it_ends(school: SchoolServer, *, basic: bool) -> None:
    stolen, wrong = "token-1", "gissat"
    assert ask(school, "/persons", token=stolen).status == 401
    given = sign_in(school, basic=basic).json
    token = given.pop("access_token")
    assert given == {"token_type": "Bearer", "expires_in": 3600}
    assert ask(school, "/persons", token=token).status == 200
    school.move_clock(timedelta(hours=1))
    assert ask(school, "/persons", token=token).status == 401
    school.token_requests = 2
    token = sign_in(school, basic=basic).json["access_token"]
    answers = [ask(school, "/persons", token=token).status for _ in range(3)]
    assert answers == [200, 200, 401]
    assert sign_in(school, basic=basic, secret=wrong).status == 401


def test_a_server_may_read_the_body_alone(school: SchoolServer) -> None:
    school.takes_basic = False
    assert sign_in(school, basic=True).status == 401
    assert sign_in(school, basic=False).status == 200


def test_a_day_passes(school: SchoolServer, held: Held, official: Standard) -> None:
    before = school.now()
    told = a_day(school, every=9)
    assert school.now() >= before + timedelta(days=1)
    since = {"meta.modified.after": before.isoformat()}
    news = listed(school, "/persons", since)
    former = {each["id"]: each for each in held["persons"]}
    assert len(news) == told["changed"] + told["new"]
    assert sum(each["id"] not in former for each in news) == told["new"] > 0
    ended = [
        each
        for each in news
        if each["id"] in former
        and each["enrolments"] != former[each["id"]]["enrolments"]
    ]
    assert ended
    gone = ask(school, "/deletedEntities", {"after": before.isoformat()}).json["data"]
    assert len(gone["persons"]) == told["gone"] > 0
    assert len(listed(school, "/persons")) == (
        len(held["persons"]) + told["new"] - told["gone"]
    )


def test_it_runs_in_a_process_of_its_own(folder: Path) -> None:
    command = [sys.executable, "-m", "fullfolj.exchange.ss12000.tests.server"]
    with subprocess.Popen(
        [*command, str(folder), "--today", str(TODAY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        url, token = process.stdout.readline().split()
        line = HTTPConnection(urlsplit(url).netloc, timeout=10)
        headers = {"Authorization": f"Bearer {token}"}
        line.request("GET", "/v2.0/organisations?limit=1", headers=headers)
        found = json.loads(line.getresponse().read())
        line.close()
        process.stdin.write("day\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        process.terminate()
    assert found["data"][0]["organisationType"] == "Huvudman"
    assert set(told) == {"changed", "new", "gone"}
