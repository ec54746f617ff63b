"""The checklists in the language of the page, and how a case stands in each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import OuterRef
from django.utils.timezone import localtime
from django.utils.translation import get_language

from fullfolj.casework.models import Case, ChecklistVersion, Tick
from fullfolj.casework.rules.checklists import (
    Checklist,
    Checklists,
    Point,
    done,
    points_of,
    suits,
)
from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.nested import as_list

COMMON = Path(__file__).with_name("checklists.toml")
WORDS = ("code", "version", "title", "points", "is_used")


@dataclass(frozen=True)
class Ticked:
    """A point as it stands in a case: who ticked it and when, if anybody has."""

    point: Point
    is_done: bool = False
    ticker: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Stands:
    """A checklist as it stands in a case; `suits` where it is shown by itself."""

    checklist: Checklist
    done: int
    suits: bool

    @property
    def is_near(self) -> bool:
        """Whether it is shown before the others: begun and not done, or suiting."""
        whole = self.done == len(self.checklist.points)
        return not whole and (self.suits or self.done > 0)


def checklists() -> Checklists:
    """All lists of the authority that asks, in one statement."""
    rows = ChecklistVersion.objects.order_by("code", "version").values(*WORDS)
    return read(rows)


def read(rows: Iterable[Mapping[str, Any]]) -> Checklists:
    """All lists, of what the database says of the authority's own."""
    language = get_language() or LANGUAGES[0]
    language = language if language in LANGUAGES else LANGUAGES[0]
    own = [Checklist(**{**row, "points": points_of(row["points"])}) for row in rows]
    return Checklists(common(language), own)


@cache
def common(language: str) -> tuple[Checklist, ...]:
    """Every version of the lists that come with the house."""
    found = tomllib.loads(COMMON.read_text(encoding="utf-8"))["checklist"]
    return tuple(
        Checklist(
            code=each["code"],
            version=each["version"],
            when=each.get("when", ""),
            title=each["title"][language],
            points=tuple(Point(p["code"], p[language]) for p in each["points"]),
        )
        for each in found
    )


def ticked(case: Case, checklist: Checklist) -> list[Ticked]:
    """The points of a list as they stand in a case, in one statement."""
    rows = Tick.objects.of_case(case).filter(checklist=checklist.code).with_names()
    last = {row.point: row for row in rows}
    return [
        Ticked(
            point,
            last[point.code].is_done,
            last[point.code].ticker or "",
            localtime(last[point.code].recorded_at).date(),
        )
        if point.code in last
        else Ticked(point)
        for point in checklist.points
    ]


def asks() -> dict[str, Any]:
    """What a statement about a case is to answer for its checklists."""
    mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
    ticks = Tick.objects.filter(**mine).order_by("recorded_at", "id")
    own = ChecklistVersion.objects.order_by("code", "version")
    said = ("checklist", "point", "is_done")
    return {
        "ticks_of": as_list(ticks, said),
        "checklists_of": as_list(own, WORDS),
    }


def standing(case: Case, told: Mapping[str, Any]) -> list[Stands]:
    """Each list in use as it stands in a case, of what `asks` was answered."""
    ticks = {(t["checklist"], t["point"]): t["is_done"] for t in told["ticks_of"]}
    known: dict[str, Any] = {
        "is_new": case.attempts == 0,
        "born": case.person.birth_date,
        "on": clock.today(),
    }
    return [
        Stands(each, done(each, ticks), suits(each, **known))
        for each in read(told["checklists_of"]).now()
        if each.is_used
    ]
