"""Two extracts into facts: the population register's files and the schools'.

Files are read as streams, row by row. Of a whole country's files only the persons of
the municipality asked for are kept. A row that cannot be used is set aside with its
line and reason, and its person is never lost: a human must look.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from sys import intern
from typing import NamedTuple, TypeVar

from fullfolj.core.memory import unsearched
from fullfolj.core.personal_number import (
    InvalidNumber,
    PersonNumber,
    parse,
    twelve,
)
from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refusal, Refused, Told
from fullfolj.exchange.extracts.tables import Row, Table, Unusable, find_table
from fullfolj.kaa.facts import (
    WITHOUT_REGISTRATION,
    Credential,
    Enrolment,
    Facts,
    Registration,
)
from fullfolj.kaa.rules.register import ANYWHERE

PEOPLE = ("person_no", "protection", "deceased_on", "compulsory_schooling_until")
NAMES = ("given_name", "family_name")
REACH = ("sex", "phone", "email", "street", "postal_code", "locality")
NO_REACH = checks.reach(("",) * len(REACH))
REGISTRATIONS = ("person_no", "municipality_code", "from", "until", "end_reason")
ENROLMENTS = (
    *("person_no", "school_type", "programme_code", "from", "until"),
    *("status", "study_abroad"),
)
SCHOOL = ("school_unit_code", "school_name")
CREDENTIALS = ("person_no", "kind", "awarded_on")
NOTICES = ("person_no", "kind", "on", "received_on")
EVERY_MUNICIPALITY = None
PROTECTED_REGISTRATION = "protected_registration"

Spell = TypeVar("Spell", Registration, Enrolment, Credential)
Progress = Callable[[str, int], None]  # file, rows read so far
PROGRESS_EVERY = 20_000  # rows
MOST_ROWS_OF_A_PERSON = 500  # a number that stands in more is nobody's
MOST_REFUSALS_OF_A_PERSON = 20  # told as reasons
MOST_REFUSALS = 100_000  # kept with their line; beyond that they are counted
QUOTES = " \t\"'"  # left over around a number
MOST_KNOWN = 50_000  # different rows remembered, so that memory stays flat


class Place(NamedTuple):
    """Where a row stands, and whose it is."""

    file: str
    line: int
    number: str


@dataclass(slots=True)
class Person:
    """One person of the extracts, as gathered so far.

    `reach` has the values of REACH (see `checks.reached`) as the first row says them:
    rows that differ in these alone are one person, told twice.
    """

    number: str
    born_on: date
    protection: str
    deceased_on: date | None
    compulsory_until: date | None
    given_name: str
    family_name: str
    registrations: Sequence[Registration] = ()
    enrolments: Sequence[Enrolment] = ()
    credentials: Sequence[Credential] = ()
    reach: bytes = field(default=NO_REACH, compare=False)

    @property
    def name(self) -> str:
        """As a register writes it: family name first."""
        return f"{self.family_name}, {self.given_name}".strip(", ")

    def facts(self) -> Facts:
        """What the rule judges, in an order that no file and no database decides."""
        return Facts(
            self.born_on,
            self.protection,
            self.deceased_on,
            self.compulsory_until,
            tuple(sorted(self.registrations, key=_by_registration)),
            tuple(sorted(self.enrolments, key=_by_enrolment)),
            tuple(sorted(self.credentials, key=_by_credential)),
        )


def _by_registration(r: Registration) -> tuple[object, ...]:
    return (r.valid_from, r.municipality_code, r.valid_to or checks.LATEST)


def _by_enrolment(e: Enrolment) -> tuple[object, ...]:
    ends = e.last_on or checks.LATEST
    names = (e.status, e.school_unit_code, e.school_name, e.study_abroad)
    return (e.first_on, ends, e.school_type, e.programme_code, *names)


def _by_credential(c: Credential) -> tuple[object, ...]:
    return (c.awarded_on, c.kind)


@dataclass(slots=True)
class Extracts:
    """What the files say: persons, rows set aside and whose they were.

    Attributes:
        persons: by number of 12 characters; of those asked for.
        listed_in: the municipalities that each number stands under in
            registrations.csv, with the first day there; a code or day that cannot be
            read is an asterisk or None, and counts everywhere.
        refusals: the rows set aside, in the order of the files.
        more_refusals: how many more there were than are kept with their line.
        refused: number → its refusals; a number that cannot be read is kept as written.
        marked: number → the strongest protection that any row of the person says,
            also a row that was refused.
        unregistered: how many people stand in no registration at all.
        repeated: exact duplicates, counted once, by file.
        unrelated: rows about people who are not in people.csv, by file.
        rows: rows read, by file.
        notices: number → what schools told of whoever has it, and where it stands.
    """

    persons: dict[str, Person] = field(default_factory=dict)
    listed_in: dict[str, dict[str, date | None]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    more_refusals: int = 0
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    unregistered: int = 0
    repeated: dict[str, int] = field(default_factory=dict)
    unrelated: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    notices: dict[str, dict[Told, Place]] = field(default_factory=dict)

    def tell(self, place: Place, why: Refused) -> Refusal:
        """Tell of a row that is not used."""
        refusal = Refusal(
            place.file, place.line, why.field, why.value_class, why.reason
        )
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(refusal)
        else:
            self.more_refusals += 1
        return refusal


def read_extracts(
    folder: Path,
    municipality: str | None,
    today: date,
    progress: Progress = lambda file, rows: None,
) -> Extracts:
    """Read the folder's files for one municipality, or with None for every one.

    Args:
        folder: of the contract's files, or one workbook with their sheets.
        municipality: four digits; those registered there, ever, are kept, and those
            without population registration (0000, 0001).
        today: tells the century of a ten-digit number.

    Raises:
        Unusable: a file or a required column cannot be used.
    """
    with unsearched():
        return _Reading(folder, municipality, today, progress).read()


def read_delivery(folder: Path, today: date, progress: Progress) -> Extracts:
    """All that an import stores: every municipality's extracts, and what schools told.

    Raises:
        Unusable: a file or a required column cannot be used.
    """
    with unsearched():
        reading = _Reading(folder, EVERY_MUNICIPALITY, today, progress)
        reading.read()
        reading.read_notices()
        return reading.found


class _Reading:
    """One run over the files of a folder."""

    def __init__(
        self,
        folder: Path,
        municipality: str | None,
        today: date,
        progress: Progress,
    ) -> None:
        self.folder = folder
        self.municipality = municipality
        self.today = today
        self.progress = progress
        self.found = Extracts()
        self.keys: dict[str, str] = {}  # number as written, where not as 12 digits
        self.old: set[str] = set()  # written with `+`: a hundred years or more
        self.people: set[str] = set()  # every sound number of people.csv
        self.registered: set[str] = set()  # every number of registrations.csv
        self.lines: dict[str, int] = {}  # of the last of overlapping registrations

    def read(self) -> Extracts:
        if not self.folder.exists():
            raise Unusable("folder.missing", file=self.folder.name)
        self.select()
        self.read_people()
        self.read_registrations()
        self.refuse_overlaps()
        self.read_spells("enrolments", ENROLMENTS, SCHOOL, checks.enrolment)
        self.read_spells("credentials", CREDENTIALS, (), checks.credential)
        return self.found

    def rows(
        self,
        table: Table,
        required: Row,
        optional: Row = (),
        *,
        refuse: Callable[[Place, Refused], object] | None = None,
    ) -> Iterator[tuple[int, str, Row]]:
        """Line, number as 12 characters, and the rest of each row of a table.

        A number that has not the shape of one comes as written. A row of the wrong
        length goes to `refuse`, as a rule our own.
        """
        refuse = refuse or self.refuse
        keys = self.keys
        file, count = table.label, 0

        def malformed(line: int, number: str) -> None:
            place = Place(file, line, self.key(number))
            refuse(place, Refused("", "", "row.length"))

        for count, (line, number, row) in enumerate(
            table.rows(required, optional, malformed), 1
        ):
            if len(number) == 12 and number.isdigit():
                key = number
            else:
                key = keys.get(number) or self.key(number)
            yield line, key, row
            if not count % PROGRESS_EVERY:
                self.progress(file, count)
        self.found.rows[file] = count

    def key(self, number: str) -> str:
        """The number as 12 characters if it has the shape of one, else as written."""
        try:
            key = twelve(number.strip(QUOTES), self.today)
        except InvalidNumber:
            key = number.strip()
        self.keys[number] = key
        if "+" in number:
            self.old.add(key)
        return key

    def table(self, name: str) -> Table:
        """A table that must be there."""
        table = find_table(self.folder, name)
        if not table:
            raise Unusable("file.missing", file=f"{name}.csv")
        return table

    def refuse(self, place: Place, why: Refused) -> None:
        """Set a row aside; its person is then listed for review."""
        refusal = self.found.tell(place, why)
        of_person = self.found.refused.setdefault(place.number, [])
        if len(of_person) < MOST_REFUSALS_OF_A_PERSON:
            of_person.append(refusal)

    def refuse_number(self, place: Place) -> bool:
        """Is the number itself at fault? Then nobody knows whose the row is."""
        number = place.number
        try:
            parse(number, self.today, is_old=number in self.old)
        except InvalidNumber as why:
            self.refuse(place, Refused("person_no", number, why.reason))
        else:
            return False
        self.found.listed_in.setdefault(number, {})[ANYWHERE] = None
        return True

    # ── The files, in turn ───────────────────────────────────────────────────────────

    def select(self) -> None:
        """Whose rows to keep: first of all, for the files may be a whole country's."""
        everywhere = WITHOUT_REGISTRATION | {ANYWHERE}
        listed_in = self.found.listed_in
        kept = {self.municipality, *everywhere}
        table = self.table("registrations")
        for _, key, (code, first, end, _) in self.rows(table, REGISTRATIONS):
            if first == end and first:  # annulled: it never held a day
                continue
            self.registered.add(key)
            municipality = intern(code.strip())
            if not checks.CODE.fullmatch(municipality):
                municipality = ANYWHERE
            if self.municipality is EVERY_MUNICIPALITY or municipality in kept:
                self.note(listed_in.setdefault(key, {}), municipality, first)
        for key in self.found.refused:  # a broken row may be about any municipality
            listed_in.setdefault(key, {})[ANYWHERE] = None
        # Set aside again, once, when the rows are read for good.
        self.found.refusals.clear()
        self.found.refused.clear()

    @staticmethod
    def note(places: dict[str, date | None], municipality: str, first: str) -> None:
        """Remember the first day a person stands under a municipality."""
        try:
            since = checks.day("from", first)
        except Refused:
            since = None
        earlier = places.get(municipality, since)
        places[municipality] = min(since, earlier) if since and earlier else None

    def read_people(self) -> None:
        table = self.table("people")
        file = table.label
        persons, listed_in = self.found.persons, self.found.listed_in
        for line, key, row in self.rows(table, PEOPLE, NAMES + REACH):
            self.mark(key, row[0])
            try:
                person = self.person(key, row)
            except Refused as refused:
                self.refuse(Place(file, line, key), refused)
                if key not in self.registered:
                    listed_in.setdefault(key, {})[ANYWHERE] = None
                continue
            self.people.add(key)
            if key not in listed_in:
                continue
            if key not in persons:
                persons[key] = person
            elif persons[key] == person:
                self.count(self.found.repeated, file)
            else:
                why = Refused("person_no", key, "person.twice")
                self.refuse(Place(file, line, key), why)

        self.found.unregistered = len(self.people - self.registered)

    def mark(self, key: str, protection: str) -> None:
        """Remember a marking before anything else can go wrong with the row."""
        said = protection.strip().lower()
        if said != "none" and self.found.marked.get(key) != PROTECTED_REGISTRATION:
            self.found.marked[key] = said

    def person(self, key: str, row: Row) -> Person:
        protection, deceased_on, compulsory_until, given_name, family_name, *reach = row
        number = self.number(key)
        return Person(
            number.text,
            number.born_on,
            checks.protection(protection),
            checks.deceased_on(deceased_on, number.born_on),
            checks.compulsory_until(compulsory_until, number.born_on),
            intern(given_name.strip()),
            intern(family_name.strip()),
            reach=checks.reach(reach),
        )

    def number(self, key: str) -> PersonNumber:
        """The number, checked.

        Raises:
            Refused: it is none.
        """
        try:
            return parse(key, self.today, is_old=key in self.old)
        except InvalidNumber as why:
            raise Refused("person_no", key, why.reason) from None

    def read_registrations(self) -> None:
        table = self.table("registrations")
        file = table.label
        persons, listed_in = self.found.persons, self.found.listed_in
        for line, key, row in self.rows(table, REGISTRATIONS):
            try:
                registration = checks.registration(row)
            except Refused as why:
                self.refuse(Place(file, line, key), why)
                continue
            if registration.valid_from == registration.valid_to:
                continue
            person = persons.get(key)
            if person:
                before = person.registrations
                if not before:
                    person.registrations = (registration,)
                    continue
                place = Place(file, line, key)
                person.registrations = self.with_one(before, registration, place)
                if key in self.lines or _overlaps(registration, before):
                    self.lines[key] = line
            elif key in self.people:
                continue
            elif key in listed_in:
                self.refuse_unknown(Place(file, line, key))
            else:  # registered elsewhere, but a number that is none is nobody's
                self.refuse_number(Place(file, line, key))

    def refuse_unknown(self, place: Place) -> None:
        """A row about somebody who has no row, or none to use, in people.csv."""
        if not self.refuse_number(place) and place.number not in self.found.refused:
            self.refuse(place, Refused("person_no", place.number, "person.missing"))

    def refuse_overlaps(self) -> None:
        """Two municipalities the same day: the law knows no such thing."""
        file = self.table("registrations").label
        for key, line in self.lines.items():
            why = Refused("from", "2000-01-01", "registration.overlap")
            self.refuse(Place(file, line, key), why)

    def read_spells(
        self,
        name: str,
        required: Row,
        optional: Row,
        check: Callable[[Row], Enrolment] | Callable[[Row], Credential],
    ) -> None:
        """Enrolments or credentials: the same row for many pupils is checked once."""
        table = find_table(self.folder, name)
        if not table:
            if name == "enrolments":
                raise Unusable("file.missing", file=f"{name}.csv")
            return
        file = table.label
        known: dict[Row, Enrolment | Credential | Refused] = {}
        for line, key, row in self.rows(table, required, optional):
            fact = known.get(row)
            if fact is None:
                if len(known) > MOST_KNOWN:
                    known.clear()
                fact = known[row] = _checked(check, row)
            self.take(fact, row, Place(file, line, key))

    def take(
        self, fact: Enrolment | Credential | Refused, row: Row, place: Place
    ) -> None:
        """Give a checked row to its person, or set it aside."""
        person = self.found.persons.get(place.number)
        if isinstance(fact, Refused):
            self.refuse(place, fact)
        elif person is None:
            # A pupil from elsewhere is no fault; a number that is none is.
            if place.number not in self.people and not self.refuse_number(place):
                self.count(self.found.unrelated, place.file)
        elif isinstance(fact, Enrolment):
            if fact.first_on < person.born_on:
                self.refuse(place, Refused("from", row[2], "date.before_birth"))
            else:
                person.enrolments = self.with_one(person.enrolments, fact, place)
        elif fact.awarded_on < person.born_on:
            self.refuse(place, Refused("awarded_on", row[1], "date.before_birth"))
        else:
            person.credentials = self.with_one(person.credentials, fact, place)

    def read_notices(self) -> None:
        """What schools told, of whomever: who is known here only the database knows.

        No rule asks for it, so nobody is to be reviewed for a row that is not used.
        """
        table = find_table(self.folder, "notices")
        if not table:
            return
        found = self.found
        for line, key, row in self.rows(table, NOTICES, SCHOOL, refuse=found.tell):
            place = Place(table.label, line, key)
            try:
                told = checks.notice(row, self.number(key).born_on, self.today)
            except Refused as why:
                found.tell(place, why)
                continue
            of_person = found.notices.setdefault(key, {})
            if told in of_person:
                self.count(found.repeated, place.file)
            elif len(of_person) >= MOST_ROWS_OF_A_PERSON:
                found.tell(place, Refused("person_no", key, "person.rows"))
            else:
                of_person[told] = place

    def with_one(
        self, facts: Sequence[Spell], fact: Spell, place: Place
    ) -> Sequence[Spell]:
        """A person's facts and one more, once; tuples, which are small."""
        if fact in facts:
            self.count(self.found.repeated, place.file)
        elif len(facts) >= MOST_ROWS_OF_A_PERSON:
            self.refuse(place, Refused("person_no", place.number, "person.rows"))
        else:
            return tuple(chain(facts, (fact,)))
        return facts

    @staticmethod
    def count(counts: dict[str, int], file: str) -> None:
        counts[file] = counts.get(file, 0) + 1


def _checked(
    check: Callable[[Row], Enrolment] | Callable[[Row], Credential], row: Row
) -> Enrolment | Credential | Refused:
    try:
        return check(row)
    except Refused as why:
        return why


def _overlaps(one: Registration, others: Sequence[Registration]) -> bool:
    """Does a registration hold on a day of another, in a different municipality?"""
    return any(
        one.municipality_code != other.municipality_code
        and (one.valid_to is None or one.valid_to > other.valid_from)
        and (other.valid_to is None or other.valid_to > one.valid_from)
        for other in others
    )
