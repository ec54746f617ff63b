"""What real servers do that is no fault of theirs, and what must not come of it.

A system that calls somebody anew, two systems of one municipality, a list that comes
without its places, a gateway that lets no look-up by: each pull ends in what is true.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fullfolj.access import wall
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import CHANGES, WHOLE, Connection, Pull
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.conftest import TODAY, Connect
from fullfolj.exchange.ss12000.tests.region import Held, Json, region, sayable
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.exchange.ss12000.tests.test_pull import HERE, a_pupil, places

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]
HOUR = timedelta(hours=1)


@pytest.fixture
def other(folder: Path) -> Iterator[SchoolServer]:
    """Another system: it has the pupils of few schools, and lists all schools."""
    ours = region(folder, TODAY)
    codes = sorted(o.get("schoolUnitCode", "") for o in ours["organisations"])[1:40]
    theirs = region(folder, TODAY, name="Jämtlands friskola", units=set(codes))
    known = {each.get("schoolUnitCode") for each in theirs["organisations"]}
    theirs["organisations"] += [
        each
        for each in ours["organisations"]
        if each.get("schoolUnitCode") and each["schoolUnitCode"] not in known
    ]
    with SchoolServer(theirs) as server:
        yield server


def ask(connection: Connection, **how: Any) -> Any:
    return pull(connection=connection, options=Options(), **how)


def kinds(connection: Connection) -> list[str]:
    """How it was asked, the last time first."""
    with wall.as_job(connection.authority_id, "test"):
        return [each.kind for each in Pull.objects.of(connection)]


def number_of(pupil: Json) -> str:
    return str(pupil["civicNo"]["value"])


# ── Who is who ───────────────────────────────────────────────────────────────────────


def test_who_is_called_anew_keeps_their_place_and_loses_it_with_the_new_name(
    connection: Connection, school: SchoolServer, held: Held
) -> None:
    ask(connection)
    berg, source, pupil = connection.authority, connection.source, a_pupil(held)
    before = places(berg, source)
    school.move_clock(HOUR)
    school.delete(pupil["id"])
    anew = deepcopy(pupil) | {"id": "11111111-2222-4333-8444-555555555555"}
    school.add("persons", anew)
    ask(connection)
    assert kinds(connection)[0] == CHANGES
    assert places(berg, source) == before
    school.move_clock(HOUR)
    school.delete(anew["id"])
    ask(connection)
    assert number_of(pupil) not in places(berg, source)


def test_what_is_said_under_a_name_that_is_deleted_is_so_no_more(
    connection: Connection, school: SchoolServer, held: Held
) -> None:
    berg, source, pupil = connection.authority, connection.source, a_pupil(held)
    ask(connection)
    once = places(berg, source)[number_of(pupil)]
    (place, *_) = pupil["enrolments"]
    twin = deepcopy(pupil) | {"id": "11111111-2222-4333-8444-555555555555"}
    twin["enrolments"] = [place | {"educationCode": "ES"}]
    school.move_clock(HOUR)
    school.add("persons", twin)
    ask(connection)
    assert len(places(berg, source)[number_of(pupil)]) == len(once) + 1
    school.move_clock(HOUR)
    school.delete(twin["id"])
    ask(connection)
    assert places(berg, source)[number_of(pupil)] == once


def test_whoever_had_a_number_of_the_schools_has_no_second_place(
    connection: Connection,
    school: SchoolServer,
    held: Held,
    *,
    tmp_path: Path,
    folder: Path,
) -> None:
    sayable(folder, tmp_path, TODAY)
    (tmp_path / "enrolments.csv").write_text(
        "person_no,school_unit_code,school_name,school_type,programme_code,from,until,"
        "status,study_abroad\n"
    )
    berg, source, pupil = connection.authority, connection.source, a_pupil(held)
    import_folder(folder=tmp_path, authority=berg, options=HERE)
    made = f"{number_of(pupil)[:8]}TF01"
    school.change(pupil["id"], civicNo={"value": made})
    ask(connection)
    assert made in places(berg, source)
    school.move_clock(HOUR)
    school.change(pupil["id"], civicNo=pupil["civicNo"])
    ask(connection)
    now = places(berg, source)
    assert len(now[number_of(pupil)]) == len(pupil["enrolments"])
    assert made not in now


# ── Two systems ──────────────────────────────────────────────────────────────────────


def test_no_system_speaks_for_what_another_tells(
    connect: Connect, school: SchoolServer, other: SchoolServer
) -> None:
    first, second = connect(school), connect(other)
    ask(first)
    before = places(first.authority, first.source)
    ask(second)
    assert places(first.authority, first.source) == before
    theirs = places(second.authority, second.source)
    assert theirs
    ask(first, whole=True)
    assert places(second.authority, second.source) == theirs
    assert places(first.authority, first.source) == before


def test_a_system_speaks_for_the_schools_whose_pupils_it_tells_of(
    connect: Connect, other: SchoolServer, folder: Path, tmp_path: Path
) -> None:
    sayable(folder, tmp_path, TODAY)
    connection = connect(other)
    berg = connection.authority
    import_folder(folder=tmp_path, authority=berg, options=HERE)
    before = places(berg, "files")
    ask(connection)
    told = places(berg, connection.source)
    codes = {fact.school_unit_code for facts in told.values() for fact in facts}
    assert codes - {""}
    assert places(berg, "files") == {
        number: left
        for number, facts in before.items()
        if (left := {f for f in facts if f.school_unit_code not in codes})
    }


# ── Many at once ─────────────────────────────────────────────────────────────────────


def test_a_list_that_lacks_its_places_takes_nobodys(
    connection: Connection, school: SchoolServer, held: Held
) -> None:
    ask(connection)
    before = places(connection.authority, connection.source)
    lacking = school.switch(faults.without("enrolments"), on="/persons")
    with pytest.raises(Unusable, match=r"import\.none"):
        ask(connection, whole=True)
    school.move_clock(HOUR)
    for each in held["persons"]:
        if each.get("enrolments"):
            school.change(each["id"], familyName="Ny")
    with pytest.raises(Unusable, match=r"import\.(none|drop)"):
        ask(connection)
    assert kinds(connection) == [CHANGES, WHOLE, WHOLE]
    assert places(connection.authority, connection.source) == before
    lacking.off()
    ask(connection)
    assert places(connection.authority, connection.source) == before


def test_many_deleted_at_once_are_asked_about(
    connection: Connection, school: SchoolServer, held: Held
) -> None:
    ask(connection)
    before = places(connection.authority, connection.source)
    school.move_clock(HOUR)
    school.delete(*(each["id"] for each in held["persons"] if each.get("enrolments")))
    with pytest.raises(Unusable, match=r"import\.none"):
        ask(connection)
    assert places(connection.authority, connection.source) == before
    accepted = Options(accept_drop=True)
    pull(connection=connection, options=accepted, whole=True)
    assert places(connection.authority, connection.source) == {}


# ── What a server lacks ──────────────────────────────────────────────────────────────


def test_without_a_clock_it_is_asked_from_when_it_was_first_asked(
    connection: Connection, school: SchoolServer
) -> None:
    school.switch(faults.clock_off(None))
    school.switch(faults.slow(0.5), on="/persons", times=1)
    ask(connection)
    with wall.as_job(connection.authority_id, "test"):
        (done,) = Pull.objects.of(connection)
    assert done.asked_at
    assert done.finished_at
    first_asked = done.started_at + timedelta(seconds=0.4)
    assert done.started_at <= done.asked_at < first_asked < done.finished_at


@pytest.mark.parametrize("status", [400, 403, 422])
def test_a_gateway_that_lets_no_look_up_by(
    connection: Connection, school: SchoolServer, held: Held, status: int
) -> None:
    for path in ("/persons", "/syllabuses", "/activities"):
        school.switch(faults.status(status), on=f"{path}/lookup")
    ask(connection)
    pupil = a_pupil(held)
    school.move_clock(HOUR)
    ended = [{**each, "endDate": "2026-03-13"} for each in pupil["enrolments"]]
    school.change(pupil["id"], enrolments=ended)
    ask(connection)
    now = places(connection.authority, connection.source)[number_of(pupil)]
    assert {str(fact.last_on) for fact in now} == {"2026-03-13"}
