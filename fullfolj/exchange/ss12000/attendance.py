"""How school goes for a school provider's own pupils: absence, grades, lessons.

What a server does not tell is unknown. How a pupil's studies were adapted and what a
teacher remarked is not read.
"""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import asdict, replace
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from fullfolj.core import clock
from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refused
from fullfolj.exchange.ss12000.client import Missing, Server
from fullfolj.exchange.ss12000.codes import id_of, meaning, text
from fullfolj.exchange.ss12000.lessons import Lessons, Sums
from fullfolj.exchange.ss12000.part import Counts, Object, Taken
from fullfolj.exchange.ss12000.read import Said, day_of
from fullfolj.exchange.ss12000.rows import (
    Courses,
    Told,
    added,
    instant,
    midnight,
    modified,
    own_id,
    student_of,
)
from fullfolj.exchange.ss12000.syllabuses import Syllabus
from fullfolj.kaa.tables import LONGEST_CODE, LONGEST_NAME, Units
from fullfolj.schooling.actions import attendance
from fullfolj.schooling.told_attendance import (
    ABSENCES,
    GRADES,
    Absence,
    Count,
    Graded,
    Origin,
)

Fact = TypeVar("Fact", Absence, Graded)


class Attendance:
    """The part of a pull that tells how school goes."""

    def __init__(self) -> None:
        self.kinds: list[Told] = []

    def see(self, person: Object) -> None:
        """Nothing of this stands with a person."""

    def ask(
        self,
        server: Server,
        said: Said,
        after: datetime | None,
        deleted: Mapping[str, Set[str]],
    ) -> None:
        """Read it all; of what the server lacks nothing is told.

        Raises:
            Broken: the system did not answer as it should.
        """
        courses, today = Courses(), clock.today()
        self.kinds = [
            kind(said, courses, deleted) for kind in (_Absences, _Grades, Sums, Lessons)
        ]
        for each in self.kinds:
            try:
                each.ask(server, after, today)
            except Missing:
                each.is_there = False
        courses.ask(server)

    def keep(self, taken: Taken) -> Counts:
        """Keep it as told by this import; by table what became of it."""
        origin = Origin(taken.authority, taken.source, taken.run, taken.at)
        return {
            each.table: asdict(each.keep(taken, origin)) | {"refused": each.refused}
            for each in self.kinds
            if each.is_there
        }


class _Few(Told, Generic[Fact]):
    """Facts that are few enough to be remembered: absence and grades."""

    def __init__(
        self, said: Said, courses: Courses, deleted: Mapping[str, Set[str]]
    ) -> None:
        super().__init__(said, courses, deleted)
        self.facts: dict[str, list[tuple[int, Fact]]] = defaultdict(list)

    def whole(self, taken: Taken, place: int, fact: Fact) -> Fact | None:
        """The fact with what is known only now; nothing where it cannot be kept."""
        return fact if self.fits(place, fact) else None

    def keep(self, taken: Taken, origin: Origin) -> Count:
        """Keep it. In a whole pull, what is not told again of somebody is gone.

        Not so where one of their rows was not understood: it may be that very thing.
        """
        gone = self.take_back(origin)
        said: dict[UUID, list[Fact]] = defaultdict(list)
        if taken.is_whole:
            said |= {person: [] for person in taken.told}
        for student, rows in self.facts.items():
            facts = [self.whole(taken, place, fact) for place, fact in rows]
            if None in facts:
                self.doubtful.add(student)
            if person := taken.who.get(student):
                said[person] += [fact for fact in facts if fact]
            else:
                self.unknown += len(facts)
        doubtful = {taken.who.get(student) for student in self.doubtful}
        told = Count(gone=gone, unknown=self.unknown)
        for whole in (False, True):
            these = {
                person: facts
                for person, facts in said.items()
                if whole is (taken.is_whole and person not in doubtful)
            }
            if these:
                more = attendance.tell(
                    kind=self.kind, said=these, origin=origin, whole=whole, by=None
                )
                told = added(told, more)
        return told


class _Absences(_Few[Absence]):
    """Leave that a school gave, and absence that somebody called in."""

    path, table, kind = "/absences", "absences", ABSENCES

    def take(self, place: int, told: Object) -> None:
        student = student_of(told)
        fact = Absence(
            kind=meaning("absence", "type", told.get("type")),
            starts_at=instant("startTime", told.get("startTime")),
            ends_at=instant("endTime", told.get("endTime")),
            source_id=own_id(told),
        )
        self.facts[student].append((place, fact))


class _Grades(_Few[Graded]):
    """Grades in courses and subjects."""

    path, table, kind = "/grades", "grades", GRADES

    def __init__(
        self, said: Said, courses: Courses, deleted: Mapping[str, Set[str]]
    ) -> None:
        super().__init__(said, courses, deleted)
        self.about: dict[int, tuple[str, str, str]] = {}  # course, its name, unit
        self._units: Units | None = None

    def take(self, place: int, told: Object) -> None:
        """A grade. That it corrects another is seen by when it was registered."""
        student = student_of(told)
        if told.get("correctionType"):
            meaning("correction", "correctionType", told["correctionType"])
        registered = day_of(told.get("registeredDate"))
        decided_on = checks.known_day("registeredDate", registered)
        final = told.get("finalGrade")
        if not isinstance(final, bool):
            raise Refused("finalGrade", text(final), "code.needed")
        fact = Graded(
            grade=meaning("grade", "gradeValue", told.get("gradeValue")),
            is_final=final,
            decided_on=decided_on,
            registered_at=max(
                midnight(decided_on), modified(told) or midnight(decided_on)
            ),
            source_id=own_id(told),
        )
        named = told.get("syllabus")
        name = text(named.get("displayName")) if isinstance(named, dict) else ""
        # The official file requires `schoolUnit` and describes only `organisation`.
        unit = id_of(told.get("organisation")) or id_of(told.get("schoolUnit"))
        self.about[place] = (id_of(named), name, unit)
        self.courses.wanted.add(id_of(named))
        self.facts[student].append((place, fact))

    def whole(self, taken: Taken, place: int, fact: Graded) -> Graded | None:
        """The grade with its course and its school."""
        syllabus, name, unit = self.about[place]
        course = self.courses.syllabuses.get(syllabus, Syllabus(name=name))
        fact = replace(
            fact,
            course_code=course.code,
            course_name=course.name,
            points=course.points,
        )
        if not self.fits(place, fact):
            return None
        return replace(fact, school_unit_id=self.unit(taken, unit))

    def unit(self, taken: Taken, id_: str) -> UUID | None:
        """Our school unit of the server's, entered where it is new."""
        if self._units is None:
            self._units = Units()
        code, name = self.said.units.get(id_, ("", ""))
        pair = (code[:LONGEST_CODE], name[:LONGEST_NAME])
        if not any(pair):
            return None
        if pair not in self._units.ids:
            self._units.have(taken.authority.pk, {pair})
        found: UUID = self._units.ids[pair]
        return found
