"""What a checklist has, when it suits, and how far one has come. Pure.

A checklist is data with versions. The common ones stand in checklists.toml, an
authority's own in the database; it also says there which of the common it does not use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

CODE = 40  # characters of the code of a list, or of a point
OWN = "egen-"  # begins the code of an authority's own list
LONGEST, MOST = 160, 20  # characters of a point; points of a list

NEW, NEAR_20, SUMMER = ("new", "near_20", "summer")
BEFORE_20 = 6  # months before the birthday when what comes after is to be thought of
SUMMER_FROM, SUMMER_UNTIL = (4, 1), (6, 15)  # month and day; the last is not in it


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to do or to ask."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """One list in one version, in one language.

    Attributes:
        when: for whom it is shown by itself; empty where one looks it up.
        is_used: False once the authority no longer uses it.
    """

    code: str
    version: int = 1
    title: str = ""
    points: tuple[Point, ...] = ()
    when: str = ""
    is_used: bool = True

    @property
    def is_own(self) -> bool:
        """Whether the authority made it."""
        return self.code.startswith(OWN)


@dataclass(frozen=True, slots=True)
class Checklists:
    """All versions of all lists: the common ones in order, then the authority's.

    What the authority says of a common list (its code in `own`) is only whether it is
    used; the words stay the house's.
    """

    common: Sequence[Checklist]
    own: Sequence[Checklist] = ()

    def now(self) -> list[Checklist]:
        """The latest version of each, in order, also of those no longer used."""
        said = latest(self.own)
        common = latest(self.common)
        used = {code: each.is_used for code, each in said.items()}
        mine = [each for each in said.values() if each.is_own]
        return [
            *(replace(c, is_used=used.get(c.code, True)) for c in common.values()),
            *sorted(mine, key=lambda each: int(each.code.removeprefix(OWN))),
        ]

    def get(self, code: str) -> Checklist | None:
        """The latest version of one; None where there is none."""
        return next((each for each in self.now() if each.code == code), None)

    def next_code(self) -> str:
        """What the authority's next own list is called."""
        numbers = [int(each.code.removeprefix(OWN)) for each in self.own if each.is_own]
        return f"{OWN}{max(numbers, default=0) + 1}"


def latest(versions: Iterable[Checklist]) -> dict[str, Checklist]:
    """The last version of each, in the order in which the first of each came."""
    found: dict[str, Checklist] = {}
    for each in versions:
        if each.code not in found or found[each.code].version < each.version:
            found[each.code] = each
    return found


def points_of(lines: Iterable[str]) -> tuple[Point, ...]:
    """Lines of text as points. A line with the same words keeps its ticks."""
    return tuple(
        Point(sha256(line.encode()).hexdigest()[:12], line)
        for line in dict.fromkeys(lines)
    )


def suits(checklist: Checklist, *, is_new: bool, born: date | None, on: date) -> bool:
    """Whether a list is shown by itself for a youth on a day.

    Args:
        is_new: nobody has tried to reach them.
        born: None where it is not known; then no age suits.
    """
    if checklist.when == NEW:
        return is_new
    if checklist.when == SUMMER:
        return SUMMER_FROM <= (on.month, on.day) < SUMMER_UNTIL
    if checklist.when == NEAR_20 and born:
        months = (on.year - born.year - 20) * 12 + on.month - born.month
        passed = months - (on.day < born.day)  # whole months since the birthday
        return -BEFORE_20 <= passed < 0
    return False


def done(checklist: Checklist, standing: Mapping[tuple[str, str], bool]) -> int:
    """How many points of a list are ticked.

    Args:
        standing: (list, point) -> whether it is ticked now.
    """
    return sum(standing.get((checklist.code, p.code), False) for p in checklist.points)
