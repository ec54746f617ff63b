"""A school system's objects into facts: pure, no server and no database.

What is missing is unknown, and what is not understood is refused with its place: the
endpoint, the object's number in the answer and the field. Nothing is guessed from
names, groups or what a pupil did before. By SS 12000:2020, OpenAPI 2.1.0.
"""

import re
from collections.abc import Iterable, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from sys import intern
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fullfolj.core.personal_number import InvalidNumber, parse
from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refused
from fullfolj.exchange.extracts.read import (
    MOST_REFUSALS_OF_A_PERSON,
    MOST_ROWS_OF_A_PERSON,
    Extracts,
    Person,
    Place,
)
from fullfolj.exchange.imports.actions.batch import OWN_ID
from fullfolj.exchange.ss12000.codes import codes, is_passed_over, meaning, text
from fullfolj.kaa.facts import YOUNGEST, Enrolment, age

Object = dict[str, Any]
PERSONS, ENROLMENTS = "/persons#people", "/persons#enrolments"
LONGEST_KEY = 100
PLACE = frozenset({"schoolType", "startDate"})  # what every enrolment says
COUNTRY = re.compile(r"[A-Za-z]{2}")  # ISO 3166-1 alpha-2
SWEDEN = ZoneInfo("Europe/Stockholm")


class Version(NamedTuple):
    """What one object said, the last time that it came."""

    modified: str
    key: str
    enrolments: tuple[Enrolment, ...] = ()


@dataclass(slots=True)
class Said:
    """What a school system says of its pupils.

    Attributes:
        extracts: persons by number, or by what the system calls them (`OWN_ID`).
        keys: what the system calls each person, by their key in the extracts.
        units: code and name of each school unit, by the system's id.
        programmes: code of each programme, and whether it is introductory.
        told_programmes: the programmes as they were told; None where none can be.
        versions: what each object said: one that changes while it is read comes twice.
        too_young: pupils of whom nothing is kept yet.
        passed_over: enrolments of school types that no rule asks for.
    """

    extracts: Extracts = field(default_factory=Extracts)
    keys: dict[str, list[str]] = field(default_factory=dict)
    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    programmes: dict[str, tuple[str, bool]] = field(default_factory=dict)
    told_programmes: list[Object] | None = None
    versions: dict[str, Version] = field(default_factory=dict)
    too_young: int = 0
    passed_over: int = 0

    @property
    def told(self) -> set[str]:
        """What the system calls all of whom it has told."""
        return {own for names in self.keys.values() for own in names}

    @property
    def again(self) -> list[str]:
        """What the system calls those whose rows could not be used."""
        return sorted(
            {k for key in self.extracts.refused for k in self.keys.get(key, ())}
        )


def organisations(said: Said, objects: Iterable[Object]) -> None:
    """The school units that enrolments name."""
    for each in objects:
        if own := text(each.get("id")):
            code = text(each.get("schoolUnitCode"))
            said.units[own] = (code, text(each.get("displayName")))


def programmes(said: Said, objects: Iterable[Object]) -> None:
    """Code and kind of the programmes that enrolments name."""
    kinds = codes()["programme"]
    said.told_programmes = [*objects]
    for each in said.told_programmes:
        if own := text(each.get("id")):
            is_introductory = kinds.get(text(each.get("type"))) == "introductory"
            said.programmes[own] = (text(each.get("code")).upper(), is_introductory)


def persons(
    said: Said, objects: Iterable[Object], today: date, known: Set[str] = frozenset()
) -> None:
    """The pupils among a system's persons.

    Staff and guardians are no pupils: they have no enrolment.

    Args:
        known: what the system calls those of whom it has told before. Who of them has
            no enrolment any more is still told of.
    """
    for place, each in enumerate(objects, 1):
        if each.get("enrolments") or text(each.get("id")) in known:
            _Pupil(said, place, each, today).take()
    rows = said.extracts.rows
    rows[PERSONS] = len(said.extracts.persons) + len(said.extracts.refused)
    rows[ENROLMENTS] = sum(len(p.enrolments) for p in said.extracts.persons.values())


class _Pupil:
    """One object of /persons."""

    def __init__(self, said: Said, place: int, told: Object, today: date) -> None:
        self.said, self.place, self.told, self.today = said, place, told, today
        self.own = text(told.get("id"))[:LONGEST_KEY]
        self.key = OWN_ID + self.own

    def take(self) -> None:
        """The person, and those enrolments that can be used; the last word counts."""
        before = self.said.versions.get(self.own)
        meta = self.told.get("meta")
        modified = text(meta.get("modified")) if isinstance(meta, dict) else ""
        if before and before.modified > modified:
            return
        if before:
            self.forget(before)
        enrolled = self.entered()
        self.said.versions[self.own] = Version(modified, self.key, enrolled)

    def forget(self, before: Version) -> None:
        """What the same object said before it changed; not what others say of them."""
        extracts, names = self.said.extracts, self.said.keys[before.key]
        names.remove(self.own)
        extracts.refused.pop(before.key, None)
        if not names:
            del self.said.keys[before.key]
            extracts.persons.pop(before.key, None)
            extracts.marked.pop(before.key, None)
        elif before.key in extracts.persons:
            versions = self.said.versions
            left = [e for own in names for e in versions[own].enrolments]
            extracts.persons[before.key].enrolments = tuple(dict.fromkeys(left))

    def entered(self) -> tuple[Enrolment, ...]:
        """The person is entered; their enrolments by this object."""
        try:
            if not self.own:
                raise Refused("id", "", "code.needed")
            if self.own != text(self.told.get("id")):
                raise Refused("id", text(self.told.get("id")), "value.unfit")
            self.key, born_on = self.number()
            names = self.said.keys.setdefault(self.key, [])
            names.append(self.own)
            if age(born_on, self.today) < YOUNGEST:
                self.said.too_young += 1
                return ()
            marking = self.marking()
        except Refused as why:
            names = self.said.keys.setdefault(self.key, [])
            if self.own not in names:
                names.append(self.own)
            with suppress(Refused):
                self.marking()  # it holds, whatever else is wrong with the person
            self.refuse(PERSONS, why)
            return ()
        persons = self.said.extracts.persons
        person = persons.get(self.key)
        if person is None:
            person = persons[self.key] = self.person(born_on, marking)
        places = _places(self.told.get("enrolments"))
        found = tuple(e for each in places if (e := self.enrolment(each, born_on)))
        if len(person.enrolments) + len(found) > MOST_ROWS_OF_A_PERSON:
            self.refuse(ENROLMENTS, Refused("enrolments", "", "person.rows"))
            return ()
        person.enrolments = tuple(dict.fromkeys((*person.enrolments, *found)))
        return found

    def number(self) -> tuple[str, date]:
        """The key of the person, and the birth date.

        Raises:
            Refused: the number is none or nobody knows whose country's, or there is
                neither it nor a birth date.
        """
        civic = self.told.get("civicNo")
        number = text(civic.get("value")) if isinstance(civic, dict) else text(civic)
        nation = text(civic.get("nationality")) if isinstance(civic, dict) else ""
        if number and nation and not COUNTRY.fullmatch(nation):
            raise Refused("civicNo", nation, "code.unknown")
        if number and nation.upper() in ("", "SE"):
            try:
                found = parse(number, self.today)
            except InvalidNumber as why:
                raise Refused("civicNo", number, why.reason) from None
            return found.text, found.born_on
        born_on = checks.known_day("birthDate", day_of(self.told.get("birthDate")))
        if not checks.EARLIEST <= born_on <= self.today:
            raise Refused("birthDate", born_on.isoformat(), "date.range")
        return self.key, born_on

    def marking(self) -> str:
        """The protection that is said: nothing where none is.

        It is remembered before anything else can go wrong with the person.

        Raises:
            Refused: a word that is no marking; its person is handled as protected.
        """
        word = self.told.get("securityMarking")
        try:
            found = meaning("marking", "securityMarking", word) if word else ""
        except Refused:
            self.said.extracts.marked[self.key] = "?"
            raise
        marked = self.said.extracts.marked
        before = marked.get(self.key)
        if found != "none" and before != "protected_registration":
            marked[self.key] = found or before or ""
        return found

    def person(self, born_on: date, marking: str) -> Person:
        """Who they are, and how one reaches them. No word on death or emigration:
        those are the population register's (law-and-reporting 6.1)."""
        told = self.told
        return Person(
            self.key,
            born_on,
            marking,
            None,
            None,
            intern(text(told.get("givenName"))),
            intern(text(told.get("familyName"))),
            reach=checks.reach(
                [
                    codes()["sex"].get(text(told.get("sex")), ""),
                    best(told.get("phoneNumbers"), "mobile", True),
                    best(told.get("emails"), "type", "Privat"),
                    *_home(told.get("addresses")),
                ]
            ),
        )

    def enrolment(self, told: Any, born_on: date) -> Enrolment | None:
        """One enrolment; nothing where it is passed over or refused."""
        if not isinstance(told, dict):
            self.refuse(ENROLMENTS, Refused("enrolments", "", "code.unknown"))
            return None
        if is_passed_over(told.get("schoolType")):
            self.said.passed_over += 1
            return None
        try:
            found = self.checked(told)
            if found.first_on < born_on:
                raise Refused("startDate", text(told["startDate"]), "date.before_birth")
        except Refused as why:
            self.refuse(ENROLMENTS, why)
            return None
        return found

    def checked(self, told: Object) -> Enrolment:
        """An enrolment as the rule knows it; its last day is inclusive on both sides.

        Raises:
            Refused: a value is missing or not understood.
        """
        first_on = checks.known_day("startDate", day_of(told.get("startDate")))
        last_on = checks.day("endDate", day_of(told.get("endDate")))
        if last_on and last_on < first_on:
            raise Refused("endDate", last_on.isoformat(), "date.end_before_start")
        cancelled = told.get("cancelled")
        if not isinstance(cancelled, bool | None):
            raise Refused("cancelled", text(cancelled), "code.unknown")
        code, name = unit_named(self.said, told.get("enroledAt"))
        return Enrolment(
            school_type=meaning("school_type", "schoolType", told.get("schoolType")),
            programme_code=self.programme(told),
            first_on=first_on,
            last_on=last_on,
            status="cancelled" if cancelled else "active",
            school_unit_code=code,
            school_name=name,
        )

    def programme(self, told: Object) -> str:
        """The study path's code, of the enrolment or of the programme it names."""
        code = text(told.get("educationCode")).upper()
        named = told.get("programme")
        known, introductory = self.said.programmes.get(
            text(named.get("id")) if isinstance(named, dict) else "", ("", False)
        )
        code = code or known
        return intern(code or "IM" if introductory else code)

    def refuse(self, file: str, why: Refused) -> None:
        """Set a row aside; its person is then listed for review."""
        extracts = self.said.extracts
        refusal = extracts.tell(Place(file, self.place, self.key), why)
        of_person = extracts.refused.setdefault(self.key, [])
        if len(of_person) < MOST_REFUSALS_OF_A_PERSON:
            of_person.append(refusal)


def _places(told: Any) -> list[Any]:
    """The enrolments as told. One alone may stand in no list; what is none is None."""
    if not told or isinstance(told, list):
        return told or []
    return [told if isinstance(told, dict) and told.keys() >= PLACE else None]


def unit_named(said: Said, told: Any) -> tuple[str, str]:
    """Code and name of the unit that a reference names, as far as they are known."""
    if not isinstance(told, dict):
        return "", ""
    called = "", text(told.get("displayName"))
    return said.units.get(text(told.get("id")), called)


def day_of(value: Any) -> str:
    """A day as text; some servers send the instant it begins, in a zone of theirs.

    Its last minute is of that day in any zone: so also where they write a day without
    end as the last instant of the year 9999.
    """
    said = text(value)
    if len(said) <= len("2026-08-17"):
        return said
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return said
    is_its_end = (at.hour, at.minute) == (23, 59)
    if at.tzinfo and not is_its_end:
        with suppress(OverflowError):  # beside the first or the last day there is
            at = at.astimezone(SWEDEN)
    return at.date().isoformat()


def each_of(told: Any) -> list[Object]:
    """The objects of a list that may be missing."""
    found = told if isinstance(told, list) else ()
    return [each for each in found if isinstance(each, dict)]


def best(told: Any, field: str, wanted: object) -> str:
    """The value of the one that is as wanted, else of the first."""
    values = each_of(told)
    values.sort(key=lambda each: each.get(field) != wanted)
    return text(values[0].get("value")) if values else ""


def _home(told: Any) -> list[str]:
    """Street, postal code and locality of where one is registered, else the first."""
    found = each_of(told)
    found.sort(key=lambda each: each.get("type") != "Folkbokföring")
    names = ("streetAddress", "postalCode", "locality")
    return [text(found[0].get(name)) for name in names] if found else [""] * 3
