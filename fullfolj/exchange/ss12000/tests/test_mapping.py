"""The page of what becomes of SS 12000: held to the code and to the official file."""

from collections.abc import Iterable, Iterator
from typing import Any

from docs.ss12000 import mapping
from fullfolj.exchange.ss12000 import read
from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.region import Held
from fullfolj.exchange.ss12000.tests.standard import Standard

READ: dict[str, set[str]] = {}


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


def test_every_field_that_is_read_stands_on_the_page(held: Held) -> None:
    READ.clear()
    said = read.Said()
    read.organisations(said, watched("Organisation", held["organisations"]))
    read.programmes(said, watched("Programme", held["programmes"]))
    nobody = {key: v for key, v in held["persons"][0].items() if key != "civicNo"}
    read.persons(said, watched("Person", [*held["persons"], nobody]), TODAY)
    for entity in ("Organisation", "Programme", "Person", "Enrolment"):
        assert READ[entity] == fields(entity), entity


def test_every_field_on_the_page_is_the_standards(official: Standard) -> None:
    schemas = official.schemas
    for entity in mapping()["entity"]:
        known = schemas[entity["name"]]["properties"]
        assert fields(entity["name"]) <= set(known), entity["name"]
