"""The page of what becomes of SS 12000: held to the code and to the official file."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from docs.ss12000 import mapping
from fullfolj.exchange.ss12000 import read
from fullfolj.exchange.ss12000.actions.pull import PARTS
from fullfolj.exchange.ss12000.client import Access, Server
from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.region import Held
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.exchange.ss12000.tests.standard import Standard

READ: dict[str, set[str]] = {}
ENTITY = {
    "/organisations": "Organisation",
    "/programmes": "Programme",
    "/persons": "Person",
    "/groups": "Group",
    "/duties": "Duty",
    "/studyplans": "StudyPlan",
    "/syllabuses": "Syllabus",
    "/activities": "Activity",
    "/calendarEvents": "CalendarEvent",
    "/attendances": "Attendance",
    "/aggregatedAttendance": "AggregatedAttendance",
    "/absences": "Absence",
    "/grades": "Grade",
}


class Watched(dict[str, Any]):
    """An object that remembers which of its fields somebody asked for."""

    def __init__(self, entity: str, told: dict[str, Any]) -> None:
        super().__init__(told)
        self.entity = entity

    def get(self, key: str, default: Any = None) -> Any:
        READ.setdefault(self.entity, set()).add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        READ.setdefault(self.entity, set()).add(key)
        return super().__getitem__(key)


def watched(entity: str, objects: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in objects:
        inner = [Watched("Enrolment", e) for e in each.get("enrolments", ())]
        yield Watched(entity, each | ({"enrolments": inner} if inner else {}))


def fields(entity: str) -> set[str]:
    (found,) = [each for each in mapping()["entity"] if each["name"] == entity]
    return {field["name"] for field in found["field"]}


class WatchedServer(Server):
    """A server whose objects remember what was asked of them."""

    def listed(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        return watched(ENTITY[path], super().listed(path, **asked))

    def looked_up(self, path: str, ids: Iterable[str], **asked: Any) -> Any:
        return watched(ENTITY[path], super().looked_up(path, ids, **asked))


def test_every_field_that_is_read_stands_on_the_page(
    school: SchoolServer, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    READ.clear()
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TODAY)
    nobody = next(p for p in held["persons"] if p.get("enrolments"))
    school.change(nobody["id"], civicNo=None)
    server = WatchedServer(Access(url=school.url, token=school.token))
    said, parts = read.Said(), [part() for part in PARTS]
    read.organisations(said, server.listed("/organisations"))
    read.programmes(said, server.listed("/programmes"))
    persons = list(server.listed("/persons"))
    read.persons(said, persons, TODAY)
    for part in parts:
        for person in persons:
            part.see(person)
        part.ask(server, said, None, {})
    assert READ.keys() == {*ENTITY.values(), "Enrolment"}
    for entity, names in READ.items():
        assert names == fields(entity), entity


def test_every_field_on_the_page_is_the_standards(official: Standard) -> None:
    for entity in mapping()["entity"]:
        known = properties(official, official.schemas[entity["name"]])
        assert fields(entity["name"]) <= known, entity["name"]


def properties(official: Standard, schema: Any) -> set[str]:
    """The fields of a schema, also of those that it is put together of."""
    if "$ref" in schema:
        named = schema["$ref"].rpartition("/")[2]
        return properties(official, official.schemas[named])
    found = set(schema.get("properties", ()))
    for part in schema.get("allOf", ()):
        found |= properties(official, part)
    return found
