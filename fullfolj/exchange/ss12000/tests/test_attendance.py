"""Attendance, absence and grades pulled from a school provider's own system."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fullfolj.access import wall
from fullfolj.access.actions.authorities import provide_schools
from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.run import Options
from fullfolj.exchange.imports.actions.undo import undo
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.exchange.imports.report import Report, as_text
from fullfolj.exchange.ss12000 import lessons as module
from fullfolj.exchange.ss12000 import rows, secrets
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import TOKEN, Connection, SourceKey
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.conftest import MONDAYS, TODAY
from fullfolj.exchange.ss12000.tests.region import Held, Json
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.schooling import lesson_files
from fullfolj.schooling.models import SchoolUnit
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = ("/attendances", "/aggregatedAttendance", "/absences", "/grades")
KEPT = (AbsenceReport, Grade, AttendanceSum)
LATER = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TODAY)


@pytest.fixture
def apart(cast: Cast, school: SchoolServer) -> Connection:
    """The schools of an authority that is no provider."""
    with cast.asking(cast.anna):
        return Connection.objects.create(
            authority=cast.berg,
            name="Bergs skolor",
            url=school.url,
            sign_in=TOKEN,
            secret=secrets.seal(school.token),
        )


@pytest.fixture
def connection(cast: Cast, apart: Connection) -> Connection:
    """The authority's own schools."""
    provide_schools(authority=cast.berg, provides=True)
    return apart


def pulled(connection: Connection, *, whole: bool = False) -> Report:
    return pull(connection=connection, options=Options(), whole=whole)


def counted(report: Report, table: str) -> dict[str, int]:
    return {name: n for name, n in report.besides[table].items() if n}


def who(cast: Cast, pupil: str) -> UUID:
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        found: UUID = SourceKey.objects.get(key=pupil).person_id
        return found


def lessons(cast: Cast) -> dict[str, dict[str, Any]]:
    """The lessons that are known, by person, when they began and in what."""
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        persons = list(SourceKey.objects.values_list("person_id", flat=True))
        table = lesson_files.lessons(
            authority_id=cast.berg.pk,
            persons=persons,
            since=date(2025, 7, 1),
            until=TODAY,
            as_of=LATER,
        )
    return {
        f"{UUID(bytes=row['person'])} {row['lesson_start']} {row['course']}": row
        for row in table.to_pylist()
    }


def lesson(cast: Cast, school: SchoolServer, seen: Json) -> dict[str, Any]:
    """What is known of an attendance of the server's."""
    event = school.one(seen["calendarEvent"]["id"])
    activity = school.one(event["activity"]["id"])
    course = school.one(activity["syllabus"]["id"])["courseCode"]
    starts = datetime.fromisoformat(event["startTime"]).astimezone(UTC)
    return lessons(cast)[f"{who(cast, seen['student']['id'])} {starts} {course}"]


def one(held: Held, **like: Any) -> Json:
    """The first attendance that is so."""
    return next(a for a in held["attendances"] if like.items() <= a.items())


def known(cast: Cast, model: Any) -> list[Any]:
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        return list(model.objects.known_now())


# ── Who may be asked about ───────────────────────────────────────────────────────────


def test_who_is_no_provider_asks_for_nothing_of_it(
    cast: Cast, apart: Connection, school: SchoolServer
) -> None:
    report = pulled(apart)
    school.move_clock(timedelta(hours=1))
    pulled(apart)
    paths = {asked.path for asked in school.asked}
    assert not paths & {*ASKED, "/calendarEvents", "/activities"}
    (deletions,) = [q for q in school.asked if q.path == "/deletedEntities"]
    assert not {"Attendance", "Absence", "Grade"} & {*deletions.asked["entities"]}
    assert not {"lessons", "attendance", "absences", "grades"} & report.besides.keys()
    for model in KEPT:
        assert known(cast, model) == []


# ── Whole ────────────────────────────────────────────────────────────────────────────


def test_a_whole_pull_keeps_what_the_school_says(
    cast: Cast, connection: Connection, held: Held
) -> None:
    report = pulled(connection)
    assert counted(report, "lessons") == {"new": len(held["attendances"])}
    assert counted(report, "absences") == {"new": len(held["absences"])}
    assert counted(report, "grades") == {"new": len(held["grades"])}
    assert len(lessons(cast)) == len(held["attendances"])
    assert any("lektioner" in line for line in as_text(report, "sv"))
    unit_of = {each["id"]: each for each in held["organisations"]}
    grades = {str(g.source_id): g for g in known(cast, Grade)}
    courses = {each["id"]: each for each in held["syllabuses"]}
    with wall.as_job(cast.berg.pk, "test"):
        units = dict(SchoolUnit.objects.values_list("pk", "name"))
    for said in held["grades"]:
        course, kept = courses[said["syllabus"]["id"]], grades[said["id"]]
        assert (kept.grade, kept.course_code, kept.points) == (
            *(said["gradeValue"], course["courseCode"]),
            course["points"],
        )
        assert kept.person_id == who(cast, said["student"]["id"])
        organisation = unit_of[said["organisation"]["id"]]
        assert units[kept.school_unit_id] == organisation["displayName"]
        assert kept.is_final
        assert str(kept.decided_on) == said["registeredDate"]
    kinds = {"Anmäld frånvaro": "reported", "Beviljad ledighet": "leave"}
    absences = {str(a.source_id): a for a in known(cast, AbsenceReport)}
    for said in held["absences"]:
        kept = absences[said["id"]]
        assert kept.kind == kinds[said["type"]]
        assert kept.ends_at == datetime.fromisoformat(said["endTime"])


def test_a_lesson_is_as_reported_and_one_that_nobody_reported_is_unknown(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    found = {
        name: lesson(cast, school, one(held, **like))
        for name, like in (
            ("there", {"attendanceMinutes": 80}),
            ("late", {"attendanceMinutes": 60}),
            ("away", {"invalidAbsenceMinutes": 80}),
            ("excused", {"validAbsenceMinutes": 80}),
            ("unreported", {"isReported": False}),
        )
    }
    minutes = {n: (r["absent_minutes"], r["excused_minutes"]) for n, r in found.items()}
    assert minutes == {
        "there": (0, 0),
        "late": (20, 0),
        "away": (80, 0),
        "excused": (80, 80),
        "unreported": (None, None),
    }
    away = one(held, invalidAbsenceMinutes=80)
    event = school.one(away["calendarEvent"]["id"])
    activity = school.one(event["activity"]["id"])
    unit = school.one(activity["organisation"]["id"])
    course = school.one(activity["syllabus"]["id"])
    kept = found["away"]
    assert kept["school_unit_code"] == unit.get("schoolUnitCode", "")
    assert (kept["course"], kept["minutes"]) == (course["courseCode"], 80)


def test_sums_are_of_weeks_as_the_school_summed_them(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    sums = known(cast, AttendanceSum)
    assert {(s.first_on, s.last_on) for s in sums} == {
        (monday, monday + timedelta(days=6))
        for monday in (date(2026, 3, 2), date(2026, 3, 9))
    }
    for names in (
        ("present", "attendanceMinutes"),
        ("valid_absence", "validAbsenceMinutes"),
        ("invalid_absence", "invalidAbsenceMinutes"),
    ):
        ours, theirs = names
        assert sum(getattr(s, ours) for s in sums) == sum(
            each.get(theirs, 0) for each in held["attendances"]
        )
    assert {s.course_code for s in sums} == {
        each["courseCode"] for each in held["syllabuses"][:2]
    }
    weeks = [q.asked for q in school.asked if q.path == "/aggregatedAttendance"]
    assert (len(weeks), weeks[-1]["startDate"]) == (7, ["2026-03-16"])
    again = pulled(connection, whole=True)
    assert counted(again, "attendance") == {"unchanged": len(sums)}


def test_an_activity_that_is_called_something_else_is_summed_once(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    before = known(cast, AttendanceSum)
    for activity in held["activities"]:
        school.change(activity["id"], displayName="Nytt namn")
    report = pulled(connection)
    assert counted(report, "attendance") == {"changed": len(before)}
    sums = known(cast, AttendanceSum)
    assert {s.activity for s in sums} == {"Nytt namn"}
    assert len(sums) == len(before)


def test_what_a_sum_leaves_out_is_unknown(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    school.switch(faults.without("invalidAbsenceSum"), on="/aggregatedAttendance")
    pulled(connection)
    sums = known(cast, AttendanceSum)
    assert {s.invalid_absence for s in sums} == {None}
    assert any(s.valid_absence == 0 for s in sums)


def test_the_same_again_changes_nothing(
    cast: Cast, connection: Connection, held: Held
) -> None:
    pulled(connection)
    before = lessons(cast)
    again = pulled(connection, whole=True)
    for table in ("lessons", "absences", "grades", "attendance"):
        assert counted(again, table).keys() == {"unchanged"}
    assert lessons(cast) == before


def test_lessons_before_the_school_year_and_to_come_are_passed_over(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    events = held["calendarEvents"]
    for event, day in ((events[0], "2025-06-30"), (events[1], "2026-03-17")):
        times = {"startTime": f"{day}T08:00:00+01:00", "endTime": f"{day}T09:20:00Z"}
        school.change(event["id"], **times)
    left = {event["id"] for event in events[2:]}
    report = pulled(connection)
    kept = [a for a in held["attendances"] if a["calendarEvent"]["id"] in left]
    assert counted(report, "lessons") == {"new": len(kept)}
    assert len(kept) < len(held["attendances"])


def test_a_lesson_that_was_called_off_was_missed_by_nobody(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    away = one(held, invalidAbsenceMinutes=80)
    pulled(connection)
    school.change(away["calendarEvent"]["id"], cancelled=True)
    pulled(connection, whole=True)
    kept = lesson(cast, school, away)
    assert (kept["minutes"], kept["absent_minutes"]) == (0, 0)


def test_a_lesson_is_as_long_as_pupils_are_taught(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    late = one(held, attendanceMinutes=60)
    school.change(late["calendarEvent"]["id"], teachingLengthStudent=75)
    pulled(connection)
    kept = lesson(cast, school, late)
    assert (kept["minutes"], kept["absent_minutes"]) == (75, 20)


def test_more_rows_than_memory_has_room_for(
    cast: Cast, connection: Connection, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "IN_MEMORY", 100)
    monkeypatch.setattr(module, "AT_ONCE", 7)
    report = pulled(connection)
    assert counted(report, "lessons") == {"new": len(held["attendances"])}
    assert sum(s.present for s in known(cast, AttendanceSum)) == sum(
        each.get("attendanceMinutes", 0) for each in held["attendances"]
    )


# ── Changes ──────────────────────────────────────────────────────────────────────────


def test_a_report_that_comes_later_and_its_correction_count(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    late = one(held, isReported=False)
    for hours, absent in ((1, 80), (2, 0)):
        school.move_clock(timedelta(hours=hours))
        school.change(
            late["id"],
            isReported=True,
            attendanceMinutes=80 - absent,
            invalidAbsenceMinutes=absent,
            reportedTimestamp=f"2026-03-16T1{hours}:00:00+01:00",
        )
        asked = len(school.asked)
        report = pulled(connection)
        assert counted(report, "lessons")["new"] == 1
        (question,) = [q for q in school.asked[asked:] if q.path == "/attendances"]
        assert "meta.modified.after" in question.asked
        assert lesson(cast, school, late)["absent_minutes"] == absent
    school.move_clock(timedelta(hours=3))
    school.change(late["id"], isReported=False, reportedTimestamp=None)
    pulled(connection)
    assert lesson(cast, school, late)["absent_minutes"] is None


def test_a_lesson_of_long_ago_in_the_year_is_found_when_it_is_corrected(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    away = one(held, invalidAbsenceMinutes=80)
    autumn = {
        "startTime": "2025-09-01T08:00:00+02:00",
        "endTime": "2025-09-01T09:20:00+02:00",
    }
    school.change(away["calendarEvent"]["id"], **autumn)
    pulled(connection)
    school.move_clock(timedelta(hours=1))
    school.change(away["id"], invalidAbsenceMinutes=10)
    report = pulled(connection)
    assert counted(report, "lessons")["new"] == 1
    assert lesson(cast, school, away)["absent_minutes"] == 10


def test_grades_and_absence_are_corrected(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    grade, absence = held["grades"][0], held["absences"][0]
    school.move_clock(timedelta(hours=1))
    new = "A" if grade["gradeValue"] != "A" else "B"
    school.change(grade["id"], gradeValue=new, correctionType="Rättelse")
    school.change(absence["id"], endTime=absence["startTime"])
    report = pulled(connection)
    assert counted(report, "grades") == {"changed": 1}
    assert counted(report, "absences") == {"changed": 1}
    (kept,) = [g for g in known(cast, Grade) if str(g.source_id) == grade["id"]]
    assert kept.grade == new
    assert len(known(cast, Grade)) == len(held["grades"])


def test_a_day_that_is_told_as_an_instant_is_the_day_here(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    grade = held["grades"][0]["id"]
    midnight = faults.said("registeredDate", "2026-01-08T23:00:00Z", only={grade})
    school.switch(midnight, on="/grades")
    monday = faults.said("startDate", "2026-03-01T23:00:00Z")
    school.switch(monday, on="/aggregatedAttendance", after=4, times=1)
    report = pulled(connection)
    (kept,) = [g for g in known(cast, Grade) if str(g.source_id) == grade]
    assert kept.decided_on == date(2026, 1, 9)
    assert not [r for r in report.refusals if r.field == "startDate"]


def test_what_is_deleted_there_is_taken_back_here(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    before = lessons(cast)
    school.move_clock(timedelta(hours=1))
    for kind in ("attendances", "absences", "grades"):
        school.delete(held[kind][0]["id"])
    report = pulled(connection)
    for table in ("lessons", "absences", "grades"):
        assert counted(report, table) == {"gone": 1}
    assert len(lessons(cast)) == len(before) - 1
    assert len(known(cast, Grade)) == len(held["grades"]) - 1


def test_what_a_whole_pull_does_not_name_again_is_gone(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    before = lessons(cast)
    school.delete(held["grades"][0]["id"], held["attendances"][0]["id"])
    report = pulled(connection, whole=True)
    for table in ("grades", "lessons"):
        assert counted(report, table)["gone"] == 1
    assert len(lessons(cast)) == len(before) - 1
    again = pulled(connection, whole=True)
    assert "gone" not in counted(again, "lessons")


# ── Not understood, not there, not known ─────────────────────────────────────────────


def test_a_day_that_is_told_as_the_instant_it_begins_is_the_day(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    (grade, *_) = held["grades"]
    day = date.fromisoformat(grade["registeredDate"])
    begins = f"{day - timedelta(days=1)}T23:00:00Z"
    school.switch(faults.said("registeredDate", begins), on="/grades")
    sunday = f"{MONDAYS[1] - timedelta(days=1)}T23:00:00Z"
    weeks = school.switch(faults.said("startDate", sunday), on="/aggregatedAttendance")
    report = pulled(connection)
    assert {each.decided_on for each in known(cast, Grade)} == {day}
    assert weeks.happened
    assert {each.first_on for each in known(cast, AttendanceSum)} == {MONDAYS[1]}
    assert counted(report, "attendance")["refused"], "those of the other weeks"


@pytest.mark.parametrize("path", ["/grades", "/absences", "/attendances"])
@pytest.mark.parametrize("status", [400, 422])
def test_all_is_asked_for_where_one_cannot_ask_for_changes(
    cast: Cast, connection: Connection, school: SchoolServer, *, path: str, status: int
) -> None:
    pulled(connection)
    before = [known(cast, model) for model in KEPT]
    school.switch(faults.status(status, needs="meta.modified.after"), on=path)
    report = pulled(connection)
    told = {"/grades": "grades", "/absences": "absences", "/attendances": "lessons"}
    assert counted(report, told[path]).keys() == {"unchanged"}
    assert [known(cast, model) for model in KEPT] == before


def test_deletions_are_asked_for_as_far_back_as_the_server_knows(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
    before = lessons(cast)
    school.move_clock(timedelta(hours=1))
    school.delete(held["attendances"][0]["id"])
    school.switch(faults.status(400), on="/deletedEntities", times=1)
    pulled(connection, whole=True)
    assert len(lessons(cast)) == len(before) - 1
    school.switch(faults.status(400), on="/deletedEntities")
    pulled(connection, whole=True)
    assert len(lessons(cast)) == len(before) - 1


def test_a_value_that_is_not_understood_is_refused_by_row(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(connection)
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
    report = pulled(connection, whole=True)
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
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    away = one(held, invalidAbsenceMinutes=80)
    school.change(away["id"], invalidAbsenceMinutes=200)
    report = pulled(connection)
    (told,) = [r for r in report.refusals if r.file == "/attendances#lessons"]
    assert (told.field, told.reason) == ("invalidAbsenceMinutes", "value.unfit")
    assert counted(report, "lessons")["refused"] == 1
    assert counted(report, "lessons")["new"] == len(held["attendances"]) - 1


def test_a_time_that_says_of_no_time_zone_is_not_guessed(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    event = held["calendarEvents"][0]["id"]
    naive = faults.said("startTime", "2026-03-02T08:00:00", only={event})
    school.switch(naive, on="/calendarEvents")
    report = pulled(connection)
    (told,) = [r for r in report.refusals if r.file == "/calendarEvents#lessons"]
    assert (told.line, told.field, told.reason) == (1, "startTime", "instant.shape")
    left = [a for a in held["attendances"] if a["calendarEvent"]["id"] != event]
    assert counted(report, "lessons") == {"new": len(left)}
    assert len(lessons(cast)) == len(left) < len(held["attendances"])


@pytest.mark.parametrize("missing", [*ASKED, "/calendarEvents"])
def test_of_what_a_server_lacks_nothing_known_is_lost(
    cast: Cast, connection: Connection, school: SchoolServer, missing: str
) -> None:
    pulled(connection)
    before = lessons(cast), *(known(cast, model) for model in KEPT)
    school.switch(faults.status(404), on=missing)
    report = pulled(connection, whole=True)
    told = {"absences", "grades", "attendance", "lessons"}
    assert len(told & report.besides.keys()) == 3
    assert (lessons(cast), *(known(cast, model) for model in KEPT)) == before


def test_without_activities_a_lesson_has_neither_course_nor_school(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    school.switch(faults.status(501), on="/activities")
    pulled(connection)
    found = lessons(cast)
    assert len(found) > 0
    assert {(r["course"], r["school_unit_code"]) for r in found.values()} == {("", "")}


def test_without_syllabuses_a_grade_has_no_course_and_a_lesson_the_activitys_name(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    school.switch(faults.status(501), on="/syllabuses")
    pulled(connection)
    grades = known(cast, Grade)
    assert len(grades) == len(held["grades"])
    assert {(g.course_code, g.points) for g in grades} == {("", None)}
    names = {each["displayName"] for each in held["activities"]}
    assert {row["course"] for row in lessons(cast).values()} == names


def test_where_one_cannot_look_up_the_list_is_read(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    for path in ("/activities/lookup", "/syllabuses/lookup"):
        school.switch(faults.status(404), on=path)
    pulled(connection)
    courses = {each["courseCode"] for each in held["syllabuses"][:2]}
    assert {r["course"] for r in lessons(cast).values()} == courses


def test_who_is_not_known_is_counted_and_not_kept(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    stranger = held["attendances"][0]["student"]["id"]
    school.delete(stranger)
    report = pulled(connection)
    for table, kind in (("lessons", "attendances"), ("grades", "grades")):
        theirs = [e for e in held[kind] if e["student"]["id"] == stranger]
        assert counted(report, table)["unknown"] == len(theirs) > 0


@pytest.mark.parametrize("path", ["/activities/lookup", "/syllabuses/lookup"])
def test_where_one_may_not_look_up_the_list_is_read(
    connection: Connection, school: SchoolServer, cast: Cast, path: str
) -> None:
    pulled(connection)
    before = lessons(cast)
    school.switch(faults.status(403), on=path)
    pulled(connection, whole=True)
    assert lessons(cast) == before


def test_an_activity_without_an_id_is_nobodys(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    only = {held["activities"][0]["id"]}
    nameless = replace(faults.without("id", only=only), is_wrong=True)
    school.switch(nameless, on="/activities/lookup")
    pulled(connection)
    assert "" in {row["course"] for row in lessons(cast).values()}


@pytest.mark.parametrize("path", ["/grades", "/absences", "/attendances"])
def test_where_one_cannot_ask_for_changes_all_is_asked_for(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held, *, path: str
) -> None:
    school.switch(faults.status(400, needs="meta.modified.after"), on=path)
    pulled(connection)
    school.move_clock(timedelta(hours=1))
    grade = held["grades"][0]
    new = "A" if grade["gradeValue"] != "A" else "B"
    school.change(grade["id"], gradeValue=new)
    report = pulled(connection)
    assert counted(report, "grades")["changed"] == 1


def test_a_broken_answer_leaves_all_as_it_was(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    pulled(connection)
    before, grades = lessons(cast), known(cast, Grade)
    school.switch(faults.status(400), on="/grades")
    with pytest.raises(Unusable):
        pulled(connection, whole=True)
    assert lessons(cast) == before
    assert known(cast, Grade) == grades


def test_an_undone_pull_is_forgotten_and_told_again(
    cast: Cast, apart: Connection, held: Held, settings: Any
) -> None:
    pulled(apart)
    provide_schools(authority=cast.berg, provides=True)
    report = pulled(apart, whole=True)
    with cast.asking(cast.anna):
        undo(run=ImportRun.objects.get(pk=report.run), by=cast.anna)
    assert lessons(cast) == {}
    assert known(cast, Grade) == known(cast, AttendanceSum) == []
    again = pulled(apart)
    assert counted(again, "lessons") == {"new": len(held["attendances"])}
    assert len(lessons(cast)) == len(held["attendances"])
    assert len(known(cast, Grade)) == len(held["grades"])
    assert list(Path(settings.LESSONS).rglob("*.part")) == []
