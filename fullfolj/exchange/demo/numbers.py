"""Numbers of people who do not exist, valid in form and never given twice.

Birth numbers are taken from 999 downward for each birth date: the end of the series
where the tax agency keeps its own test numbers.
"""

from itertools import count

from fullfolj.exchange.demo.school_calendar import SchoolCalendar

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
# Room for coordination numbers beside the personal numbers of the same birth date.
_COORDINATION = 10_000_000


def check_sum(digits: str) -> int:
    """Sum of the digits, every second doubled (Luhn), for text that starts doubled."""
    return sum(
        _DOUBLED[int(digit)] if place % 2 == 0 else int(digit)
        for place, digit in enumerate(digits)
    )


class Numbers:
    """Gives out numbers; remembers the last birth number of each birth date and sex."""

    def __init__(self, calendar: SchoolCalendar) -> None:
        self._calendar = calendar
        self._next: dict[int, int] = {}
        self._dates: dict[int, tuple[str, int]] = {}
        self._births = [f"{number:03}" for number in range(1000)]
        # Six digits stand before it, so its own first digit is doubled again.
        self._birth_sums = [check_sum(birth) for birth in self._births]
        self._reserves: dict[int, count[int]] = {}

    def personal(self, birth: int, *, male: bool) -> str:
        """A personal number, twelve digits."""
        return self._give(birth, birth, male=male)

    def coordination(self, birth: int, *, male: bool) -> str:
        """A coordination number: the day of birth plus 60."""
        return self._give(birth + _COORDINATION, birth, male=male)

    def reserve(self, birth: int) -> str:
        """A number that a school made itself: birth date, two letters, two digits."""
        serial = next(self._reserves.setdefault(birth, count(1)))
        letter = "FGHJKLMN"[serial // 100]
        day = self._calendar.text(birth).replace("-", "")
        return f"{day}T{letter}{serial % 100:02}"

    def _give(self, series: int, birth: int, *, male: bool) -> str:
        key = 2 * series + male
        number = self._next.get(key)
        if number is None:
            number = 999 if male else 998
        if number < 0:
            day = self._calendar.text(birth)
            raise ValueError(f"no birth numbers left for {day}: too many persons")
        self._next[key] = number - 2
        text, date_sum = self._dates.get(series) or self._date(series, birth)
        check = -(date_sum + self._birth_sums[number]) % 10
        return f"{text}{self._births[number]}{check}"

    def _date(self, series: int, birth: int) -> tuple[str, int]:
        year, month, day = self._calendar.text(birth).split("-")
        if series != birth:
            day = str(int(day) + 60)
        found = (year + month + day, check_sum(year[2:] + month + day))
        self._dates[series] = found
        return found
