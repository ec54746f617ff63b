"""Programmes and study plans as a school's system tells them: pure but for asking.

What a school writes about a plan or a course is never read: its free text may hold
health.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refused
from fullfolj.exchange.extracts.read import Place
from fullfolj.exchange.ss12000.client import Broken, Server, cannot
from fullfolj.exchange.ss12000.codes import id_of, meaning, text
from fullfolj.exchange.ss12000.part import Object
from fullfolj.exchange.ss12000.read import Said, day_of, each_of
from fullfolj.exchange.ss12000.syllabuses import Syllabus, whole
from fullfolj.schooling.told import Course, CourseGroup, Programme, StudyPlan

PROGRAMMES, PLANS = "programmes", "study_plans"
LONGEST_TEXT = 200
STUDENTS = 50  # in one question: their ids stand in its address

Fact = TypeVar("Fact")
Span = tuple[date | None, date | None]


@dataclass(slots=True)
class Refusing:
    """Rows that are not understood, told with their place and counted by table."""

    said: Said
    counted: Counter[str] = field(default_factory=Counter)

    def tell(self, endpoint: str, table: str, place: int, why: Refused) -> None:
        """A row of an endpoint is not used."""
        self.said.extracts.tell(Place(f"{endpoint}#{table}", place, ""), why)
        self.counted[table] += 1


def span(told: Object) -> Span:
    """First and last day, both inclusive; None where there is none.

    Raises:
        Refused: no days, or the last before the first.
    """
    first_on = checks.day("startDate", day_of(told.get("startDate")))
    last_on = checks.day("endDate", day_of(told.get("endDate")))
    if first_on and last_on and last_on < first_on:
        raise Refused("endDate", last_on.isoformat(), "date.end_before_start")
    return first_on, last_on


def known_span(told: Object) -> tuple[date, date | None]:
    """As `span`, of what must have a first day.

    Raises:
        Refused: as `span`, or without a first day.
    """
    checks.known_day("startDate", day_of(told.get("startDate")))
    first_on, last_on = span(told)
    if first_on is None:  # the year 9999
        raise Refused("startDate", "", "date.needed")
    return first_on, last_on


def programmes(said: Said, refusing: Refusing) -> list[Programme] | None:
    """What programmes are called; one without a code is named by nobody.

    None where the system has no programmes.
    """
    if said.told_programmes is None:
        return None
    found = []
    for place, each in enumerate(said.told_programmes, 1):
        code = text(each.get("code")).upper()
        if not code:
            continue
        try:
            kind = meaning("programme", "type", each.get("type"))
        except Refused as why:
            refusing.tell("/programmes", PROGRAMMES, place, why)
            continue
        found.append(Programme(code=code, name=text(each.get("name")), kind=kind))
    return found


@dataclass(slots=True)
class Plans:
    """The study plans that were told.

    Attributes:
        of: those of each student, by what the system calls them.
        is_whole: of everybody; else of these students alone.
    """

    of: dict[str, list[StudyPlan]]
    is_whole: bool


def plans(
    server: Server, refusing: Refusing, after: datetime | None, deleted: Set[str]
) -> Plans:
    """All study plans; or all of those students of whom one has changed.

    Whose plan it was that is deleted is not told: then everybody's are asked for.

    Raises:
        Missing: the system has no study plans, or no courses.
    """
    if after is None:
        return _all(server, refusing, refusing.said.told)
    if deleted:
        return _all(server, refusing, None)
    try:
        return _changed(server, refusing, after)
    except Broken as broken:
        if not cannot(broken):
            raise
    return _all(server, refusing, None)  # it does not tell what has changed


def _changed(server: Server, refusing: Refusing, after: datetime) -> Plans:
    changed = {
        id_of(each.get("student"))
        for each in server.listed("/studyplans", modified_after=after)
    }
    students = sorted(changed - {""})
    if not students:
        return Plans({}, is_whole=False)
    reading = _Reading(server, refusing)
    for start in range(0, len(students), STUDENTS):
        part = students[start : start + STUDENTS]
        for student in part:
            reading.of[student] = {}
        reading.read(server.listed("/studyplans", student=part), set(part))
    return reading.plans(is_whole=False)


def _all(server: Server, refusing: Refusing, students: Set[str] | None) -> Plans:
    reading = _Reading(server, refusing)
    reading.read(server.listed("/studyplans"), students)
    return reading.plans(is_whole=True)


class _Reading:
    """Study plans into facts. What many have alike is held once."""

    def __init__(self, server: Server, refusing: Refusing) -> None:
        self.refusing, self.place = refusing, 0
        # By student and plan: the last word counts.
        self.of: dict[str, dict[str, StudyPlan]] = {}
        self.held: dict[Any, Any] = {}
        self.courses = {
            id_of(each): Syllabus.read(each) for each in server.listed("/syllabuses")
        }

    def read(self, objects: Iterable[Object], students: Set[str] | None) -> None:
        """Those plans that are of these students; None for anybody's."""
        for each in objects:
            self.place += 1
            student = id_of(each.get("student"))
            if not student or (students is not None and student not in students):
                continue
            of_student, own = self.of.setdefault(student, {}), text(each.get("id"))
            of_student.pop(own, None)
            try:
                of_student[own] = self.once(self.plan(each))
            except Refused as why:
                self.refuse(why)

    def plans(self, *, is_whole: bool) -> Plans:
        """What was read."""
        found = {own: list(plans.values()) for own, plans in self.of.items()}
        return Plans(found, is_whole)

    def refuse(self, why: Refused) -> None:
        self.refusing.tell("/studyplans", PLANS, self.place, why)

    def once(self, fact: Fact) -> Fact:
        found: Fact = self.held.setdefault(fact, fact)
        return found

    def plan(self, told: Object) -> StudyPlan:
        """A plan.

        Raises:
            Refused: its days or what it consists of are not understood.
        """
        first_on, last_on = known_span(told)
        groups = tuple(self.groups(told))
        return StudyPlan(first_on=first_on, last_on=last_on, groups=groups)

    def groups(self, told: Object) -> Iterator[CourseGroup]:
        for each in each_of(told.get("content")):
            kind = each.get("type")
            if kind and meaning("content", "content.type", kind) == "removed":
                continue
            yield self.once(
                CourseGroup(
                    title=(text(each.get("title")) or text(kind))[:LONGEST_TEXT],
                    points=whole(each.get("points")),
                    courses=tuple(self.courses_of(each)),
                )
            )

    def courses_of(self, told: Object) -> Iterator[Course]:
        """The courses under a heading; one that is not understood is left out."""
        for each in each_of(told.get("syllabuses")):
            try:
                yield self.once(self.course(each))
            except Refused as why:
                self.refuse(why)

    def course(self, told: Object) -> Course:
        first_on, last_on = span(told)
        named = told.get("syllabus")
        called = text(named.get("displayName")) if isinstance(named, dict) else ""
        syllabus = id_of(told.get("syllabus"))
        found = self.courses.get(syllabus, Syllabus(name=called))
        if not (found.code or found.name):
            why = "code.unknown" if syllabus else "code.needed"
            raise Refused("syllabus", syllabus, why)
        return Course(
            code=found.code[:LONGEST_TEXT],
            name=found.name[:LONGEST_TEXT],
            points=found.points,
            hours=whole(told.get("hours")),
            first_on=first_on,
            last_on=last_on,
        )
