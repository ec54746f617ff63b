"""What a source tells of a pupil's schooling beyond enrolments, with inclusive days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme of courses, by the code that enrolments and study plans name.

    Attributes:
        kind: of `schooling.models.PROGRAMME_KINDS`.
    """

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentor:
    """Who is somebody's mentor, from when until when.

    Attributes:
        unit_id: our row of the school unit; None where the source names none.
    """

    name: str
    email: str = ""
    unit_id: UUID | None = None
    first_on: date
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course of a study plan. What a school writes about it is not taken."""

    code: str = ""
    name: str = ""
    points: int | None = None
    hours: int | None = None
    first_on: date | None = None
    last_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """What is known of it, for the database."""
        said = {name: getattr(self, name) for name in self.__slots__}
        days = {n: v.isoformat() for n, v in said.items() if isinstance(v, date)}
        return {n: v for n, v in (said | days).items() if v not in ("", None)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The course as the database keeps it."""
        days = {
            name: date.fromisoformat(kept[name])
            for name in ("first_on", "last_on")
            if name in kept
        }
        return cls(**{**kept, **days})


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseGroup:
    """Courses of a study plan under one heading."""

    title: str
    points: int | None = None
    courses: tuple[Course, ...] = ()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The group as the database keeps it."""
        courses = tuple(map(Course.from_json, kept["courses"]))
        return cls(**{**kept, "courses": courses})


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPlan:
    """What somebody is to study, from when until when.

    The school's notes are not taken: their free text may hold health.

    Attributes:
        programme_code: of the programme; empty where the source names none.
    """

    programme_code: str = ""
    first_on: date
    last_on: date | None = None
    groups: tuple[CourseGroup, ...] = ()
