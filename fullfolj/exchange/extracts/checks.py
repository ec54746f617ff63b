"""What a value of an extract may be: text in, fact out, or refused with a reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from sys import intern

from fullfolj.kaa.facts import (
    CREDENTIALS,
    END_REASONS,
    PROTECTIONS,
    RULE_OF_SCHOOL_TYPE,
    STATUSES,
    Credential,
    Enrolment,
    Registration,
    birthday,
)

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
OPEN = "9999-12-31"  # how many systems write a spell without an end
DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]00:00(?::00)?)?", re.ASCII)
SEXES = ("female", "male")
BETWEEN = "\x1f"  # the character for it, between two columns
LONGEST_REACH = (50, 254, 200, 20, 100)  # of each column after sex
CODE = re.compile(r"\d{4}", re.ASCII)
NOTICES = frozenset({"start", "end", "absence"})  # as schooling.models has them


class Refused(ValueError):
    """A value cannot be used: its field, what kind of value it is, and why."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.value_class = value_class(value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row set aside. It names the place, never the person or the value."""

    file: str
    line: int
    field: str
    value_class: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a school told of a pupil (15:15 skollagen), and which day that came."""

    kind: str
    school_unit_code: str
    school_name: str
    on: date
    received_on: date


_DATES: dict[str, date | None] = {"": None, OPEN: None}


def value_class(value: str) -> str:
    """The class of a value, which may be told where the value itself may not."""
    value = value.strip()
    if not value:
        return "empty"
    if len(value) > 100:
        return "long"
    if DATE.fullmatch(value):
        return "date"
    if value.isascii() and value.isdigit():
        return "digits"
    return "text" if value.isprintable() else "unprintable"


def day(field: str, text: str) -> date | None:
    """The date a text says; None when empty or the year 9999.

    Raises:
        Refused: not a date, no such day, or outside 1900–2199.
    """
    try:
        return _DATES[text]
    except KeyError:
        pass
    match = DATE.fullmatch(text.strip())
    if not match:
        if not text.strip():
            return None
        raise Refused(field, text, "date.shape")
    try:
        value = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Refused(field, text, "date.impossible") from None
    if value.year == 9999:
        return None
    if not EARLIEST <= value <= LATEST:
        raise Refused(field, text, "date.range")
    _DATES[text] = value
    return value


def known_day(field: str, text: str) -> date:
    """A date that must be there.

    Raises:
        Refused: as `day`, or empty.
    """
    value = day(field, text)
    if value is None:
        raise Refused(field, text, "date.needed")
    return value


def _one_of(field: str, text: str, allowed: frozenset[str]) -> str:
    if text in allowed:  # as nearly all are written
        return intern(text)
    value = text.strip()
    for found in (value, value.lower()):
        if found in allowed:
            return intern(found)
    raise Refused(field, text, "code.needed" if not value else "code.unknown")


def protection(text: str) -> str:
    """`none`, `confidential`, `protected_registration`, or empty for unknown."""
    return _one_of("protection", text, PROTECTIONS)


def deceased_on(text: str, born_on: date) -> date | None:
    """The day of death, never before birth."""
    value = day("deceased_on", text)
    if value and value < born_on:
        raise Refused("deceased_on", text, "date.before_birth")
    return value


def compulsory_until(text: str, born_on: date) -> date | None:
    """The last day of compulsory schooling where it is not the default.

    Never after the 18th birthday (7 kap. 13 §): a later date would keep a youth out of
    the group by a slip of the pen. Nor before the 14th.
    """
    value = day("compulsory_schooling_until", text)
    if value and not birthday(born_on, 14) <= value <= birthday(born_on, 18):
        raise Refused("compulsory_schooling_until", text, "compulsory.range")
    return value


def reach(row: Sequence[str]) -> bytes:
    """Sex, telephone, e-mail, street, postal code and locality, as far as columns go.

    Nobody is lost for what is wrong in these, and no rule asks for them: a sex that is
    no code of the contract is not known. One value a person: a million have room.
    """
    sex, *rest = (text.replace(BETWEEN, " ").strip() for text in row)
    known = sex.lower()
    kept = (text[:most] for text, most in zip(rest, LONGEST_REACH, strict=True))
    return BETWEEN.join((known if known in SEXES else "", *kept)).encode()


def reached(kept: bytes) -> list[str]:
    """What `reach` kept, column by column."""
    return kept.decode().split(BETWEEN)


def registration(row: tuple[str, ...]) -> Registration:
    """A row of registrations.csv without its number: code, from, until, end reason."""
    code, first, end, end_reason = row
    if not CODE.fullmatch(code.strip()):
        raise Refused("municipality_code", code, "code.municipality")
    valid_from, valid_to = known_day("from", first), day("until", end)
    if valid_to and valid_to < valid_from:
        raise Refused("until", end, "date.end_before_start")
    reason = _one_of("end_reason", end_reason, END_REASONS)
    if reason and not valid_to:
        raise Refused("until", end, "date.end_needed")
    return Registration(intern(code.strip()), valid_from, valid_to, reason)


def enrolment(row: tuple[str, ...]) -> Enrolment:
    """A row of enrolments.csv without its number, in the order the reader lists."""
    school_type, programme, first, last, status, abroad, unit, school = row
    kind = school_type.strip().upper()
    if kind not in RULE_OF_SCHOOL_TYPE:
        raise Refused(
            "school_type", school_type, "code.unknown" if kind else "code.needed"
        )
    first_on, last_on = known_day("from", first), day("until", last)
    if last_on and last_on < first_on:
        raise Refused("until", last, "date.end_before_start")
    state = _one_of("status", status, STATUSES)
    if state in ("interrupted", "completed") and not last_on:
        raise Refused("until", last, "date.end_needed")
    return Enrolment(
        school_type=kind,
        programme_code=programme.strip().upper(),
        first_on=first_on,
        last_on=last_on,
        status=state,
        study_abroad=_one_of("study_abroad", abroad, frozenset({"yes", "no", ""}))
        == "yes",
        school_unit_code=unit.strip(),
        school_name=school.strip(),
    )


def credential(row: tuple[str, ...]) -> Credential:
    """A row of credentials.csv without its number: kind and the day it was awarded."""
    kind, awarded_on = row
    return Credential(
        _one_of("kind", kind, CREDENTIALS), known_day("awarded_on", awarded_on)
    )


def notice(row: tuple[str, ...], born_on: date, today: date) -> Told:
    """A row of notices.csv without its number, in the order the reader lists.

    A school is told by its code, its name or both. Nothing has come on a day to come.
    """
    kind, about, came, unit, school = row
    if not (unit.strip() or school.strip()):
        raise Refused("school_name", school, "school.needed")
    told = Told(
        kind=_one_of("kind", kind, NOTICES),
        school_unit_code=unit.strip(),
        school_name=" ".join(school.split()),
        on=known_day("on", about),
        received_on=known_day("received_on", came),
    )
    if told.on < born_on:
        raise Refused("on", about, "date.before_birth")
    if told.received_on > today:
        raise Refused("received_on", came, "date.future")
    return told
