"""Days as ordinals, their text, and when each school's years begin and end.

Looking a day up is several times faster than making a date of it, and a nation's
extracts ask for some ten million days.
"""

from datetime import date

VARIANTS = 10


class SchoolCalendar:
    """The days that a life aged 14-21 on `as_of` can touch."""

    def __init__(self, as_of: date) -> None:
        first, last = as_of.year - 23, as_of.year + 8
        self.as_of = as_of.toordinal()
        self.base = date(first, 1, 1).toordinal()
        days = [
            date.fromordinal(ordinal)
            for ordinal in range(self.base, date(last, 1, 1).toordinal())
        ]
        self._texts = [day.isoformat() for day in days]
        self._years = [day.year for day in days]
        # Who asks by 10 September still starts this autumn.
        self._autumns = [day.year + ((day.month, day.day) > (9, 10)) for day in days]
        self._starts = {y: _autumn_starts(y) for y in range(first, last)}
        self._ends = {y: _spring_ends(y) for y in range(first, last)}

    def text(self, ordinal: int) -> str:
        """The day as YYYY-MM-DD."""
        return self._texts[ordinal - self.base]

    def year(self, ordinal: int) -> int:
        """The calendar year of the day."""
        return self._years[ordinal - self.base]

    def next_autumn(self, ordinal: int) -> int:
        """The year of the first autumn term that one can still start on the day."""
        return self._autumns[ordinal - self.base]

    def start(self, year: int, variant: int) -> int:
        """First school day of the autumn term at schools of this variant."""
        return self._starts[year][variant]

    def end(self, year: int, variant: int) -> int:
        """Last school day of the spring term at schools of this variant."""
        return self._ends[year][variant]


def _autumn_starts(year: int) -> tuple[int, ...]:
    first = date(year, 8, 15).toordinal()
    return tuple(_weekday(first + variant, 1) for variant in range(VARIANTS))


def _spring_ends(year: int) -> tuple[int, ...]:
    first = date(year, 6, 6).toordinal()
    return tuple(_weekday(first + variant, -1) for variant in range(VARIANTS))


def _weekday(ordinal: int, step: int) -> int:
    while date.fromordinal(ordinal).weekday() > 4:
        ordinal += step
    return ordinal
