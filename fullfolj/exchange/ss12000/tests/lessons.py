"""Lessons, absence and grades of some pupils: what a school keeps from day to day.

Deterministic: the same pupil misses the same lessons each time. Lessons that nobody
has reported say nothing of who was there.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_DNS, uuid5

from fullfolj.exchange.ss12000.tests.region import LONG_AGO, Held, Json, spread

LESSON = 80  # minutes
OF_A_WEEK = ((0, 8), (2, 10), (4, 13))  # day of the week and hour, in UTC
GRADES = ("A", "B", "C", "D", "E", "F", "-")


def lessons(held: Held, pupils: Collection[str], mondays: Sequence[date]) -> Held:
    """Add to what a school system holds the lessons of some weeks.

    Args:
        held: as `region.region` makes it. Those that have no enrolment get none.
        pupils: the ids of the persons.
        mondays: of the weeks.
    """
    by_unit: dict[str, list[Json]] = {}
    for person in held["persons"]:
        if person["id"] in pupils and person.get("enrolments"):
            unit = person["enrolments"][-1]["enroledAt"]["id"]
            by_unit.setdefault(unit, []).append(person)
    for unit, persons in by_unit.items():
        _School(held, unit, persons).fill(mondays)
    return held


class _School:
    """One school unit's teacher, group, activities and lessons."""

    def __init__(self, held: Held, unit: str, pupils: list[Json]) -> None:
        self.held, self.unit, self.pupils = held, unit, pupils
        self.teacher = self.id("lärare", "")
        self.group = self.id("undervisning", "")

    def id(self, kind: str, key: str) -> str:
        return str(uuid5(NAMESPACE_DNS, f"{self.unit}/{kind}/{key}"))

    def made(self, kind: str, key: str) -> Json:
        return {"id": self.id(kind, key), "meta": LONG_AGO}

    def fill(self, mondays: Sequence[date]) -> None:
        held, since = self.held, mondays[0].isoformat()
        held["persons"].append(
            {
                "id": self.teacher,
                "meta": LONG_AGO,
                "givenName": "Tor",
                "familyName": "Lärarsson",
                "securityMarking": "Ingen",
            }
        )
        held["groups"].append(
            {
                "id": self.group,
                "meta": LONG_AGO,
                "displayName": "Undervisningsgrupp",
                "startDate": since,
                "groupType": "Undervisning",
                "organisation": {"id": self.unit},
                "groupMemberships": [
                    {"person": {"id": each["id"]}} for each in self.pupils
                ],
            }
        )
        for syllabus in held["syllabuses"][:2]:
            activity = self.activity(syllabus, since)
            held["activities"].append(activity)
            for monday in mondays:
                for event in self.events(activity, monday):
                    held["calendarEvents"].append(event)
                    held["attendances"] += [self.seen(event, p) for p in self.pupils]
        held["absences"] += [self.absence(p, mondays[0]) for p in self.pupils]
        held["grades"] += [
            self.grade(pupil, syllabus, mondays[-1])
            for pupil in self.pupils
            for syllabus in held["syllabuses"][2:]
        ]

    def activity(self, syllabus: Json, since: str) -> Json:
        return self.made("aktivitet", syllabus["id"]) | {
            "displayName": syllabus["courseName"],
            "calendarEventsRequired": True,
            "startDate": since,
            "activityType": "Undervisning",
            "groups": [{"id": self.group}],
            "syllabus": {"id": syllabus["id"]},
            "organisation": {"id": self.unit},
        }

    def events(self, activity: Json, monday: date) -> Iterator[Json]:
        for day, hour in OF_A_WEEK:
            on = monday + timedelta(days=day)
            starts = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
            ends = starts + timedelta(minutes=LESSON)
            yield self.made("lektion", f"{activity['id']} {starts}") | {
                "activity": {"id": activity["id"]},
                "startTime": starts.isoformat(),
                "endTime": ends.isoformat(),
            }

    def seen(self, event: Json, pupil: Json) -> Json:
        """Was the pupil there? Three lessons in a hundred nobody reported."""
        key = f"{event['id']} {pupil['id']}"
        chance, absent, excused = spread(key, 100), 0, False
        if chance < 14:
            absent, excused = LESSON, chance < 6
        elif chance < 17:
            absent = 20
        row = self.made("närvaro", key) | {
            "calendarEvent": {"id": event["id"]},
            "student": {"id": pupil["id"]},
            "isReported": chance < 97,
        }
        if chance < 97:
            row |= {
                "reporter": {"id": self.teacher},
                "attendanceMinutes": LESSON - absent,
                "validAbsenceMinutes": absent if excused else 0,
                "invalidAbsenceMinutes": 0 if excused else absent,
                "otherAttendanceMinutes": 0,
                "reportedTimestamp": event["endTime"],
            }
        return row

    def absence(self, pupil: Json, on: date) -> Json:
        day = datetime(on.year, on.month, on.day, tzinfo=UTC)
        kinds = ("Anmäld frånvaro", "Beviljad ledighet")
        return self.made("frånvaro", pupil["id"]) | {
            "startTime": (day + timedelta(hours=7)).isoformat(),
            "endTime": (day + timedelta(hours=16)).isoformat(),
            "type": kinds[spread(pupil["id"], 2)],
            "student": {"id": pupil["id"]},
            "organisation": {"id": self.unit},
        }

    def grade(self, pupil: Json, syllabus: Json, on: date) -> Json:
        key = f"{pupil['id']} {syllabus['id']}"
        return self.made("betyg", key) | {
            "student": {"id": pupil["id"]},
            "organisation": {"id": self.unit},
            # Required by the official file, which does not say what it is.
            "schoolUnit": {"id": self.unit},
            "registeredBy": {"id": self.teacher},
            "registeredDate": on.isoformat(),
            "gradeValue": GRADES[spread(key, len(GRADES))],
            "finalGrade": True,
            "adaptedStudyPlan": "",
            "semester": "HT" if on.month > 6 else "VT",
            "year": on.year,
            "syllabus": {"id": syllabus["id"]},
        }
