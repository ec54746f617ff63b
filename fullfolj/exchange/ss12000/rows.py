"""Rows that a school's system tells: read, packed, and set aside where they must be.

Objects of SS 12000 into values that can be kept. By SS 12000:2020, OpenAPI 2.1.0.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, time
from struct import Struct
from tempfile import SpooledTemporaryFile
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5
from weakref import finalize

from django.utils import timezone

from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refused
from fullfolj.exchange.extracts.read import Place
from fullfolj.exchange.ss12000.client import Broken, Missing, Server, cannot
from fullfolj.exchange.ss12000.codes import id_of, text
from fullfolj.exchange.ss12000.part import Object, Taken
from fullfolj.exchange.ss12000.read import Said
from fullfolj.exchange.ss12000.syllabuses import Syllabus
from fullfolj.schooling.actions import attendance
from fullfolj.schooling.prevention import MINUTES, MOST_MINUTES
from fullfolj.schooling.told_attendance import (
    Absence,
    Count,
    Graded,
    Kind,
    Lesson,
    Origin,
    Summed,
    unfit,
)

NOT_SAID = -1
IN_MEMORY = 16 * 2**20  # bytes of packed rows
SUMMED = dict(
    zip(
        MINUTES,
        (
            *("attendanceSum", "validAbsenceSum", "invalidAbsenceSum"),
            *("otherAttendanceSum", "reportedSum", "offeredSum"),
        ),
        strict=True,
    )
)
# What the standard calls what cannot be kept here.
FIELDS = {
    **SUMMED,
    **{"minutes": "calendarEvent", "absent_minutes": "invalidAbsenceMinutes"},
    **{"excused_minutes": "validAbsenceMinutes", "ends_at": "endTime"},
    **{"is_final": "finalGrade", "points": "syllabus", "last_on": "endDate"},
    **{"course_code": "syllabus", "course_name": "syllabus"},
}


NO_COURSE = Syllabus()


class Courses:
    """Activities and courses by the server's ids: those that something names."""

    def __init__(self) -> None:
        self.syllabuses: dict[str, Syllabus] = {}
        self.activities: dict[str, tuple[str, str, str]] = {}  # name, course, unit
        self.wanted: set[str] = set()  # courses of grades
        self.held: set[str] = set()  # activities of lessons and sums

    def ask(self, server: Server) -> None:
        """What they are; of what the server lacks nothing is known."""
        for each in _by_id(server, "/activities", self.held):
            course, unit = id_of(each.get("syllabus")), id_of(each.get("organisation"))
            name = text(each.get("displayName"))
            self.activities[id_of(each)] = (name, course, unit)
            self.wanted.add(course)
        for each in _by_id(server, "/syllabuses", self.wanted - {""}):
            self.syllabuses[id_of(each)] = Syllabus.read(each)

    def activity(self, id_: str) -> tuple[str, Syllabus, str]:
        """An activity's name, course and school unit, as far as they are known."""
        name, course, unit = self.activities.get(id_, ("", "", ""))
        return name, self.syllabuses.get(course, NO_COURSE), unit


def _by_id(server: Server, path: str, ids: Set[str]) -> Iterator[Object]:
    """The objects that have these ids, also where one cannot look up by them."""
    try:
        yield from server.looked_up(path, sorted(ids))
        return
    except Missing:
        pass
    with suppress(Missing):
        yield from (each for each in server.listed(path) if id_of(each) in ids)


class Rows:
    """Rows of numbers, in a file without a name once they are many."""

    def __init__(self, shape: str) -> None:
        self._shape = Struct(shape)
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - see finalize
        self._count = 0
        finalize(self, self._file.close)

    def add(self, *values: int | bytes) -> None:
        """One more row; all are added before any is read."""
        self._file.write(self._shape.pack(*values))
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        self._file.seek(0)
        while part := self._file.read(self._shape.size * 10_000):
            yield from self._shape.iter_unpack(part)


class Numbers(dict[str, int]):
    """Words by number, in the order they came."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class Told:
    """What an endpoint tells, row by row.

    Attributes:
        is_there: whether the server has the endpoint.
        doubtful: what the server calls those with a row that is not understood.
    """

    path: ClassVar[str]
    table: ClassVar[str]
    kind: ClassVar[Kind[Any]]

    def __init__(
        self, said: Said, courses: Courses, deleted: Mapping[str, Set[str]]
    ) -> None:
        self.said, self.courses = said, courses
        self.deleted = {as_uuid(id_) for id_ in deleted.get(self.path[1:], ())}
        self.is_there, self.refused, self.unknown = True, 0, 0
        self.doubtful: set[str] = set()

    def ask(self, server: Server, after: datetime | None, today: date) -> None:
        """Read the rows, from an instant on or all of them.

        Where the server does not tell what has changed, all are read.

        Raises:
            Missing: the server has none of it.
        """
        try:
            self.read(server.listed(self.path, modified_after=after))
        except Broken as broken:
            if after is None or isinstance(broken, Missing) or not cannot(broken):
                raise
            self.read(server.listed(self.path))

    def read(self, objects: Iterable[Object]) -> None:
        """Take each row, and set aside those that are not understood."""
        for place, each in enumerate(objects, 1):
            try:
                self.take(place, each)
            except Refused as why:
                self.doubtful.add(id_of(each.get("student")))
                self.refuse(place, why)

    def take(self, place: int, told: Object) -> None:
        """One row.

        Raises:
            Refused: a value is missing or not understood.
        """
        raise NotImplementedError

    def refuse(self, place: int, why: Refused) -> None:
        """Tell of a row that is not used."""
        self.said.extracts.tell(Place(f"{self.path}#{self.table}", place, ""), why)
        self.refused += 1

    def fits(self, place: int, fact: Absence | Graded | Summed | Lesson) -> bool:
        """Whether a fact can be kept as it is; if not, its row is set aside."""
        if name := unfit(fact):
            field, value = FIELDS.get(name, name), text(getattr(fact, name))
            self.refuse(place, Refused(field, value, "value.unfit"))
        return not name

    def keep(self, taken: Taken, origin: Origin) -> Count:
        """Keep it; how many rows by what became of them."""
        raise NotImplementedError

    def take_back(self, origin: Origin) -> int:
        """End what the server has deleted; how many there were."""
        if not self.deleted:
            return 0
        return attendance.take_back(
            kind=self.kind, ids=self.deleted, origin=origin, by=None
        )


def student_of(told: Object) -> str:
    """What the server calls the pupil, as the keys of persons have it."""
    student = id_of(told.get("student"))
    if not student:
        raise Refused("student", "", "code.needed")
    return student


def own_id(told: Object) -> UUID:
    own = text(told.get("id"))
    if not own:
        raise Refused("id", "", "code.needed")
    return as_uuid(own)


def as_uuid(own: str) -> UUID:
    """A server's id. Where it is no UUID, as the standard has it, one that stands for
    it: the same each time."""
    try:
        return UUID(own)
    except ValueError:
        return uuid5(NAMESPACE_URL, own)


def minutes_of(told: Object, field: str) -> int:
    """Minutes, or that they are not said."""
    value = told.get(field)
    if value is None:
        return NOT_SAID
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 80.0 is an integer in JSON
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(field, text(value), "value.unfit")
    if not 0 <= value <= MOST_MINUTES:
        raise Refused(field, text(value), "value.unfit")
    return value


def instant(field: str, value: Any) -> datetime:
    """The instant that a text says, which must say of which time zone.

    Raises:
        Refused: it says none.
    """
    said = text(value)
    if not said:
        raise Refused(field, "", "date.needed")
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Refused(field, said, "instant.shape") from None
    if found.tzinfo is None:
        raise Refused(field, said, "instant.shape")
    if not checks.EARLIEST < found.date() < checks.LATEST:
        raise Refused(field, said, "date.range")
    return found


def modified(told: Object) -> datetime | None:
    """When the server changed it last, where it says so."""
    meta = told.get("meta")
    said = meta.get("modified") if isinstance(meta, dict) else None
    return instant("meta.modified", said) if said else None


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def added(one: Count, other: Count) -> Count:
    both = asdict(other)
    return Count(**{name: each + both[name] for name, each in asdict(one).items()})
