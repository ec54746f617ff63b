"""What came of some cases, as shares that each say of how many. Pure: counts.

The same result has several honest percentages: of all, of those who have left, of those
who have left and not moved. Sources: Karlskoga and Degerfors (#jagmed, 2018), where 46
of 80 are 57.5 % and 46 of 63 are 73.0 %; Berg (Plug In, 2015), where a placement is
told apart from work and those who moved are left out of the last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

from fullfolj.casework.rules.cases import AUTHORITY, DESTINATIONS, STUDIES
from fullfolj.casework.rules.progress import FEW

MOVED, REMAINS, WORK = "moved", "remains", "work"
REACHED = frozenset(
    (WORK, *(code for code, group in DESTINATIONS.items() if group == STUDIES))
)
PASSED_ON = frozenset(
    code for code, group in DESTINATIONS.items() if group == AUTHORITY
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    part: int
    of: int

    @property
    def percent(self) -> Fraction | None:
        """Exactly, without rounding; None where it is of nobody."""
        return Fraction(100 * self.part, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Shares:
    """What came of some cases, in the order in which it is told.

    Attributes:
        reached: in studies or work, of all.
        reached_of_left: the same, of those who have left.
        reached_of_stayed: the same, of those who have left and not moved away.
        left: who no longer remains, of all.
        passed_on: at another authority, of all.
    """

    reached: Share
    reached_of_left: Share
    reached_of_stayed: Share
    left: Share
    passed_on: Share


def shares(counts: Mapping[str, int]) -> Shares:
    """The shares of some cases.

    Args:
        counts: how many cases went to each of `DESTINATIONS`.
    """
    everyone = sum(counts.values())
    left = everyone - counts.get(REMAINS, 0)
    reached = sum(counts.get(code, 0) for code in REACHED)
    passed_on = sum(counts.get(code, 0) for code in PASSED_ON)
    return Shares(
        reached=Share(reached, everyone),
        reached_of_left=Share(reached, left),
        reached_of_stayed=Share(reached, left - counts.get(MOVED, 0)),
        left=Share(left, everyone),
        passed_on=Share(passed_on, everyone),
    )


def told(found: Shares) -> list[tuple[str, Share | None]]:
    """Each share by its name; None where fewer than five are in it.

    Nothing where the cases are fewer than five. It is for who sees the cases
    themselves: the few who are not in a share can be computed.
    """
    if found.reached.of < FEW:
        return []
    each = ((field.name, getattr(found, field.name)) for field in fields(found))
    return [(name, share if share.part >= FEW else None) for name, share in each]
