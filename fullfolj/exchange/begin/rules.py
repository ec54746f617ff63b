"""A list with any headings: which column is what, what a row says. Pure functions."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fullfolj.core.personal_number import InvalidNumber, parse
from fullfolj.exchange.extracts.checks import Refused, day
from fullfolj.people.rules import fold

NUMBER, NAME, GIVEN, FAMILY, BORN, NOTE = ROLES = (
    *("number", "name", "given", "family", "born", "note"),
)
NAMES = (NAME, GIVEN, FAMILY)
LOOKED_AT = 20  # first rows: a list often has a title before its headings
FEWEST_NUMBERS = 0.5  # of a column's filled cells, to be taken for numbers
LOST_ZEROS = (8, 9)  # digits that a spreadsheet left of ten

Row = tuple[int, list[str]]  # the line, and its cells
Columns = Mapping[str, int]  # role → place of the column, from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it came: its headings, or none, and the rows under them."""

    head: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says, by the columns that somebody chose.

    Attributes:
        number: of 12 characters; empty where there is none that can be read.
        wrong: why the number cannot be read, as a key of `refused`; empty otherwise.
        words: the folded words of the name, in the order of the alphabet, for lists
            write names both ways round.
    """

    line: int
    number: str
    wrong: str
    name: str
    words: tuple[str, ...]
    born_on: date | None
    note: str


@cache
def synonyms() -> dict[str, frozenset[str]]:
    """Role → the folded headings that say it."""
    text = Path(__file__).with_name("headings.toml").read_text(encoding="utf-8")
    return {role: frozenset(found) for role, found in tomllib.loads(text).items()}


def sheet(rows: Sequence[Row], today: date) -> Sheet:
    """Find the row of headings among the first, if there is one.

    The row with the most known headings; where none is known, the first row that fills
    two columns, unless a person's number or a day stands in it: then it is no heading.
    """
    first = list(rows[:LOOKED_AT])
    known = [sum(role_of(cell) != "" for cell in cells) for _, cells in first]
    if any(known):
        place = known.index(max(known))
        return Sheet(_whole(first[place][1], rows), list(rows[place + 1 :]))
    for place, (_, cells) in enumerate(first):
        if sum(map(bool, map(str.strip, cells))) >= 2:
            if any(is_number(cell, today) or is_day(cell) for cell in cells):
                break
            return Sheet(_whole(cells, rows), list(rows[place + 1 :]))
    return Sheet([""] * max((len(cells) for _, cells in rows), default=0), list(rows))


def _whole(head: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The headings, as many as the widest row has cells."""
    widest = max(len(cells) for _, cells in rows)
    return [*head, *[""] * (widest - len(head))]


def role_of(heading: str) -> str:
    """What a heading says that its column is; empty where it is not known."""
    folded = fold(heading)
    return next((role for role in ROLES if folded in synonyms()[role]), "")


def guess(found: Sheet, today: date) -> dict[str, int]:
    """Which column is what: by its heading, and numbers also by what they look like."""
    columns: dict[str, int] = {}
    for place, heading in enumerate(found.head):
        role = role_of(heading)
        if role and role not in columns:
            columns[role] = place
    if NUMBER not in columns:
        numbers = _numbers_at(found, today)
        if numbers is not None:
            columns = {role: at for role, at in columns.items() if at != numbers}
            columns[NUMBER] = numbers
    return columns


def _numbers_at(found: Sheet, today: date) -> int | None:
    for place in range(len(found.head)):
        cells = [text for _, row in found.rows[:LOOKED_AT] if (text := at(row, place))]
        sound = sum(is_number(cell, today) for cell in cells)
        if cells and sound / len(cells) >= FEWEST_NUMBERS:
            return place
    return None


def at(cells: Sequence[str], place: int | None) -> str:
    """What stands in a column of a row; nothing where the row is shorter."""
    return cells[place].strip() if place is not None and place < len(cells) else ""


def is_number(text: str, today: date) -> bool:
    """Whether somebody can be meant by it."""
    try:
        parse(padded(text), today)
    except InvalidNumber:
        return False
    return True


def is_day(text: str) -> bool:
    """Whether it is a day, as of somebody's birth."""
    try:
        return day(BORN, text) is not None
    except Refused:
        return False


def padded(text: str) -> str:
    """With the zeros that a spreadsheet takes from who was born in 2000–2009."""
    lost = text.isascii() and text.isdigit() and len(text) in LOST_ZEROS
    return text.zfill(10) if lost else text


def is_enough(columns: Columns) -> bool:
    """Whether persons can be known by these: a number, or a name and a day of birth."""
    return NUMBER in columns or (has_name(columns) and BORN in columns)


def has_name(columns: Columns) -> bool:
    """Whether a whole name stands in them."""
    return NAME in columns or {GIVEN, FAMILY} <= columns.keys()


def lines(rows: Iterable[Row], columns: Columns, today: date) -> list[Line]:
    """What each row says; a row without number and name says nothing, and is left."""
    found = (_line(line, cells, columns, today) for line, cells in rows)
    return [each for each in found if each.number or each.wrong or each.name]


def _line(line: int, cells: Sequence[str], columns: Columns, today: date) -> Line:
    text = {role: at(cells, columns.get(role)) for role in ROLES}
    number, wrong = "", ""
    if text[NUMBER]:
        try:
            number = parse(padded(text[NUMBER]), today).text
        except InvalidNumber as why:
            wrong = why.reason
    name = text[NAME] or " ".join(filter(None, (text[GIVEN], text[FAMILY])))
    try:
        born_on = day(BORN, text[BORN])
    except Refused:
        born_on = None
    return Line(line, number, wrong, name, name_words(name), born_on, text[NOTE])


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name in order of the alphabet: `Ek, Åsa` is `Åsa Ek`."""
    return tuple(sorted(filter(None, map(fold, name.replace(",", " ").split()))))
