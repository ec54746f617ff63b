"""Invented schools, named after the real municipality they stand in."""

from collections.abc import Sequence
from typing import NamedTuple

from fullfolj.exchange.demo.municipalities import Municipality
from fullfolj.exchange.demo.school_calendar import VARIANTS

_LOWER = (
    "Tallbacka",
    "Ängsäter",
    "Bergsäter",
    "Lövkulle",
    "Stenhaga",
    "Sjövreta",
    "Björkdunge",
    "Kvarnvreta",
    "Lingonheds",
    "Rönnlunda",
    "Videskogs",
    "Hästhaga",
    "Mossbergs",
    "Kråkbacke",
    "Solglänte",
    "Ekhöjds",
)
_UPPER = (
    "Lärk",
    "Falk",
    "Mås",
    "Tran",
    "Ugle",
    "Korp",
    "Svan",
    "Trast",
    "Ärl",
    "Svale",
    "Hägg",
    "Lönn",
    "Alm",
    "Hassel",
    "Sälg",
    "Ask",
)
_COUNTRIES = ("Norge", "Danmark", "Finland", "Storbritannien", "USA")


class School(NamedTuple):
    """A school unit; `variant` gives its term dates."""

    code: str
    name: str
    variant: int
    plans_end: bool  # writes the planned last day in `until`, or leaves it empty


class LocalSchools(NamedTuple):
    """The schools of one municipality, by what they teach."""

    lower: tuple[School, ...]
    adapted_lower: School
    special: School
    upper: tuple[School, ...]
    international: School
    adapted_upper: School
    adult: School
    folk_high: School


class SchoolBook:
    """All schools; each municipality's are invented when first asked for."""

    def __init__(self, municipalities: Sequence[Municipality]) -> None:
        self._municipalities = {each.code: each for each in municipalities}
        self._known: dict[str, LocalSchools] = {}
        self._centres: dict[str, str] = {}
        for each in sorted(municipalities, key=lambda one: one.young):
            self._centres[each.county] = each.code
        self.abroad = tuple(
            School(f"9900{place:04}", f"Gymnasieskola i {country}", place, False)
            for place, country in enumerate(_COUNTRIES)
        )

    def of(self, code: str) -> LocalSchools:
        """The schools of a municipality."""
        if code not in self._known:
            self._known[code] = _invent(self._municipalities[code])
        return self._known[code]

    def centre(self, code: str) -> LocalSchools:
        """The schools of the county's largest municipality, where others commute."""
        return self.of(self._centres[code[:2]])


def _invent(municipality: Municipality) -> LocalSchools:
    owner = _genitive(municipality.name)
    young = municipality.young
    lower = [f"{name}skolan" for name in _several(_LOWER, 1 + young // 1100)]
    upper = [f"{name}gymnasium" for name in _several(_UPPER, young // 2200)]
    names = [
        *(f"{owner} {name}" for name in lower),
        f"{owner} gymnasieskola",
        *(f"{owner} {name}" for name in upper),
        f"{owner} anpassade grundskola",
        f"{owner} specialskola",
        f"{owner} internationella gymnasium",
        f"{owner} anpassade gymnasieskola",
        f"{owner} vuxenutbildning",
        f"{owner} folkhögskola",
    ]
    units = [_school(municipality, *numbered) for numbered in enumerate(names, 1)]
    first = len(lower)
    adapted_lower, special, international, adapted_upper, adult, folk = units[-6:]
    return LocalSchools(
        lower=tuple(units[:first]),
        adapted_lower=adapted_lower,
        special=special,
        upper=tuple(units[first:-6]),
        international=international,
        adapted_upper=adapted_upper,
        adult=adult,
        folk_high=folk,
    )


def _several(names: Sequence[str], how_many: int) -> list[str]:
    """As many names; past the end of the list come a northern and a southern one."""
    return [
        ("", "norra ", "södra ")[place // len(names)] + names[place % len(names)]
        for place in range(min(how_many, 3 * len(names)))
    ]


def _school(municipality: Municipality, serial: int, name: str) -> School:
    mixed = 7 * int(municipality.code) + 3 * serial
    code = f"99{municipality.code}{serial:02}"
    return School(code, name, mixed % VARIANTS, mixed % 3 != 0)


def _genitive(name: str) -> str:
    return name if name[-1] in "aeioåäösxz" else f"{name}s"
