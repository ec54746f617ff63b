"""A folder of contract files as a school system would hold it: objects of SS 12000.

What the standard cannot say is said neither here nor in the folder that `sayable`
writes, so that the two can be compared row by row:

- school types `IB`, `INT` and `ABROAD`, and codes that nobody knows: the row is out;
- status `admitted`: the row is out, for a school system holds no place before it is
  taken; `completed` and `interrupted` are an enrolment with its last day, and without
  one the row is out; `cancelled` stays;
- `study_abroad`: the enrolment is told, the year abroad is not;
- a day that there is not, and a row without its first day: out;
- pupils who are not in people.csv: out, for a Person must have a name;
- registrations, credentials, the end of compulsory schooling and the day of death have
  no place in the standard; they come by files alone.

Who has no enrolment left is not in the school system.
"""

import csv
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import NAMESPACE_DNS, uuid5
from zlib import crc32

from fullfolj.core.personal_number import InvalidNumber, twelve
from fullfolj.exchange.demo.extract import COLUMNS
from fullfolj.exchange.demo.numbers import check_sum
from fullfolj.kaa.facts import RULE_OF_SCHOOL_TYPE, birthday

Json = dict[str, Any]
Held = dict[str, list[Json]]  # by the name in the address: persons, studyplans …
Row = dict[str, str]

LONG_AGO = {"created": "2024-08-01T04:00:00Z", "modified": "2024-08-01T04:00:00Z"}
SAYABLE = frozenset(RULE_OF_SCHOOL_TYPE) - {"IB", "INT", "ABROAD"}
MARKINGS = {
    "none": "Ingen",
    "confidential": "Sekretessmarkering",
    "protected_registration": "Skyddad folkbokföring",
}
SEXES = {"female": "Kvinna", "male": "Man"}
GIVEN_NAMES = ("Kerstin", "Lars", "Maria", "Anders", "Fatima", "Mikael", "Sara", "Omar")
WITH_MENTOR = frozenset({"GR", "GRS", "SP", "GY", "GYS"})
IN_A_GROUP = 25
GUARDED = 19  # years: schools forget to end it at 18
PREPARATORY = frozenset({"EK", "ES", "HU", "NA", "SA", "TE"})
COURSES = (
    ("ENGENG05", "Engelska 5", "ENG", "Engelska", 100),
    ("MATMAT01a", "Matematik 1a", "MAT", "Matematik", 100),
    ("SVESVE01", "Svenska 1", "SVE", "Svenska", 100),
    ("HISHIS01a1", "Historia 1a1", "HIS", "Historia", 50),
    ("IDRIDR01", "Idrott och hälsa 1", "IDR", "Idrott och hälsa", 100),
)


def region(
    folder: Path,
    today: date,
    *,
    name: str = "Bergs kommun",
    units: Container[str] | None = None,
) -> Held:
    """What the school system of one responsible body holds of the folder's people.

    Args:
        folder: of contract files, as `exchange.demo.generate` writes them.
        today: tells centuries, whose guardians are told, and who is in school.
        name: of the body; another name gives other ids for the same people.
        units: the codes of its school units, or None for all in the folder.
    """
    return _System(folder, today, name, units).held()


def sayable(folder: Path, out: Path, today: date) -> None:
    """Write the folder anew, with those enrolments alone that SS 12000 can say."""
    out.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.csv"):
        if path.stem != "enrolments":
            copyfile(path, out / path.name)
    with (out / "enrolments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS["enrolments"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(_sayable_rows(folder, today))


def spread(text: str, among: int) -> int:
    """A number below `among` that is always the same for the text."""
    return crc32(text.encode()) % among


def ongoing(enrolment: Json, today: date) -> bool:
    """Is this an enrolment that holds on the day?"""
    day = today.isoformat()
    ends = enrolment.get("endDate", day)
    return enrolment["startDate"] <= day <= ends and not enrolment.get("cancelled")


# ── The files ────────────────────────────────────────────────────────────────────────


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: value.strip() for column, value in row.items()}


def _people(folder: Path, today: date) -> dict[str, Row]:
    """The first row of each number of people.csv, as 12 characters."""
    people: dict[str, Row] = {}
    for row in _rows(folder, "people"):
        number = _number(row["person_no"], today)
        if number:
            people.setdefault(number, row)
    return people


def _sayable_rows(folder: Path, today: date) -> Iterator[Row]:
    people = _people(folder, today)
    names: dict[str, str] = {}
    for row in _rows(folder, "enrolments"):
        said = _said(row, today)
        if said and said["person_no"] in people:
            unit = said["school_unit_code"] or said["school_name"]
            said["school_name"] = names.setdefault(unit, said["school_name"])
            yield said


def _said(row: Row, today: date) -> Row | None:
    """The row as SS 12000 can say it, or None."""
    number, kind = _number(row["person_no"], today), row["school_type"].upper()
    first, last = _day(row["from"]), _day(row["until"])
    status = row["status"].lower()
    if not (number and kind in SAYABLE and first) or last is None:
        return None
    if status in ("interrupted", "completed") and last:
        status = "active"
    if status not in ("active", "cancelled"):
        return None
    return row | {
        "person_no": number,
        "school_type": kind,
        "programme_code": row["programme_code"].upper(),
        "from": first,
        "until": last,
        "status": status,
        "study_abroad": "",
    }


def _number(text: str, today: date) -> str:
    try:
        return twelve(text, today)
    except InvalidNumber:
        return ""


def _day(text: str) -> str | None:
    """An ISO date, empty as it is, or None for a day that there is not."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return None


# ── The objects ──────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Group:
    """Those of one school unit and type who are there today, to be given mentors."""

    unit: str
    school_type: str
    members: list[tuple[str, str]] = field(default_factory=list)  # person, since


class _System:
    """One school system, filled from a folder."""

    def __init__(
        self, folder: Path, today: date, name: str, units: Container[str] | None
    ) -> None:
        self.folder, self.today, self.name, self.units = folder, today, name, units
        self.body = self.id("huvudman", name)
        self.places: dict[str, Json] = {}  # school units by code, or name without one
        self.programmes: dict[tuple[str, str], Json] = {}
        self.groups: dict[tuple[str, str], _Group] = {}
        self.serials = count(1)
        self.lists: Held = {
            kind: []
            for kind in (
                *("organisations", "persons", "placements", "duties", "groups"),
                *("programmes", "studyplans", "syllabuses", "activities"),
                *("calendarEvents", "attendances", "absences", "grades"),
            )
        }

    def id(self, kind: str, key: str) -> str:
        return str(uuid5(NAMESPACE_DNS, f"{self.name}/{kind}/{key}"))

    def held(self) -> Held:
        people, of_person = _people(self.folder, self.today), self.enrolments()
        homes = {
            _number(row["person_no"], self.today): row["municipality_code"]
            for row in _rows(self.folder, "registrations")
        }
        self.lists["syllabuses"] = [self.syllabus(course) for course in COURSES]
        for number, enrolments in of_person.items():
            self.pupil(number, people[number], enrolments, homes.get(number, ""))
        for group in self.groups.values():
            self.mentors(group)
        self.lists["organisations"] = [
            {
                "id": self.body,
                "meta": LONG_AGO,
                "displayName": self.name,
                "organisationType": "Huvudman",
            },
            *self.places.values(),
        ]
        self.lists["programmes"] = list(self.programmes.values())
        return self.lists

    def enrolments(self) -> dict[str, list[Json]]:
        """What is said of each number; units and programmes are met on the way."""
        of_person: dict[str, list[Json]] = {}
        for row in _sayable_rows(self.folder, self.today):
            if self.units is not None and row["school_unit_code"] not in self.units:
                continue
            of_person.setdefault(row["person_no"], []).append(self.enrolment(row))
        return of_person

    def enrolment(self, row: Row) -> Json:
        kind, code = row["school_type"], row["programme_code"]
        enrolment: Json = {
            "enroledAt": {"id": self.unit(row)["id"]},
            "schoolType": kind,
            "startDate": row["from"],
        }
        if row["until"]:
            enrolment["endDate"] = row["until"]
        if row["status"] == "cancelled":
            enrolment["cancelled"] = True
        if code:
            enrolment["educationCode"] = code
            enrolment["programme"] = {"id": self.programme(kind, code)["id"]}
        return enrolment

    def unit(self, row: Row) -> Json:
        code, name = row["school_unit_code"], row["school_name"]
        unit = self.places.get(code or name)
        if unit is None:
            unit = self.places[code or name] = {
                "id": self.id("skolenhet", code or name),
                "meta": LONG_AGO,
                "displayName": name,
                "organisationType": "Skolenhet",
                "parentOrganisation": {"id": self.body},
                "schoolTypes": [],
            }
            if code:
                unit["schoolUnitCode"] = code
        types: list[str] = unit["schoolTypes"]
        if row["school_type"] not in types:
            types.append(row["school_type"])
        return unit

    def programme(self, kind: str, code: str) -> Json:
        if (kind, code) not in self.programmes:
            sort = "Yrkesprogram"
            if code.startswith("IM"):
                sort = "Intruduktionsprogram"  # as the standard misspells it
            elif code[:2] in PREPARATORY:
                sort = "Högskoleförberedande program"
            self.programmes[kind, code] = {
                "id": self.id("program", f"{kind} {code}"),
                "meta": LONG_AGO,
                "name": f"Program {code}",
                "type": sort,
                "schoolType": kind,
                "code": code,
            }
        return self.programmes[kind, code]

    def pupil(self, number: str, row: Row, enrolments: list[Json], home: str) -> None:
        """A pupil with guardians, a place in a mentor's group, perhaps a study plan."""
        person = self.id("person", number)
        marking = MARKINGS.get(row["protection"].lower())
        born_on = _born_on(number)
        pupil = self.person(person, row["given_name"], row["family_name"], marking)
        pupil["civicNo"] = {"value": number, "nationality": "SE"}
        if born_on:
            pupil["birthDate"] = born_on.isoformat()
        if row["sex"].lower() in SEXES:
            pupil["sex"] = SEXES[row["sex"].lower()]
        pupil["personStatus"] = "Avliden" if row["deceased_on"] else "Aktiv"
        pupil |= _reach(row, home)
        pupil["enrolments"] = enrolments
        self.lists["persons"].append(pupil)
        if born_on and birthday(born_on, GUARDED) > self.today:
            pupil["responsibles"] = list(self.guardians(number, row, marking))
        now = next((one for one in enrolments if ongoing(one, self.today)), None)
        if now and now["schoolType"] in WITH_MENTOR:
            unit, kind = now["enroledAt"]["id"], now["schoolType"]
            group = self.groups.setdefault((unit, kind), _Group(unit, kind))
            group.members.append((person, now["startDate"]))
        if now and now["schoolType"] == "GY" and not spread(number, 5):
            self.lists["studyplans"].append(self.study_plan(person, now))
        if now and not spread(number, 997):
            self.lists["placements"].append(self.placement(person, now))

    def person(self, person: str, given: str, family: str, marking: str | None) -> Json:
        named: Json = {
            "id": person,
            "meta": LONG_AGO,
            "givenName": given,
            "familyName": family,
        }
        return named | ({"securityMarking": marking} if marking else {})

    def guardians(self, number: str, row: Row, marking: str | None) -> Iterator[Json]:
        """One or two; one in a hundred has a marking of their own."""
        for place in range(2 if spread(number, 5) else 1):
            key = f"{number}/{place}"
            guardian = self.id("ansvarig", key)
            own = marking
            if marking == "Ingen" and not spread(key, 97):
                own = "Sekretessmarkering"
            given = GIVEN_NAMES[spread(key, len(GIVEN_NAMES))]
            person = self.person(guardian, given, row["family_name"], own)
            phone = f"070-174 06 {5 + spread(key, 95):02}"  # kept for fiction
            self.lists["persons"].append(
                person
                | {
                    "civicNo": {"value": self.grown_up(), "nationality": "SE"},
                    "phoneNumbers": [{"value": phone, "type": "Hem", "mobile": True}],
                    "emails": [
                        {"value": f"{guardian[:8]}@example.org", "type": "Privat"}
                    ],
                }
            )
            kind = "Vårdnadshavare" if spread(key, 50) else "God man"
            yield {"person": _reference(person), "relationType": kind}

    def grown_up(self) -> str:
        """A number of somebody born in the nineteen-seventies; each once."""
        days, serial = divmod(next(self.serials), 1000)
        year, month, day = 1970 + days // 336, 1 + days // 28 % 12, 1 + days % 28
        digits = f"{year % 100:02}{month:02}{day:02}{serial:03}"
        return f"{year // 100}{digits}{-check_sum(digits) % 10}"

    def mentors(self, group: _Group) -> None:
        """Groups of 25, each with a mentor whose duty says so."""
        everybody = group.members
        for first_of in range(0, len(everybody), IN_A_GROUP):
            members = everybody[first_of : first_of + IN_A_GROUP]
            place = first_of // IN_A_GROUP + 1
            key = f"{group.unit}/{group.school_type}/{place}"
            since = min(first for _, first in members)
            mentor = self.staff(key)
            mentored = self.id("grupp", key)
            self.lists["groups"].append(
                {
                    "id": mentored,
                    "meta": LONG_AGO,
                    "displayName": f"Mentorsgrupp {place}",
                    "startDate": since,
                    "groupType": "Mentor",
                    "schoolType": group.school_type,
                    "organisation": {"id": group.unit},
                    "groupMemberships": [
                        {"person": {"id": person}, "startDate": first}
                        for person, first in members
                    ],
                }
            )
            role = {"group": {"id": mentored}, "assignmentRoleType": "Mentor"}
            self.lists["duties"].append(
                {
                    "id": self.id("tjänst", key),
                    "meta": LONG_AGO,
                    "person": _reference(mentor),
                    "assignmentRole": [role | {"startDate": since}],
                    "dutyAt": {"id": group.unit},
                    "dutyRole": "Lärare",
                    "startDate": since,
                }
            )

    def staff(self, key: str) -> Json:
        """Somebody who works at a school; schools do not tell the number of staff."""
        person = self.id("personal", key)
        given = GIVEN_NAMES[spread(key, len(GIVEN_NAMES))]
        staff = self.person(person, given, "Lärarsson", "Ingen")
        mail = {"value": f"{person[:8]}@skola.example.org", "type": "Skola personal"}
        staff["emails"] = [mail]
        self.lists["persons"].append(staff)
        return staff

    def study_plan(self, person: str, enrolment: Json) -> Json:
        courses = [
            {"syllabus": {"id": each["id"]}, "startDate": enrolment["startDate"]}
            for each in self.lists["syllabuses"]
        ]
        return {
            "id": self.id("studieplan", person),
            "meta": LONG_AGO,
            "student": {"id": person},
            "startDate": enrolment["startDate"],
            "content": [
                {
                    "title": "Gymnasiegemensamma ämnen",
                    "type": "Gymnasiegemensamma",
                    "points": sum(points for *_, points in COURSES),
                    "syllabuses": courses,
                }
            ],
            # Free text, which may tell of health: nobody may keep it.
            "notes": [{"type": "Anteckningar", "note": "Behöver lugn och ro."}],
        }

    def placement(self, person: str, enrolment: Json) -> Json:
        """After-school care that somebody forgot to end: no school must follow."""
        return {
            "id": self.id("placering", person),
            "meta": LONG_AGO,
            "child": {"id": person},
            "placedAt": enrolment["enroledAt"],
            "schoolType": "FTH",
            "startDate": enrolment["startDate"],
        }

    def syllabus(self, course: tuple[str, str, str, str, int]) -> Json:
        code, name, subject, subject_name, points = course
        return {
            "id": self.id("kurs", code),
            "meta": LONG_AGO,
            "schoolType": "GY",
            "subjectCode": subject,
            "subjectName": subject_name,
            "courseCode": code,
            "courseName": name,
            "points": points,
            "curriculum": "GY2011",
            "official": True,
        }


def _reference(person: Mapping[str, Any]) -> Json:
    """A person as others name them: with their marking, where it is known."""
    kept = ("id", "securityMarking")
    return {key: person[key] for key in kept if key in person}


def _born_on(number: str) -> date | None:
    day = int(number[6:8])
    try:
        return date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 else day)
    except ValueError:
        return None


def _reach(row: Row, home: str) -> Json:
    """Mail, telephone and address, as far as they are known."""
    reach: Json = {}
    if row["email"]:
        reach["emails"] = [{"value": row["email"], "type": "Privat"}]
    if row["phone"]:
        reach["phoneNumbers"] = [{"value": row["phone"], "type": "Hem", "mobile": True}]
    if row["street"]:
        reach["addresses"] = [
            {
                "type": "Folkbokföring",
                "streetAddress": row["street"],
                "postalCode": row["postal_code"],
                "locality": row["locality"],
                "country": "Sverige",
                # A number in the standard: the leading nought of 0114 is lost.
                **({"municipalityCode": int(home)} if home.isdigit() else {}),
            }
        ]
    return reach
