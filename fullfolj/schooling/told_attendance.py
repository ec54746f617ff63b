"""What a source says of pupils' attendance and grades, as the actions take it.

Plain facts, each of one pupil whose id stands beside it; see actions/attendance.py.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings

from fullfolj.access.models import Authority
from fullfolj.schooling import prevention
from fullfolj.schooling.prevention import (
    F_WARNING,
    LONGEST_CODE,
    LONGEST_NAME,
    MOST_MINUTES,
    MOST_POINTS,
)

Fact = TypeVar("Fact", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who told it, in which import, and from when we know it.

    Attributes:
        source: a name that stays the same for the same source.
        run: the import; None where there is none to undo.
    """

    authority: Authority
    source: str
    run: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Announced absence; `kind` is of `prevention.ABSENCES`."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    source_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A grade of `prevention.GRADES`; a warning is never final."""

    grade: str
    is_final: bool
    decided_on: date
    registered_at: datetime
    course_code: str = ""
    course_name: str = ""
    points: int | None = None
    school_unit_id: UUID | None = None
    source_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Minutes in one activity, `last_on` inclusive; None is what was left out."""

    first_on: date
    last_on: date
    activity_id: UUID | None = None
    activity: str = ""
    course_code: str = ""
    present: int | None = None
    valid_absence: int | None = None
    invalid_absence: int | None = None
    other: int | None = None
    reported: int | None = None
    offered: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson of one pupil, as told once.

    The same person, course and start again is a correction: the newest `registered_at`
    counts. So does the newest of the same `source_id`, where the lesson was moved.

    Attributes:
        minutes: how long the lesson was.
        absent_minutes: None where nobody has reported yet: unknown, never presence.
        excused_minutes: how many of those absent were excused: all, none or some;
            None where nobody has judged it.
        registered_at: when it was entered at the school.
    """

    person: UUID
    school_unit_code: str
    course: str
    lesson_start: datetime
    minutes: int
    registered_at: datetime
    absent_minutes: int | None = None
    excused_minutes: int | None = None
    source_id: UUID | None = None


def lessons_folder(authority_id: UUID) -> Path:
    """Where an authority's lessons stand; it is there from the first one on.

    What reads them (lesson_files.py) is heavy, and loaded where there are any.
    """
    return Path(settings.LESSONS) / str(authority_id)


@dataclass(frozen=True, slots=True)
class Count:
    """Rows by what became of them.

    `unknown` are about persons who are not here, or whom the asker may not see.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Kind(Generic[Fact]):
    """A kind of fact that stands in the database: its table and its columns.

    `natural` is what stays the same when a fact of a person without a `source_id` is
    corrected.
    """

    table: str
    columns: dict[str, str]
    fact: Callable[..., Fact]
    natural: Callable[[Fact], Hashable]

    @property
    def has_ids(self) -> bool:
        """Whether the source has an id for each."""
        return "source_id" in self.columns

    def read(self, values: tuple[Any, ...]) -> Fact:
        """The fact of a row's values."""
        return self.fact(**dict(zip(self.columns, values, strict=True)))

    def key(self, person: UUID, fact: Fact) -> Hashable:
        """What stays the same when the fact is corrected."""
        said: UUID | None = getattr(fact, "source_id", None)
        return said or (person, self.natural(fact))


def _columns(fact: type[Any], **kinds: str) -> dict[str, str]:
    """Each field of a fact with the type of its column, text where none is given."""
    return {field.name: kinds.get(field.name, "text") for field in fields(fact)}


def _summed(fact: Summed) -> Hashable:
    """By its id an activity stays the same, also when it is called something else."""
    what = fact.activity_id or (fact.activity, fact.course_code)
    return what, fact.first_on, fact.last_on


ABSENCES: Kind[Absence] = Kind(
    table="schooling_absencereport",
    columns=_columns(
        Absence, starts_at="timestamptz", ends_at="timestamptz", source_id="uuid"
    ),
    fact=Absence,
    natural=attrgetter("kind", "starts_at"),
)
GRADES: Kind[Graded] = Kind(
    table="schooling_grade",
    columns=_columns(
        Graded,
        is_final="boolean",
        decided_on="date",
        registered_at="timestamptz",
        points="integer",
        school_unit_id="uuid",
        source_id="uuid",
    ),
    fact=Graded,
    natural=attrgetter("course_code", "course_name", "decided_on"),
)
SUMS: Kind[Summed] = Kind(
    table="schooling_attendancesum",
    columns=_columns(
        Summed,
        **dict.fromkeys(("first_on", "last_on"), "date"),
        activity_id="uuid",
        **dict.fromkeys(("present", "valid_absence", "invalid_absence"), "integer"),
        **dict.fromkeys(("other", "reported", "offered"), "integer"),
    ),
    fact=Summed,
    natural=_summed,
)


def unfit(fact: Absence | Graded | Summed | Lesson) -> str:
    """The first field that cannot be kept as it is, or nothing.

    Whoever reads a source asks it of each fact, and refuses the row: one that does not
    fit would break off the whole pull.
    """
    return next((name for name, fits in _checks(fact) if not fits), "")


def _checks(fact: Absence | Graded | Summed | Lesson) -> Iterator[tuple[str, bool]]:
    match fact:
        case Absence():
            yield "kind", fact.kind in prevention.ABSENCES
            yield "ends_at", fact.ends_at >= fact.starts_at
        case Graded():
            yield "grade", fact.grade in prevention.GRADES
            yield "is_final", not (fact.is_final and fact.grade == F_WARNING)
            yield "points", _within(fact.points, MOST_POINTS)
            yield "course_code", len(fact.course_code) <= LONGEST_CODE
            yield "course_name", len(fact.course_name) <= LONGEST_NAME
        case Summed():
            yield "last_on", fact.last_on >= fact.first_on
            yield "activity", len(fact.activity) <= LONGEST_NAME
            yield "course_code", len(fact.course_code) <= LONGEST_CODE
            for name in prevention.MINUTES:
                yield name, _within(getattr(fact, name), MOST_MINUTES)
        case Lesson():
            absent = fact.absent_minutes
            yield "minutes", _within(fact.minutes, MOST_MINUTES)
            yield "absent_minutes", _within(absent, fact.minutes)
            yield "excused_minutes", _within(fact.excused_minutes, absent or 0)


def _within(value: int | None, most: int) -> bool:
    return value is None or 0 <= value <= most
