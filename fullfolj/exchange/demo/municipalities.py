"""The 290 municipalities: codes, names, and about how many young people live there."""

import csv
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Literal, NamedTuple

Scale = Literal["region", "nation"]

_JAMTLAND = ("2309", "2313", "2321", "2326", "2380")  # Plug In's five
_JOINT_BOARD = ("1862", "1883")  # Degerfors and Karlskoga
_GOTEBORGSREGIONEN = (
    "1384",
    "1401",
    "1402",
    "1407",
    "1415",
    "1419",
    "1440",
    "1441",
    "1462",
    "1480",
    "1481",
    "1482",
    "1489",
)
_LUND = "1281"
REGION = frozenset((*_JAMTLAND, *_JOINT_BOARD, *_GOTEBORGSREGIONEN, _LUND))


class Municipality(NamedTuple):
    """One municipality; `young` is a rough estimate of its inhabitants aged 14-21."""

    code: str
    name: str
    young: int

    @property
    def county(self) -> str:
        """The two digits that its county shares."""
        return self.code[:2]


def all_municipalities() -> list[Municipality]:
    """All 290, sorted by code."""
    path = Path(__file__).with_name("municipalities.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Municipality(row["code"], row["name"], int(row["young"]))
            for row in csv.DictReader(file)
        ]


def shares(
    municipalities: Sequence[Municipality], persons: int
) -> Iterator[tuple[Municipality, int]]:
    """How many of `persons` each gets, in proportion; the sum is exact."""
    total = sum(municipality.young for municipality in municipalities)
    young = given = 0
    for municipality in municipalities:
        young += municipality.young
        share = round(persons * young / total) - given
        given += share
        yield municipality, share


class Places:
    """Where people move: half the time within the county, else anywhere."""

    def __init__(self, municipalities: Sequence[Municipality]) -> None:
        self._nation = _Weighted(municipalities)
        counties: dict[str, list[Municipality]] = {}
        for municipality in municipalities:
            counties.setdefault(municipality.county, []).append(municipality)
        self._counties = {code: _Weighted(of) for code, of in counties.items()}

    def move(self, code: str, near: float, which: float) -> str:
        """The other end of a move to or from `code`, by two chances."""
        weighted = self._counties[code[:2]] if near < 0.55 else self._nation
        other = weighted.draw(which)
        return other if other != code else self._nation.draw(near)


class _Weighted:
    def __init__(self, municipalities: Sequence[Municipality]) -> None:
        self._codes = [municipality.code for municipality in municipalities]
        self._limits = list(accumulate(each.young for each in municipalities))

    def draw(self, chance: float) -> str:
        return self._codes[bisect(self._limits, chance * self._limits[-1])]
