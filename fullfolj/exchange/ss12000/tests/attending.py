"""A pull of a school provider's own schools, and what is known of it afterwards."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fullfolj.access import wall
from fullfolj.config.cast import Cast
from fullfolj.exchange.imports.actions.run import Options
from fullfolj.exchange.imports.report import Report
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import Connection, SourceKey
from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.region import Held, Json
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.schooling import lesson_files
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade

LATER = datetime(2027, 6, 1, tzinfo=UTC)
ASKED = ("/attendances", "/aggregatedAttendance", "/absences", "/grades")
KEPT = (AbsenceReport, Grade, AttendanceSum)


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
