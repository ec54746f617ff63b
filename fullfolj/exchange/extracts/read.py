"""Two extracts into facts: the population register's files and the schools'.

Files are read as streams, row by row. Of a whole country's files only the persons of
the municipality asked for are kept. A row that cannot be used is set aside with its
line and reason, and its person is never lost: a human must look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fullfolj.core.personal_number import InvalidNumber, parse, twelve
from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.checks import Refusal, Refused
from fullfolj.exchange.extracts.tables import Row, Table, Unusable, find_table
from fullfolj.kaa.facts import (
    WITHOUT_REGISTRATION,
    Credential,
    Enrolment,
    Facts,
    Registration,
)

PEOPLE = ("person_no", "protection", "deceased_on", "compulsory_schooling_until")
NAMES = ("given_name", "family_name")
REGISTRATIONS = ("person_no", "municipality_code", "from", "until", "end_reason")
ENROLMENTS = (
    *("person_no", "school_type", "programme_code", "from", "until"),
    *("status", "study_abroad"),
)
SCHOOL = ("school_unit_code", "school_name")
CREDENTIALS = ("person_no", "kind", "awarded_on")
EVERY_MUNICIPALITY = None

Progress = Callable[[str, int], None]  # file, rows read so far
PROGRESS_EVERY = 20_000  # rows
MOST_KNOWN = 200_000  # different rows remembered, so that memory stays flat


@dataclass(slots=True)
class Person:
    """One person of the extracts, as gathered so far."""

    number: str
    born_on: date
    protection: str
    deceased_on: date | None
    compulsory_until: date | None
    name: str
    registrations: list[Registration] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    credentials: list[Credential] = field(default_factory=list)

    def facts(self) -> Facts:
        """What the rule judges."""
        return Facts(
            self.born_on,
            self.protection,
            self.deceased_on,
            self.compulsory_until,
            tuple(self.registrations),
            tuple(self.enrolments),
            tuple(self.credentials),
        )


@dataclass(slots=True)
class Extracts:
    """What the files say: persons, rows set aside and whose they were.

    Attributes:
        persons: by number of 12 characters; of those asked for.
        listed_in: the municipalities that each number stands under in
            registrations.csv, with the first day there; a code or day that cannot be
            read is an asterisk or None, and counts everywhere.
        refusals: every row set aside, in the order of the files.
        refused: number → its refusals; a number that cannot be read is kept as written.
        repeated: exact duplicates, counted once, by file.
        unrelated: rows about people who are not in people.csv, by file.
        rows: rows read, by file.
    """

    persons: dict[str, Person] = field(default_factory=dict)
    listed_in: dict[str, dict[str, date | None]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)
    unrelated: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


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
    return _Reading(folder, municipality, today, progress).read()


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
        self.lines: dict[str, int] = {}  # of the last of several registrations

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
        self, table: Table, required: Row, optional: Row = ()
    ) -> Iterator[tuple[int, str, Row]]:
        """Line, number as 12 characters, and the rest of each row of a table.

        A number that has not the shape of one comes as written.
        """
        keys = self.keys
        file, count = table.label, 0

        def malformed(line: int, number: str) -> None:
            self.refuse(file, line, self.key(number), Refused("", "", "row.length"))

        for count, (line, row) in enumerate(
            table.rows(required, optional, malformed), 1
        ):
            number = row[0]
            if len(number) == 12 and number.isdigit():
                key = number
            else:
                key = keys.get(number) or self.key(number)
            yield line, key, row[1:]
            if not count % PROGRESS_EVERY:
                self.progress(file, count)
        self.found.rows[file] = count

    def key(self, number: str) -> str:
        """The number as 12 characters if it has the shape of one, else as written."""
        try:
            key = twelve(number, self.today)
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

    def refuse(self, file: str, line: int, key: str, why: Refused) -> None:
        refusal = Refusal(file, line, why.field, why.value_class, why.reason)
        self.found.refusals.append(refusal)
        self.found.refused.setdefault(key, []).append(refusal)

    # ── The files, in turn ───────────────────────────────────────────────────────────

    def select(self) -> None:
        """Whose rows to keep: first of all, for the files may be a whole country's."""
        everywhere = WITHOUT_REGISTRATION | {"*"}
        listed_in = self.found.listed_in
        kept = {self.municipality, *everywhere}
        table = self.table("registrations")
        for _, key, (code, first, _, _) in self.rows(table, REGISTRATIONS):
            municipality = code.strip()
            if not checks.CODE.fullmatch(municipality):
                municipality = "*"
            if self.municipality is EVERY_MUNICIPALITY or municipality in kept:
                self.note(listed_in.setdefault(key, {}), municipality, first)
        for key in self.found.refused:  # a broken row may be about any municipality
            listed_in.setdefault(key, {})["*"] = None
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
        persons, listed_in = self.found.persons, self.found.listed_in
        for line, key, row in self.rows(table, PEOPLE, NAMES):
            try:
                person = self.person(key, row)
            except Refused as refused:
                self.refuse(table.label, line, key, refused)
                continue
            self.people.add(key)
            if key not in listed_in:
                continue
            if key not in persons:
                persons[key] = person
            elif persons[key] == person:
                self.count(self.found.repeated, table)
            else:
                why = Refused("person_no", key, "person.twice")
                self.refuse(table.label, line, key, why)

    def person(self, key: str, row: Row) -> Person:
        protection, deceased_on, compulsory_until, given_name, family_name = row
        try:
            number = parse(key, self.today, is_old=key in self.old)
        except InvalidNumber as why:
            raise Refused("person_no", key, why.reason) from None
        return Person(
            number.text,
            number.born_on,
            checks.protection(protection),
            checks.deceased_on(deceased_on, number.born_on),
            checks.compulsory_until(compulsory_until, number.born_on),
            f"{family_name.strip()}, {given_name.strip()}".strip(", "),
        )

    def read_registrations(self) -> None:
        table = self.table("registrations")
        persons, listed_in = self.found.persons, self.found.listed_in
        for line, key, row in self.rows(table, REGISTRATIONS):
            try:
                registration = checks.registration(row)
            except Refused as why:
                self.refuse(table.label, line, key, why)
                continue
            person = persons.get(key)
            if person is None:
                if key not in self.people and key in listed_in:
                    self.refuse_unknown(table, line, key)
            elif registration in person.registrations:
                self.count(self.found.repeated, table)
            else:
                person.registrations.append(registration)
                if len(person.registrations) > 1:
                    self.lines[key] = line

    def refuse_unknown(self, table: Table, line: int, key: str) -> None:
        """A row about somebody who has no row, or none to use, in people.csv."""
        try:
            parse(key, self.today)
            reason = "person.missing"
        except InvalidNumber as why:
            reason = why.reason
        self.refuse(table.label, line, key, Refused("person_no", key, reason))

    def refuse_overlaps(self) -> None:
        """Two municipalities the same day: the law knows no such thing."""
        file = self.table("registrations").label
        for key, line in self.lines.items():
            if _overlap(self.found.persons[key].registrations):
                why = Refused("from", "2000-01-01", "registration.overlap")
                self.refuse(file, line, key, why)

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
        known: dict[Row, Enrolment | Credential | Refused] = {}
        for line, key, row in self.rows(table, required, optional):
            fact = known.get(row)
            if fact is None:
                if len(known) > MOST_KNOWN:
                    known.clear()
                fact = known[row] = _checked(check, row)
            if isinstance(fact, Refused):
                self.refuse(table.label, line, key, fact)
            elif person := self.found.persons.get(key):
                self.add(person, fact, table)
            elif key not in self.people:
                self.unrelated(table, line, key)

    def unrelated(self, table: Table, line: int, key: str) -> None:
        """A pupil from elsewhere is no fault; a number that is none is."""
        try:
            parse(key, self.today)
            self.count(self.found.unrelated, table)
        except InvalidNumber as why:
            self.refuse(table.label, line, key, Refused("person_no", key, why.reason))

    def add(self, person: Person, fact: Enrolment | Credential, table: Table) -> None:
        facts: list[Enrolment] | list[Credential] = (
            person.enrolments if isinstance(fact, Enrolment) else person.credentials
        )
        if fact in facts:
            self.count(self.found.repeated, table)
        else:
            facts.append(fact)  # type: ignore[arg-type]

    @staticmethod
    def count(counts: dict[str, int], table: Table) -> None:
        counts[table.label] = counts.get(table.label, 0) + 1


def _checked(
    check: Callable[[Row], Enrolment] | Callable[[Row], Credential], row: Row
) -> Enrolment | Credential | Refused:
    try:
        return check(row)
    except Refused as why:
        return why


def _overlap(registrations: list[Registration]) -> bool:
    """Do two registrations in different municipalities hold on the same day?"""
    ordered = sorted(registrations, key=lambda r: r.valid_from)
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if one.valid_to and one.valid_to <= other.valid_from:
                break
            some_day = other.valid_to is None or other.valid_to > other.valid_from
            if some_day and one.municipality_code != other.municipality_code:
                return True
    return False
