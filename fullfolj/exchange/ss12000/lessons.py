"""Lessons and sums of attendance, as a school's system tells them.

What nobody has reported is unknown, and never presence. A server has a million lessons:
they and the sums are packed (`Rows`), and are facts again one at a time, when they are
kept. Why somebody was away is not read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from fullfolj.core import clock
from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refused
from fullfolj.exchange.extracts.read import Place
from fullfolj.exchange.ss12000.client import Broken, Server, cannot
from fullfolj.exchange.ss12000.codes import id_of, text
from fullfolj.exchange.ss12000.part import Object, Taken
from fullfolj.exchange.ss12000.read import Said, day_of
from fullfolj.exchange.ss12000.rows import (
    NOT_SAID,
    SUMMED,
    Courses,
    Numbers,
    Rows,
    Told,
    added,
    as_uuid,
    instant,
    midnight,
    minutes_of,
    modified,
    own_id,
    student_of,
)
from fullfolj.schooling.actions import attendance
from fullfolj.schooling.prevention import MINUTES, MOST_MINUTES
from fullfolj.schooling.told_attendance import (
    SUMS,
    Count,
    Lesson,
    Origin,
    Summed,
)

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
WEEK = timedelta(days=7)
WEEKS = 7  # of sums: this one, and 30 school days before it
LATELY = timedelta(days=14)  # before today: when most that changes was held
AHEAD = timedelta(days=28)  # lessons to come are changed too; they are not kept
AT_ONCE = 200_000  # sums told in one statement


class Sums(Told):
    """Minutes of a pupil in an activity, by week."""

    path, table, kind = "/aggregatedAttendance", "attendance", SUMS

    def __init__(
        self, said: Said, courses: Courses, deleted: Mapping[str, Set[str]]
    ) -> None:
        super().__init__(said, courses, deleted)
        self.rows = Rows("<IIII6i")  # place, student, activity, week, minutes
        self.students, self.activities = Numbers(), Numbers()
        self.mondays: list[date] = []

    def ask(self, server: Server, after: datetime | None, today: date) -> None:
        """This week and those before it: they have no time when they were changed.

        A week is always asked for to its Sunday, so that the same week is the same
        row, however much of it has been.
        """
        this = today - timedelta(days=today.weekday())
        mondays = [this - WEEK * n for n in reversed(range(WEEKS))]
        for monday in mondays:
            if monday + WEEK <= _school_year(today):
                continue
            self.mondays.append(monday)
            days: dict[str, Any] = {
                "startDate": monday.isoformat(),
                "endDate": (monday + WEEK - timedelta(days=1)).isoformat(),
            }
            self.read(server.listed(self.path, **days))
        self.courses.held |= self.activities.keys() - {""}

    def take(self, place: int, told: Object) -> None:
        """The sums of a pupil in an activity, of the week that was asked for."""
        student = student_of(told)
        monday = self.mondays[-1]
        for name in ("startDate", "endDate"):
            on = checks.day(name, day_of(told.get(name)))
            if on and not monday <= on < monday + WEEK:
                raise Refused(name, on.isoformat(), "value.unfit")
        self.rows.add(
            place,
            self.students[student],
            self.activities[id_of(told.get("activity"))],
            len(self.mondays) - 1,
            *(minutes_of(told, name) for name in SUMMED.values()),
        )

    def keep(self, taken: Taken, origin: Origin) -> Count:
        """Keep it, so many pupils at once as there is room for."""
        who = [taken.who.get(student) for student in self.students]
        activities, told = list(self.activities), Count()
        parts = len(self.rows) // AT_ONCE + 1
        for part in range(parts):
            said: dict[UUID, list[Summed]] = defaultdict(list)
            for place, student, activity, week, *minutes in self.rows:
                if student % parts != part:
                    continue
                fact = self.summed(activities[activity], self.mondays[week], minutes)
                if not self.fits(place, fact):
                    continue
                if person := who[student]:
                    said[person].append(fact)
                else:
                    self.unknown += 1
            more = attendance.tell(
                kind=SUMS, said=said, origin=origin, whole=False, by=None
            )
            told = added(told, more)
        return added(told, Count(unknown=self.unknown))

    def summed(self, activity: str, monday: date, minutes: list[int]) -> Summed:
        name, course, _ = self.courses.activity(activity)
        said = (None if each == NOT_SAID else each for each in minutes)
        return Summed(
            first_on=monday,
            last_on=monday + WEEK - timedelta(days=1),
            activity_id=as_uuid(activity) if activity else None,
            activity=name,
            course_code=course.code,
            **dict(zip(MINUTES, said, strict=True)),
        )


class Lessons(Told):
    """Whether a pupil was there, lesson by lesson."""

    path, table = "/attendances", "lessons"

    def __init__(
        self, said: Said, courses: Courses, deleted: Mapping[str, Set[str]]
    ) -> None:
        super().__init__(said, courses, deleted)
        # id, place, student, lesson, absent, excused, there, registered
        self.rows = Rows("<16sIIIiiiq")
        self.students, self.events = Numbers(), Numbers()
        self.held: dict[int, tuple[datetime, int, str]] = {}  # start, minutes, activity

    def ask(self, server: Server, after: datetime | None, today: date) -> None:
        """What was reported, then when those lessons were: without that it is nothing.

        Attendance cannot be asked for by day, lessons can. Those of the school year
        are, and in changes first those that most changes are of. What was deleted since
        the last time is seen in no list of all: all of the year's is asked for then.
        """
        super().ask(server, after, today)
        since = _school_year(today)
        if after is None:
            self.deleted |= _deleted(server, since, today)
        windows = [(since, today + AHEAD)]
        if after:
            windows.insert(0, (max(since, today - LATELY), today + AHEAD))
        for first, last in windows:
            if len(self.held) < len(self.events):
                self.when(server, first, last)
        self.courses.held |= {activity for *_, activity in self.held.values()} - {""}

    def take(self, place: int, told: Object) -> None:
        """Whether a pupil was there; what nobody has reported is unknown."""
        student, event = student_of(told), id_of(told.get("calendarEvent"))
        if not event:
            raise Refused("calendarEvent", "", "code.needed")
        reported = told.get("isReported")
        if not isinstance(reported, bool):
            raise Refused("isReported", text(reported), "code.needed")
        there, other, valid, invalid = (
            minutes_of(told, f"{name}Minutes")
            for name in (
                "attendance",
                "otherAttendance",
                "validAbsence",
                "invalidAbsence",
            )
        )
        absent = excused = NOT_SAID
        if not reported:
            there = NOT_SAID
        elif valid != NOT_SAID or invalid != NOT_SAID:
            excused = max(valid, 0)
            absent = excused + max(invalid, 0)
        elif there != NOT_SAID:
            there += max(other, 0)
        self.rows.add(
            own_id(told).bytes,
            place,
            self.students[student],
            self.events[event],
            *(min(minutes, MOST_MINUTES) for minutes in (absent, excused, there)),
            (_registered(told) - EPOCH) // MICROSECOND,
        )

    def when(self, server: Server, first: date, last: date) -> None:
        """When the lessons of some days are, of which something was told.

        Raises:
            Missing: the server does not tell of lessons.
        """
        days: dict[str, Any] = {
            "startTime.onOrAfter": midnight(first).isoformat(),
            "startTime.onOrBefore": midnight(last).isoformat(),
        }
        for place, each in enumerate(server.listed("/calendarEvents", **days), 1):
            event = self.events.get(text(each.get("id")))
            if event is None:
                continue
            try:
                self.held[event] = _when(each)
            except Refused as why:
                at = Place(f"/calendarEvents#{self.table}", place, "")
                self.said.extracts.tell(at, why)

    def keep(self, taken: Taken, origin: Origin) -> Count:
        """Keep it. It is heavy to keep lessons: what does it is loaded only here."""
        from fullfolj.schooling.actions import lessons

        gone = lessons.take_back(ids=self.deleted, origin=origin, by=None)
        told = lessons.tell(lessons=self.lessons(taken), origin=origin, by=None)
        return added(told, Count(gone=gone, unknown=self.unknown))

    def lessons(self, taken: Taken) -> Iterator[Lesson]:
        """Each lesson that has been, of the school year, of somebody who is known."""
        who = [taken.who.get(student) for student in self.students]
        tonight = midnight(clock.today() + timedelta(days=1))
        courses: dict[str, tuple[str, str]] = {}
        for own, place, student, event, *said, registered in self.rows:
            start, minutes, activity = self.held.get(event, (tonight, 0, ""))
            if start >= tonight:
                continue
            person = who[student]
            if person is None:
                self.unknown += 1
                continue
            if activity not in courses:
                courses[activity] = self.course(activity)
            absent, excused = _missed(minutes, *said)
            unit, course = courses[activity]
            lesson = Lesson(
                person=person,
                school_unit_code=unit,
                course=course,
                lesson_start=start,
                minutes=minutes,
                registered_at=EPOCH + registered * MICROSECOND,
                absent_minutes=absent,
                excused_minutes=excused,
                source_id=UUID(bytes=own),
            )
            if self.fits(place, lesson):
                yield lesson

    def course(self, activity: str) -> tuple[str, str]:
        """The code of its school unit, and of its course or else a name."""
        name, course, unit = self.courses.activity(activity)
        code, _ = self.said.units.get(unit, ("", ""))
        return code, course.code or course.name or name


def _deleted(server: Server, since: date, today: date) -> set[UUID]:
    """The attendances that were deleted since a day, or as long as the server knows."""
    for day in (since, max(since, today - LATELY)):
        try:
            gone = server.deleted(midnight(day), ["Attendance"])
        except Broken as broken:
            if not cannot(broken):
                raise
        else:
            return set(map(as_uuid, gone.get("attendances", ())))
    return set()


def _registered(told: Object) -> datetime:
    """When it became what it is now, so that what was changed last counts.

    A report may be changed, or come, after a later one was taken back: the time of the
    report alone does not tell.
    """
    said = told.get("reportedTimestamp")
    reported = instant("reportedTimestamp", said) if said else None
    times = [each for each in (reported, modified(told)) if each]
    if not times:
        raise Refused("meta.modified", "", "date.needed")
    return max(times)


def _when(event: Object) -> tuple[datetime, int, str]:
    """When a lesson begins, how long it is taught and in what; called off, no time."""
    starts = instant("startTime", event.get("startTime"))
    ends = instant("endTime", event.get("endTime"))
    if ends < starts:
        raise Refused("endTime", text(event["endTime"]), "date.end_before_start")
    taught = minutes_of(event, "teachingLengthStudent")
    minutes = int((ends - starts).total_seconds()) // 60 if taught < 0 else taught
    if event.get("cancelled") is True:
        minutes = 0
    return starts, minutes, id_of(event.get("activity"))


def _school_year(today: date) -> date:
    """When the school year of a day began."""
    return date(today.year - (today.month < 7), 7, 1)


def _missed(
    minutes: int, absent: int, excused: int, there: int
) -> tuple[int | None, int | None]:
    """Minutes absent and excused of a lesson; of what was called off nothing was."""
    if not minutes or (absent == NOT_SAID and there >= minutes):
        return 0, 0
    return (None, None) if absent == NOT_SAID else (absent, excused)
