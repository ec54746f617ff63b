"""Pupils of the tests, and what a school tells of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from fullfolj.access.actions import authorities
from fullfolj.config.cast import Cast
from fullfolj.schooling.prevention import REPORTED
from fullfolj.schooling.told_attendance import (
    Absence,
    Graded,
    Lesson,
    Origin,
    Summed,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MORNING = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)


def provider(cast: Cast) -> None:
    """Let Berg answer for schools of its own; Krokom does not."""
    authorities.provide_schools(authority=cast.berg, provides=True)


def origin(cast: Cast, *, run: UUID | None = None, hours: int = 0) -> Origin:
    return Origin(cast.berg, "school system", run, NOW + timedelta(hours=hours))


def absence(**more: Any) -> Absence:
    given: dict[str, Any] = {"kind": REPORTED, "starts_at": MORNING, "ends_at": NOW}
    return Absence(**given | more)


def graded(grade: str = "E", **more: Any) -> Graded:
    given: dict[str, Any] = {
        "is_final": grade != "F-warning",
        "decided_on": date(2026, 6, 10),
        "registered_at": MORNING,
        "course_code": "MATMAT01a",
        "points": 100,
    }
    return Graded(grade=grade, **given | more)


def summed(**more: Any) -> Summed:
    given: dict[str, Any] = {
        "first_on": date(2026, 10, 1),
        "last_on": date(2026, 10, 31),
        "activity": "Matematik 1a",
        "present": 400,
    }
    return Summed(**given | more)


def lesson(person: UUID, day: int = 0, **more: Any) -> Lesson:
    """A lesson in October of which the pupil missed nothing, unless it is said."""
    start = MORNING + timedelta(days=day)
    given: dict[str, Any] = {
        "school_unit_code": "12345678",
        "course": "MATMAT01a",
        "lesson_start": start,
        "minutes": 60,
        "absent_minutes": 0,
        "registered_at": start + timedelta(hours=2),
        "source_id": uuid4(),
    }
    return Lesson(person=person, **given | more)
