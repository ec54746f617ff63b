"""Faults as real extracts have them, in small known shares.

Each kind comes at even distances with some chance between, so that even a small
extract has at least one of each and a large one has the share that is stated.
"""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from fullfolj.exchange.demo.extract import COLUMNS, PersonRows, Row
from fullfolj.exchange.demo.numbers import Numbers

# Faults per person. The first four kinds are harmless and common.
_SHARES = {
    "hyphen": 0.01,
    "ten_digits": 0.005,
    "ten_digits_hyphen": 0.004,
    "trailing_space": 0.01,
    "duplicate_row": 0.0005,
    "pupil_not_in_people": 0.0004,
    "empty_protection": 0.0002,
    # Rows that cannot be used, or that contradict each other: under 0.1 % together.
    "impossible_date": 0.00014,
    "bad_check_digit": 0.00014,
    "unknown_school_type": 0.00014,
    "end_before_start": 0.00014,
    "interrupted_without_end": 0.00014,
    "overlapping_registration": 0.00014,
}
_UNKNOWN_TYPES = ("GYM", "XX", "KVX")
_PROTECTION = COLUMNS["people"].index("protection")
_CODE, _REG_FROM, _REG_UNTIL, _REASON = 1, 2, 3, 4
_TYPE, _FROM, _UNTIL, _STATUS = (
    COLUMNS["enrolments"].index(column)
    for column in ("school_type", "from", "until", "status")
)


class Mess:
    """Spoils a person's rows where it is their turn, and counts what it did."""

    def __init__(
        self, chance: Callable[[], float], numbers: Numbers, persons: int
    ) -> None:
        self._chance = chance
        self._numbers = numbers
        self._steps = {
            kind: min(1 / share, persons / 2) for kind, share in _SHARES.items()
        }
        self._due = {kind: chance() * step for kind, step in self._steps.items()}
        self._next = min(self._due.values())
        self._place = 0
        self.counts: Counter[str] = Counter(dict.fromkeys(_SHARES, 0))
        self._makers: dict[str, Callable[[PersonRows, int], bool]] = {
            "hyphen": self._hyphen,
            "ten_digits": self._ten_digits,
            "ten_digits_hyphen": self._ten_digits_hyphen,
            "trailing_space": self._trailing_space,
            "duplicate_row": self._duplicate_row,
            "pupil_not_in_people": self._pupil_not_in_people,
            "empty_protection": self._empty_protection,
            "impossible_date": self._impossible_date,
            "bad_check_digit": self._bad_check_digit,
            "unknown_school_type": self._unknown_school_type,
            "end_before_start": self._end_before_start,
            "interrupted_without_end": self._interrupted_without_end,
            "overlapping_registration": self._overlapping_registration,
        }

    def stir(self, rows: PersonRows, birth: int) -> None:
        """Called once per person; most are left as they are."""
        self._place += 1
        if self._place <= self._next:
            return
        for kind, due in self._due.items():
            # A person whom the fault does not fit leaves it to the next.
            if due < self._place and self._makers[kind](rows, birth):
                self.counts[kind] += 1
                step = self._steps[kind]
                self._due[kind] = due + step * (0.5 + self._chance())
                break  # one fault each, so that each shows by itself
        self._next = min(self._due.values())

    # How numbers are written

    def _hyphen(self, rows: PersonRows, _birth: int) -> bool:
        return self._rewrite(rows, lambda number: f"{number[:8]}-{number[8:]}")

    def _ten_digits(self, rows: PersonRows, _birth: int) -> bool:
        return self._rewrite(rows, lambda number: number[2:])

    def _ten_digits_hyphen(self, rows: PersonRows, _birth: int) -> bool:
        return self._rewrite(rows, lambda number: f"{number[2:8]}-{number[8:]}")

    def _rewrite(self, rows: PersonRows, write: Callable[[str], str]) -> bool:
        """Another way of writing the number, in one of the files."""
        if not rows.people[0][0].isdigit():
            return False
        for row in self._some_file(rows):
            row[0] = write(row[0])
        return True

    def _trailing_space(self, rows: PersonRows, _birth: int) -> bool:
        for row in self._some_file(rows):
            column = int(self._chance() * len(row))
            row[column] += " "
        return True

    # Rows too many, facts too few

    def _duplicate_row(self, rows: PersonRows, _birth: int) -> bool:
        file = self._some_file(rows)
        file.append(list(file[-1]))
        return True

    def _pupil_not_in_people(self, rows: PersonRows, birth: int) -> bool:
        """A pupil from elsewhere, whom the population extract does not have."""
        if not rows.enrolments:
            return False
        number = self._numbers.personal(birth, male=self._chance() < 0.5)
        rows.enrolments.append([number, *rows.enrolments[-1][1:]])
        return True

    def _empty_protection(self, rows: PersonRows, _birth: int) -> bool:
        if rows.people[0][_PROTECTION] != "none":
            return False
        rows.people[0][_PROTECTION] = ""
        return True

    # Rows that cannot be used

    def _impossible_date(self, rows: PersonRows, _birth: int) -> bool:
        if not rows.enrolments:
            return False
        in_school = self.counts["impossible_date"] % 2 == 0
        row = (rows.enrolments if in_school else rows.registrations)[-1]
        column = _FROM if in_school else _REG_FROM
        row[column] = f"{row[column][:4]}-{'02-30' if in_school else '13-01'}"
        return True

    def _bad_check_digit(self, rows: PersonRows, _birth: int) -> bool:
        """One school's row, or (every third time) the person everywhere."""
        number = rows.people[0][0]
        if not rows.enrolments or not number.isdigit():
            return False
        wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
        everywhere = self.counts["bad_check_digit"] % 3 == 2
        files = rows.files() if everywhere else ([rows.enrolments[-1]],)
        for row in (row for file in files for row in file):
            row[0] = wrong
        return True

    def _unknown_school_type(self, rows: PersonRows, _birth: int) -> bool:
        if not rows.enrolments:
            return False
        which = self.counts["unknown_school_type"] % len(_UNKNOWN_TYPES)
        rows.enrolments[-1][_TYPE] = _UNKNOWN_TYPES[which]
        return True

    def _end_before_start(self, rows: PersonRows, _birth: int) -> bool:
        """The two days of an ended enrolment, swapped."""
        ended = [row for row in rows.enrolments if row[_FROM] < row[_UNTIL]]
        if not ended:
            return False
        row = ended[-1]
        row[_FROM], row[_UNTIL] = row[_UNTIL], row[_FROM]
        return True

    def _interrupted_without_end(self, rows: PersonRows, _birth: int) -> bool:
        for row in rows.enrolments:
            if row[_STATUS] == "interrupted":
                row[_UNTIL] = ""
                return True
        return False

    def _overlapping_registration(self, rows: PersonRows, _birth: int) -> bool:
        """The municipality moved from has not ended the registration."""
        spells = rows.registrations
        for row, later in pairwise(spells):
            moved = row[_REASON] == "moved" and row[_CODE] != later[_CODE]
            if moved and not later[_REG_UNTIL]:
                row[_REG_UNTIL] = row[_REASON] = ""
                return True
        return False

    def _some_file(self, rows: PersonRows) -> list[Row]:
        files = [file for file in rows.files() if file]
        return files[int(self._chance() * len(files))]
