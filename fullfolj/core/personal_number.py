"""Swedish personal, coordination and reserve numbers, as 12 characters.

Personal number: folkbokföringslagen (1991:481) 18 §; coordination number: lag
(2022:1697), the day plus 60; reserve numbers are the schools' own (SS 12000
`civicNo`): eight digits, two letters, two digits, no check digit.
"""

import re
from dataclasses import dataclass
from datetime import date

from personnummer import personnummer

OLDEST = 110  # years: no person in an extract of young people is older
SHAPE = re.compile(
    r"(?P<century>\d\d)?(?P<yymmdd>\d{6})(?P<sign>[-+]?)(?P<last>\d{4}|[A-Z]{2}\d\d)",
    re.ASCII,
)


class InvalidNumber(ValueError):
    """The text is not a number of a person; `reason` is a key of message catalogues.

    `as_written` is the number as 12 characters where it could be read as such, so
    that its person can still be found.
    """

    def __init__(self, reason: str, as_written: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.as_written = as_written


@dataclass(frozen=True, slots=True)
class PersonNumber:
    """A checked number: 12 characters without hyphen, and the birth date it says."""

    text: str
    born_on: date


def twelve(text: str, today: date) -> str:
    """The number as 12 characters, unchecked: 2007 for `07…`, 1907 with `+`.

    Two texts for one number give the same answer. `today` tells the century.

    Raises:
        InvalidNumber: it has not the shape of a number.
    """
    text = text.strip()
    if len(text) == 12 and text.isascii() and text.isdigit():
        return text
    match = SHAPE.fullmatch(text.replace(" ", "").upper())
    if not match:
        raise InvalidNumber("number.shape")
    century = match["century"] or _century(match["yymmdd"], match["sign"], today)
    return century + match["yymmdd"] + match["last"]


def _century(yymmdd: str, sign: str, today: date) -> str:
    """The century in which a person so written is under 100, or over with `+`."""
    latest = f"{today.year % 100:02}{today.month:02}{today.day:02}"
    # A coordination number's day is 61–91: compare by year and month, then day.
    day = int(yymmdd[4:])
    plain = yymmdd[:4] + f"{day - 60 if day > 60 else day:02}"
    century = today.year // 100 - (plain > latest) - (sign == "+")
    return f"{century:02}"


def parse(text: str, today: date, *, is_old: bool = False) -> PersonNumber:
    """Check a number in any of its written forms: shape, date, century, check digit.

    `is_old` says that the number was written with `+`, so its age is meant.

    Raises:
        InvalidNumber: with the reason, and the 12 characters where they can be read.
    """
    number = twelve(text, today)
    born_on = _born_on(number)
    if born_on > today:
        raise InvalidNumber("number.future", number)
    if today.year - born_on.year > OLDEST and not (is_old or "+" in text):
        raise InvalidNumber("number.century", number)
    if number.isdigit() and not personnummer.valid(number):
        raise InvalidNumber("number.check", number)
    return PersonNumber(number, born_on)


def _born_on(number: str) -> date:
    """The birth date a 12-character number says.

    Raises:
        InvalidNumber: there is no such day.
    """
    day = int(number[6:8])
    try:
        return date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 else day)
    except ValueError:
        raise InvalidNumber("number.date", number) from None
