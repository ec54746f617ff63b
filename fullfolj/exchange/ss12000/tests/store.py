"""What a school system holds, and how it is asked: filters, expansions, deletions.

No HTTP here. An object that changes is replaced and never written to, so that a list
once begun stays what it was.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fullfolj.exchange.ss12000.tests.region import Held, Json

# The name in an address: in subscriptions and `entities`, in what is deleted. The
# standard spells the eighth like that.
NAMES = {
    "organisations": ("Organisation", "organisations"),
    "persons": ("Person", "persons"),
    "placements": ("Placement", "placements"),
    "duties": ("Duty", "duties"),
    "groups": ("Group", "groups"),
    "programmes": ("Programme", "programmes"),
    "studyplans": ("StudyPlan", "studyPlans"),
    "syllabuses": ("Syllabus", "syllabuses"),
    "activities": ("Activity", "activitites"),
    "calendarEvents": ("CalendarEvent", "calendarEvents"),
    "attendances": ("Attendance", "attendances"),
    "absences": ("Absence", "absences"),
    "grades": ("Grade", "grades"),
}
MOST_LOOKED_UP = 5_000
SORTS: dict[str, tuple[str, bool]] = {  # which field, the last first
    "DisplayNameAsc": ("displayName", False),
    "GivenNameAsc": ("givenName", False),
    "GivenNameDesc": ("givenName", True),
    "FamilyNameAsc": ("familyName", False),
    "FamilyNameDesc": ("familyName", True),
    "StartDateAsc": ("startDate", False),
    "StartDateDesc": ("startDate", True),
    "StartTimeAsc": ("startTime", False),
    "StartTimeDesc": ("startTime", True),
    "registeredDateAsc": ("registeredDate", False),
    "registeredDateDesc": ("registeredDate", True),
    "NameAsc": ("name", False),
    "CodeAsc": ("code", False),
}
EQUAL = {  # a filter, and the field that must be among its values
    "schoolUnitCode": "schoolUnitCode",
    "organisationCode": "organisationCode",
    "municipalityCode": "municipalityCode",
    "dutyRole": "dutyRole",
    "groupType": "groupType",
    "schoolType": "schoolType",
    "code": "code",
}
REFERRED = {  # a filter, and the reference that must be among its values
    "parent": "parentOrganisation",
    "parentProgramme": "parentProgramme",
    "student": "student",
    "person": "person",
    "child": "child",
    "registeredBy": "registeredBy",
    "gradingTeacher": "gradingTeacher",
    "calendarEvent": "calendarEvent",
    "activity": "activity",
}
TYPES = {"organisations": "organisationType", "absences": "type"}
ABOUT: dict[str, tuple[str, Callable[[Json], list[Json]]]] = {
    # What stands beside an object: of which kind it is, and to whom it refers.
    "duties": ("duties", lambda o: [o["person"]]),
    "placements": ("placements", lambda o: [o["child"]]),
    "attendance": ("attendances", lambda o: [o["calendarEvent"]]),
    "children": ("persons", lambda o: _each(o, "responsibles", "person")),
    "members": ("groups", lambda o: _each(o, "groupMemberships", "person")),
    "mentors": ("duties", lambda o: _each(o, "assignmentRole", "group")),
}
Wanted = Callable[[Json], bool]
Asked = Mapping[str, list[str]]


class NotDone(Exception):
    """This server has not built what it was asked for (501)."""


class TooMuch(Exception):
    """More was asked for than this server answers at once (503)."""


def moment(text: str) -> datetime:
    """The instant that a date-time of the standard says."""
    return datetime.fromisoformat(text)


class Store:
    """The objects of one school system, by the name in the address and by id."""

    def __init__(self, held: Held) -> None:
        self.held = {
            kind: {each["id"]: each for each in held.get(kind, ())} for kind in NAMES
        }
        self.kinds = {id_: kind for kind, of in self.held.items() for id_ in of}
        self.deleted: list[tuple[datetime, str, str]] = []  # when, kind, id
        self.generation = 0
        self._indexes: dict[str, dict[str, list[Json]]] = {}

    # ── What happens to it ───────────────────────────────────────────────────────────

    def put(self, kind: str, thing: Json) -> None:
        """Add an object, or put it in the place of the one that had its id."""
        self.held[kind][thing["id"]] = thing
        self.kinds[thing["id"]] = kind
        self._changed()

    def remove(self, id_: str, at: datetime) -> str:
        """Take an object away and remember that it was there; its kind."""
        kind = self.kinds.pop(id_)
        del self.held[kind][id_]
        self.deleted.append((at, kind, id_))
        self._changed()
        return kind

    def one(self, id_: str) -> Json:
        """The object with the id.

        Raises:
            KeyError: there is none.
        """
        return self.held[self.kinds[id_]][id_]

    def _changed(self) -> None:
        self.generation += 1
        self._indexes.clear()

    # ── Lists ────────────────────────────────────────────────────────────────────────

    def listed(self, kind: str, asked: Asked) -> list[Json]:
        """The objects of a kind that all filters let through.

        Raises:
            NotDone: a filter or an order is not built here.
        """
        found: Iterable[Json] = self.held[kind].values()
        for name, values in asked.items():
            if name != "sortkey":
                found = filter(self._wanted(kind, name, values), found)
        things = list(found)
        for key in asked.get("sortkey", ()):
            if key == "ModifiedDesc":
                things.sort(key=lambda o: moment(o["meta"]["modified"]), reverse=True)
            elif key in SORTS:
                name, last_first = SORTS[key]
                things.sort(key=lambda o: str(o.get(name, "")), reverse=last_first)
            else:
                raise NotDone(key)
        if any(name.startswith("relationship.") for name in asked):
            things = [each for each in things if self._related(each, asked)]
        return things

    def _wanted(self, kind: str, name: str, values: list[str]) -> Wanted:  # noqa: C901 - a table of filters
        value = values[0]
        if name.startswith("relationship."):
            return lambda o: True  # all of them together: see `_related`
        if name.startswith("meta."):
            return _of_meta(name, moment(value))
        if name.endswith((".onOrBefore", ".onOrAfter")):
            return _of_day(name, value)
        if name in EQUAL:
            return lambda o: o.get(EQUAL[name]) in values
        if name in REFERRED:
            return lambda o: o.get(REFERRED[name], {}).get("id") in values
        if name == "type" and kind in TYPES:
            return lambda o: o[TYPES[kind]] in values
        if name == "schoolTypes":
            return lambda o: bool(_school_types(o).intersection(values))
        if name == "civicNo":
            return lambda o: o.get("civicNo", {}).get("value") == value
        if name == "nameContains":
            return lambda o: all(_named(o, part) for part in values)
        if name == "organisation":
            below = self._below(value)
            return lambda o: self._place(o) in below
        raise NotDone(name)

    def _below(self, organisation: str) -> set[str]:
        """An organisation and all under it."""
        below, size = {organisation}, 0
        while len(below) > size:
            size = len(below)
            below |= {
                id_
                for id_, each in self.held["organisations"].items()
                if each.get("parentOrganisation", {}).get("id") in below
            }
        return below

    def _place(self, thing: Json) -> str:
        """Which organisation an object belongs to, itself or by its lesson."""
        for name in ("organisation", "dutyAt", "placedAt"):
            if name in thing:
                return str(thing[name]["id"])
        for name in ("activity", "calendarEvent"):
            if name in thing and thing[name]["id"] in self.kinds:
                return self._place(self.one(thing[name]["id"]))
        return ""

    def _related(self, person: Json, asked: Asked) -> bool:
        kind = asked.get("relationship.entity.type", ["enrolment"])[0]
        at = asked.get("relationship.organisation", [""])[0]
        days = {
            name.removeprefix("relationship."): values[0]
            for name, values in asked.items()
            if name.endswith((".onOrBefore", ".onOrAfter"))
        }
        tests = [_of_day(name, value) for name, value in days.items()]
        return any(
            (not at or where == at) and all(test(spell) for test in tests)
            for where, spell in self._relations(person, kind)
        )

    def _relations(self, person: Json, kind: str) -> Iterator[tuple[str, Json]]:
        """Where a person is related to a school, and the spell of it."""
        if kind == "enrolment":
            for each in person.get("enrolments", ()):
                yield each["enroledAt"]["id"], each
        elif kind == "duty":
            for each in self._by("duties")[person["id"]]:
                yield each["dutyAt"]["id"], each
        elif kind == "responsibleFor.enrolment":
            for child in self._by("children")[person["id"]]:
                yield from self._relations(child, "enrolment")
        elif kind == "groupMembership":
            for each in self._by("members")[person["id"]]:
                yield each["organisation"]["id"], each
        else:
            raise NotDone(kind)

    def looked_up(self, kind: str, body: Mapping[str, list[str]]) -> list[Json]:
        """The objects of a kind that a lookup names in any of its ways.

        Raises:
            NotDone: it names them in a way that is not built here.
            TooMuch: it names too many.
        """
        if sum(map(len, body.values())) > MOST_LOOKED_UP:
            raise TooMuch
        found: dict[str, Json] = {}
        for name, values in body.items():
            if name == "ids":
                of = self.held[kind]
                found |= {id_: of[id_] for id_ in values if id_ in of}
            else:
                wanted = self._of_lookup(name, set(values))
                found |= {
                    i: each for i, each in self.held[kind].items() if wanted(each)
                }
        return list(found.values())

    @staticmethod
    def _of_lookup(name: str, values: set[str]) -> Wanted:
        if name == "civicNos":
            return lambda o: o.get("civicNo", {}).get("value") in values
        if name in ("schoolUnitCodes", "organisationCodes"):
            return lambda o: o.get(name[:-1]) in values
        if name in ("students", "calendareEvents"):  # as the standard spells it
            field = "student" if name == "students" else "calendarEvent"
            return lambda o: o[field]["id"] in values
        raise NotDone(name)

    # ── What stands beside an object ─────────────────────────────────────────────────

    def expanded(self, kind: str, things: Sequence[Json], asked: Asked) -> list[Json]:
        """The objects with what `expand` and `expandReferenceNames` ask for."""
        expand = asked.get("expand", ())
        if expand:
            things = [
                each | {"_embedded": self._embedded(kind, each, expand)}
                for each in things
            ]
        if asked.get("expandReferenceNames") == ["true"]:
            things = [self._with_names(each) for each in things]
        return list(things)

    def _embedded(self, kind: str, thing: Json, expand: Sequence[str]) -> Json:
        """What was asked for, without what is no longer held."""
        beside = {name: self._beside(kind, thing, name) for name in expand}
        return {name: value for name, value in beside.items() if value is not None}

    def _beside(self, kind: str, thing: Json, name: str) -> Any:
        id_ = thing.get("id", "")
        if name == "duties":
            return self._by("duties")[id_]
        if name == "responsibleFor":
            return [
                {"person": {"id": child["id"]}, "relationType": each["relationType"]}
                for child in self._by("children")[id_]
                for each in child["responsibles"]
                if each["person"]["id"] == id_
            ]
        if name == "groupMemberships":
            return [_membership(group, id_) for group in self._by("members")[id_]]
        if name in ("placements", "ownedPlacements"):
            return self._by("placements")[id_] if name == "placements" else []
        if name == "assignmentRoles":
            return [
                {"duty": {"id": duty["id"]}}
                | {key: value for key, value in role.items() if key != "group"}
                for duty in self._by("mentors")[id_]
                for role in duty["assignmentRole"]
                if role["group"]["id"] == id_
            ]
        if name == "attendance":
            return self._by("attendance")[id_]
        if name in ("groups", "teachers", "owners"):
            ids = [each["id"] for each in thing.get(name, ())]
            return [self.one(each) for each in ids if each in self.kinds]
        its = thing.get(name, {}).get(
            "id"
        )  # person, child, student, activity, syllabus
        return self.one(its) if its in self.kinds else None

    def _by(self, name: str) -> dict[str, list[Json]]:
        """Objects by the id of whom or what they are about."""
        if name not in self._indexes:
            index = self._indexes[name] = defaultdict(list)
            kind, references = ABOUT[name]
            for thing in self.held[kind].values():
                for each in references(thing):
                    index[each["id"]].append(thing)
        return self._indexes[name]

    def _with_names(self, thing: Any) -> Any:
        if isinstance(thing, list):
            return [self._with_names(each) for each in thing]
        if not isinstance(thing, dict):
            return thing
        named = {key: self._with_names(value) for key, value in thing.items()}
        if "meta" not in thing and thing.get("id") in self.kinds:
            named["displayName"] = _display_name(self.one(thing["id"]))
        return named

    # ── Sums and deletions ───────────────────────────────────────────────────────────

    def aggregated(self, asked: Asked) -> list[Json]:
        """Minutes of each student and activity, over the days asked for."""
        first, last = asked["startDate"][0], asked["endDate"][0]
        students = asked.get("student")
        below = (
            self._below(asked["organisation"][0]) if "organisation" in asked else None
        )
        if "schoolType" in asked:
            raise NotDone("schoolType")
        sums: dict[tuple[str, str], Json] = {}
        for seen in self.held["attendances"].values():
            event = self.held["calendarEvents"].get(seen["calendarEvent"]["id"])
            if not event or not first <= event["startTime"][:10] <= last:
                continue
            student, activity = seen["student"]["id"], event["activity"]["id"]
            if students is not None and student not in students:
                continue
            if below is not None and self._place(event) not in below:
                continue
            row = sums.setdefault((student, activity), _nothing_yet(student, activity))
            row |= {"startDate": first, "endDate": last}
            _add(row, seen, event)
        return list(sums.values())

    def gone(self, asked: Asked) -> list[tuple[str, str]]:
        """What was taken away: the name in `data`, and the id."""
        after = moment(asked["after"][0]) if "after" in asked else None
        kinds = asked.get("entities")
        return [
            (NAMES[kind][1], id_)
            for at, kind, id_ in self.deleted
            if (after is None or at > after)
            and (kinds is None or NAMES[kind][0] in kinds)
        ]


def _each(thing: Json, name: str, reference: str) -> list[Json]:
    return [each[reference] for each in thing.get(name, ())]


def _of_meta(name: str, limit: datetime) -> Wanted:
    """As `meta.modified.after`: before is inclusive, after is not."""
    _, field, side = name.split(".")
    if side == "after":
        return lambda o: "meta" in o and moment(o["meta"][field]) > limit
    return lambda o: "meta" in o and moment(o["meta"][field]) <= limit


def _of_day(name: str, limit: str) -> Wanted:
    """As `startDate.onOrAfter`, of days and instants alike; without one an object is
    always let through."""
    field, side = name.split(".")
    at = moment(limit)

    def compared(thing: Json) -> bool:
        if field not in thing:
            return True
        its = moment(thing[field])
        return its <= at if side == "onOrBefore" else its >= at

    return compared


def _school_types(thing: Json) -> set[str]:
    return {*thing.get("schoolTypes", ()), thing.get("schoolType", "")}


def _named(person: Json, part: str) -> bool:
    names = (person.get(key, "") for key in ("givenName", "middleName", "familyName"))
    return any(part.casefold() in name.casefold() for name in names)


def _display_name(thing: Json) -> str:
    if "familyName" in thing:
        return f"{thing['givenName']} {thing['familyName']}"
    for key in ("displayName", "name", "courseName"):
        if key in thing:
            return str(thing[key])
    return str(thing["id"])


def _membership(group: Json, person: str) -> Json:
    mine = next(m for m in group["groupMemberships"] if m["person"]["id"] == person)
    shown = {key: value for key, value in group.items() if key != "groupMemberships"}
    return {key: value for key, value in mine.items() if key != "person"} | {
        "group": shown
    }


def _nothing_yet(student: str, activity: str) -> Json:
    sums = ("attendance", "validAbsence", "invalidAbsence", "otherAttendance")
    zero = dict.fromkeys((f"{name}Sum" for name in (*sums, "reported", "offered")), 0)
    return {"student": {"id": student}, "activity": {"id": activity}, **zero}


def _add(row: Json, seen: Json, event: Json) -> None:
    for name in ("attendance", "validAbsence", "invalidAbsence", "otherAttendance"):
        row[f"{name}Sum"] += seen.get(f"{name}Minutes", 0)
    span = moment(event["endTime"]) - moment(event["startTime"])
    minutes = int(span.total_seconds()) // 60
    row["offeredSum"] += minutes
    row["reportedSum"] += minutes if seen["isReported"] else 0
