"""Attendance that is not understood, not there, or of nobody that is known."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from fullfolj.access.actions.authorities import provide_schools
from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.undo import undo
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.exchange.imports.report import as_text
from fullfolj.exchange.ss12000.models import Connection
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.attending import (
    ASKED,
    KEPT,
    counted,
    known,
    lessons,
    one,
    pulled,
)
from fullfolj.exchange.ss12000.tests.conftest import MONDAYS
from fullfolj.exchange.ss12000.tests.region import Held
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.schooling.prevention import AttendanceSum, Grade

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]
LOOKUPS = ("/activities/lookup", "/syllabuses/lookup")


def test_a_day_that_is_told_as_the_instant_it_begins_is_the_day(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    (grade, *_) = held["grades"]
    day = date.fromisoformat(grade["registeredDate"])
    begins = f"{day - timedelta(days=1)}T23:00:00Z"
    school.switch(faults.said("registeredDate", begins), on="/grades")
    sunday = f"{MONDAYS[1] - timedelta(days=1)}T23:00:00Z"
    weeks = school.switch(faults.said("startDate", sunday), on="/aggregatedAttendance")
    report = pulled(own_schools)
    assert {each.decided_on for each in known(cast, Grade)} == {day}
    assert weeks.happened
    assert {each.first_on for each in known(cast, AttendanceSum)} == {MONDAYS[1]}
    assert counted(report, "attendance")["refused"], "those of the other weeks"


@pytest.mark.parametrize("path", ["/grades", "/absences", "/attendances"])
@pytest.mark.parametrize("status", [400, 422])
def test_all_is_asked_for_where_one_cannot_ask_for_changes(
    *,
    cast: Cast,
    own_schools: Connection,
    school: SchoolServer,
    held: Held,
    path: str,
    status: int,
) -> None:
    pulled(own_schools)
    before = [known(cast, model) for model in KEPT]
    school.switch(faults.status(status, needs="meta.modified.after"), on=path)
    report = pulled(own_schools)
    told = {"/grades": "grades", "/absences": "absences", "/attendances": "lessons"}
    assert counted(report, told[path]).keys() == {"unchanged"}
    assert [known(cast, model) for model in KEPT] == before
    school.move_clock(timedelta(hours=1))
    grade = held["grades"][0]
    new = "A" if grade["gradeValue"] != "A" else "B"
    school.change(grade["id"], gradeValue=new)
    assert counted(pulled(own_schools), "grades")["changed"] == 1


def test_deletions_are_asked_for_as_far_back_as_the_server_knows(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
    before = lessons(cast)
    school.move_clock(timedelta(hours=1))
    school.delete(held["attendances"][0]["id"])
    school.switch(faults.status(400), on="/deletedEntities", times=1)
    pulled(own_schools, whole=True)
    assert len(lessons(cast)) == len(before) - 1
    school.switch(faults.status(400), on="/deletedEntities")
    pulled(own_schools, whole=True)
    assert len(lessons(cast)) == len(before) - 1


def test_a_value_that_is_not_understood_is_refused_by_row(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
    grade, seen, absence = (
        held[kind][0]["id"] for kind in ("grades", "attendances", "absences")
    )
    odd = (
        ("/grades", "gradeValue", "MVG", grade),
        ("/attendances", "validAbsenceMinutes", -5, seen),
        ("/absences", "type", "Strejk", absence),
    )
    for path, field, value, only in odd:
        school.switch(faults.said(field, value, only={only}), on=path)
    report = pulled(own_schools, whole=True)
    told = {(r.file, r.line, r.field, r.reason) for r in report.refusals}
    assert {
        ("/grades#grades", 1, "gradeValue", "code.unknown"),
        ("/absences#absences", 1, "type", "code.unknown"),
        ("/attendances#lessons", 1, "validAbsenceMinutes", "value.unfit"),
    } <= told
    for table in ("grades", "absences", "lessons"):
        assert counted(report, table)["refused"] == 1
        assert "gone" not in counted(report, table), "what was known still is"
    assert len(known(cast, Grade)) == len(held["grades"])
    assert all(as_text(report, language) for language in ("sv", "en"))


def test_minutes_that_are_more_than_the_lesson_are_refused(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    away = one(held, invalidAbsenceMinutes=80)
    school.change(away["id"], invalidAbsenceMinutes=200)
    report = pulled(own_schools)
    (told,) = [r for r in report.refusals if r.file == "/attendances#lessons"]
    assert (told.field, told.reason) == ("invalidAbsenceMinutes", "value.unfit")
    assert counted(report, "lessons")["refused"] == 1
    assert counted(report, "lessons")["new"] == len(held["attendances"]) - 1


def test_a_time_that_says_of_no_time_zone_is_not_guessed(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    event = held["calendarEvents"][0]["id"]
    naive = faults.said("startTime", "2026-03-02T08:00:00", only={event})
    school.switch(naive, on="/calendarEvents")
    report = pulled(own_schools)
    (told,) = [r for r in report.refusals if r.file == "/calendarEvents#lessons"]
    assert (told.line, told.field, told.reason) == (1, "startTime", "instant.shape")
    left = [a for a in held["attendances"] if a["calendarEvent"]["id"] != event]
    assert counted(report, "lessons") == {"new": len(left)}
    assert len(lessons(cast)) == len(left) < len(held["attendances"])


@pytest.mark.parametrize("missing", [*ASKED, "/calendarEvents"])
def test_of_what_a_server_lacks_nothing_known_is_lost(
    cast: Cast, own_schools: Connection, school: SchoolServer, missing: str
) -> None:
    pulled(own_schools)
    before = lessons(cast), *(known(cast, model) for model in KEPT)
    school.switch(faults.status(404), on=missing)
    report = pulled(own_schools, whole=True)
    told = {"absences", "grades", "attendance", "lessons"}
    assert len(told & report.besides.keys()) == 3
    assert (lessons(cast), *(known(cast, model) for model in KEPT)) == before


def test_without_activities_a_lesson_has_neither_course_nor_school(
    cast: Cast, own_schools: Connection, school: SchoolServer
) -> None:
    school.switch(faults.status(501), on="/activities")
    pulled(own_schools)
    found = lessons(cast)
    assert len(found) > 0
    assert {(r["course"], r["school_unit_code"]) for r in found.values()} == {("", "")}


def test_without_syllabuses_a_grade_has_no_course_and_a_lesson_the_activitys_name(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    school.switch(faults.status(501), on="/syllabuses")
    pulled(own_schools)
    grades = known(cast, Grade)
    assert len(grades) == len(held["grades"])
    assert {(g.course_code, g.points) for g in grades} == {("", None)}
    names = {each["displayName"] for each in held["activities"]}
    assert {row["course"] for row in lessons(cast).values()} == names


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("paths", [LOOKUPS, LOOKUPS[:1], LOOKUPS[1:]])
def test_where_one_cannot_look_up_the_list_is_read(
    *,
    cast: Cast,
    own_schools: Connection,
    school: SchoolServer,
    held: Held,
    paths: tuple[str, ...],
    status: int,
) -> None:
    for path in paths:
        school.switch(faults.status(status), on=path)
    pulled(own_schools)
    courses = {each["courseCode"] for each in held["syllabuses"][:2]}
    before = lessons(cast)
    assert {r["course"] for r in before.values()} == courses
    pulled(own_schools, whole=True)
    assert lessons(cast) == before


def test_who_is_not_known_is_counted_and_not_kept(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    stranger = held["attendances"][0]["student"]["id"]
    school.delete(stranger)
    report = pulled(own_schools)
    for table, kind in (("lessons", "attendances"), ("grades", "grades")):
        theirs = [e for e in held[kind] if e["student"]["id"] == stranger]
        assert counted(report, table)["unknown"] == len(theirs) > 0


def test_an_activity_without_an_id_is_nobodys(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    only = {held["activities"][0]["id"]}
    nameless = replace(faults.without("id", only=only), is_wrong=True)
    school.switch(nameless, on="/activities/lookup")
    pulled(own_schools)
    assert "" in {row["course"] for row in lessons(cast).values()}


def test_a_broken_answer_leaves_all_as_it_was(
    cast: Cast, own_schools: Connection, school: SchoolServer
) -> None:
    pulled(own_schools)
    before, grades = lessons(cast), known(cast, Grade)
    school.switch(faults.status(400), on="/grades")
    with pytest.raises(Unusable):
        pulled(own_schools, whole=True)
    assert lessons(cast) == before
    assert known(cast, Grade) == grades


def test_an_undone_pull_is_forgotten_and_told_again(
    cast: Cast, connection: Connection, held: Held, settings: Any
) -> None:
    pulled(connection)
    provide_schools(authority=cast.berg, provides=True)
    report = pulled(connection, whole=True)
    with cast.asking(cast.anna):
        undo(run=ImportRun.objects.get(pk=report.run), by=cast.anna)
    assert lessons(cast) == {}
    assert known(cast, Grade) == known(cast, AttendanceSum) == []
    again = pulled(connection)
    assert counted(again, "lessons") == {"new": len(held["attendances"])}
    assert len(lessons(cast)) == len(held["attendances"])
    assert len(known(cast, Grade)) == len(held["grades"])
    assert list(Path(settings.LESSONS).rglob("*.part")) == []
