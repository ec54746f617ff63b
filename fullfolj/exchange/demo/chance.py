"""Draws by weight, fast enough for a nation and the same on every machine."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Lottery(Generic[T]):
    """Outcomes with weights; the caller brings the chance, a number in [0, 1)."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._outcomes = tuple(weights)
        self._limits = tuple(accumulate(weights.values()))
        self._total = self._limits[-1]
        self._last = len(self._outcomes) - 1

    def draw(self, chance: float) -> T:
        """The outcome that this chance gives."""
        # Rounding may lift chance * total to the total itself: never past the last.
        return self._outcomes[bisect(self._limits, chance * self._total, 0, self._last)]
