"""Attendance, absence and grades pulled from a school provider's own system."""

from datetime import date, datetime, timedelta

import pytest

from fullfolj.access import wall
from fullfolj.config.cast import Cast
from fullfolj.exchange.imports.report import as_text
from fullfolj.exchange.ss12000 import lessons as module
from fullfolj.exchange.ss12000 import rows
from fullfolj.exchange.ss12000.models import Connection
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.attending import (
    ASKED,
    KEPT,
    counted,
    known,
    lesson,
    lessons,
    one,
    pulled,
    who,
)
from fullfolj.exchange.ss12000.tests.region import Held
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.schooling.models import SchoolUnit
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]


# ── Who may be asked about ───────────────────────────────────────────────────────────


def test_who_is_no_provider_asks_for_nothing_of_it(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    report = pulled(connection)
    school.move_clock(timedelta(hours=1))
    pulled(connection)
    paths = {asked.path for asked in school.asked}
    assert not paths & {*ASKED, "/calendarEvents", "/activities"}
    (deletions,) = [q for q in school.asked if q.path == "/deletedEntities"]
    assert not {"Attendance", "Absence", "Grade"} & {*deletions.asked["entities"]}
    assert not {"lessons", "attendance", "absences", "grades"} & report.besides.keys()
    for model in KEPT:
        assert known(cast, model) == []


# ── Whole ────────────────────────────────────────────────────────────────────────────


def test_a_whole_pull_keeps_what_the_school_says(
    cast: Cast, own_schools: Connection, held: Held
) -> None:
    report = pulled(own_schools)
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
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
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
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
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
    again = pulled(own_schools, whole=True)
    assert counted(again, "attendance") == {"unchanged": len(sums)}


def test_an_activity_that_is_called_something_else_is_summed_once(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
    before = known(cast, AttendanceSum)
    for activity in held["activities"]:
        school.change(activity["id"], displayName="Nytt namn")
    report = pulled(own_schools)
    assert counted(report, "attendance") == {"changed": len(before)}
    sums = known(cast, AttendanceSum)
    assert {s.activity for s in sums} == {"Nytt namn"}
    assert len(sums) == len(before)


def test_what_a_sum_leaves_out_is_unknown(
    cast: Cast, own_schools: Connection, school: SchoolServer
) -> None:
    school.switch(faults.without("invalidAbsenceSum"), on="/aggregatedAttendance")
    pulled(own_schools)
    sums = known(cast, AttendanceSum)
    assert {s.invalid_absence for s in sums} == {None}
    assert any(s.valid_absence == 0 for s in sums)


def test_the_same_again_changes_nothing(
    cast: Cast, own_schools: Connection, held: Held
) -> None:
    pulled(own_schools)
    before = lessons(cast)
    again = pulled(own_schools, whole=True)
    for table in ("lessons", "absences", "grades", "attendance"):
        assert counted(again, table).keys() == {"unchanged"}
    assert lessons(cast) == before


def test_lessons_before_the_school_year_and_to_come_are_passed_over(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    events = held["calendarEvents"]
    for event, day in ((events[0], "2025-06-30"), (events[1], "2026-03-17")):
        times = {"startTime": f"{day}T08:00:00+01:00", "endTime": f"{day}T09:20:00Z"}
        school.change(event["id"], **times)
    left = {event["id"] for event in events[2:]}
    report = pulled(own_schools)
    kept = [a for a in held["attendances"] if a["calendarEvent"]["id"] in left]
    assert counted(report, "lessons") == {"new": len(kept)}
    assert len(kept) < len(held["attendances"])


def test_a_lesson_that_was_called_off_was_missed_by_nobody(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    away = one(held, invalidAbsenceMinutes=80)
    pulled(own_schools)
    school.change(away["calendarEvent"]["id"], cancelled=True)
    pulled(own_schools, whole=True)
    kept = lesson(cast, school, away)
    assert (kept["minutes"], kept["absent_minutes"]) == (0, 0)


def test_a_lesson_is_as_long_as_pupils_are_taught(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    late = one(held, attendanceMinutes=60)
    school.change(late["calendarEvent"]["id"], teachingLengthStudent=75)
    pulled(own_schools)
    kept = lesson(cast, school, late)
    assert (kept["minutes"], kept["absent_minutes"]) == (75, 20)


def test_more_rows_than_memory_has_room_for(
    cast: Cast, own_schools: Connection, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "IN_MEMORY", 100)
    monkeypatch.setattr(module, "AT_ONCE", 7)
    report = pulled(own_schools)
    assert counted(report, "lessons") == {"new": len(held["attendances"])}
    assert sum(s.present for s in known(cast, AttendanceSum)) == sum(
        each.get("attendanceMinutes", 0) for each in held["attendances"]
    )


# ── Changes ──────────────────────────────────────────────────────────────────────────


def test_a_report_that_comes_later_and_its_correction_count(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
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
        report = pulled(own_schools)
        assert counted(report, "lessons")["new"] == 1
        (question,) = [q for q in school.asked[asked:] if q.path == "/attendances"]
        assert "meta.modified.after" in question.asked
        assert lesson(cast, school, late)["absent_minutes"] == absent
    school.move_clock(timedelta(hours=3))
    school.change(late["id"], isReported=False, reportedTimestamp=None)
    pulled(own_schools)
    assert lesson(cast, school, late)["absent_minutes"] is None


def test_a_lesson_of_long_ago_in_the_year_is_found_when_it_is_corrected(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    away = one(held, invalidAbsenceMinutes=80)
    autumn = {
        "startTime": "2025-09-01T08:00:00+02:00",
        "endTime": "2025-09-01T09:20:00+02:00",
    }
    school.change(away["calendarEvent"]["id"], **autumn)
    pulled(own_schools)
    school.move_clock(timedelta(hours=1))
    school.change(away["id"], invalidAbsenceMinutes=10)
    report = pulled(own_schools)
    assert counted(report, "lessons")["new"] == 1
    assert lesson(cast, school, away)["absent_minutes"] == 10


def test_grades_and_absence_are_corrected(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
    grade, absence = held["grades"][0], held["absences"][0]
    school.move_clock(timedelta(hours=1))
    new = "A" if grade["gradeValue"] != "A" else "B"
    school.change(grade["id"], gradeValue=new, correctionType="Rättelse")
    school.change(absence["id"], endTime=absence["startTime"])
    report = pulled(own_schools)
    assert counted(report, "grades") == {"changed": 1}
    assert counted(report, "absences") == {"changed": 1}
    (kept,) = [g for g in known(cast, Grade) if str(g.source_id) == grade["id"]]
    assert kept.grade == new
    assert len(known(cast, Grade)) == len(held["grades"])


def test_what_is_deleted_there_is_taken_back_here(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
    before = lessons(cast)
    school.move_clock(timedelta(hours=1))
    for kind in ("attendances", "absences", "grades"):
        school.delete(held[kind][0]["id"])
    report = pulled(own_schools)
    for table in ("lessons", "absences", "grades"):
        assert counted(report, table) == {"gone": 1}
    assert len(lessons(cast)) == len(before) - 1
    assert len(known(cast, Grade)) == len(held["grades"]) - 1


def test_what_a_whole_pull_does_not_name_again_is_gone(
    cast: Cast, own_schools: Connection, school: SchoolServer, held: Held
) -> None:
    pulled(own_schools)
    before = lessons(cast)
    school.delete(held["grades"][0]["id"], held["attendances"][0]["id"])
    report = pulled(own_schools, whole=True)
    for table in ("grades", "lessons"):
        assert counted(report, table)["gone"] == 1
    assert len(lessons(cast)) == len(before) - 1
    again = pulled(own_schools, whole=True)
    assert "gone" not in counted(again, "lessons")
