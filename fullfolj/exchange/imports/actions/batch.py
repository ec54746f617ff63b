"""One batch of persons: who they are here, and how they are protected."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from operator import itemgetter
from uuid import UUID

from fullfolj.access import wall
from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.core.ids import ordered
from fullfolj.exchange.extracts.read import Extracts, Person
from fullfolj.exchange.imports.rules import marking_after
from fullfolj.exchange.imports.sources import FROM_FILES, Source
from fullfolj.kaa.facts import PROTECTIONS
from fullfolj.people import rules as names
from fullfolj.people.models import NONE, UNKNOWN

NAMED = """
SELECT DISTINCT ON ({key}) {key}, p.id, p.marking, i.given_name, i.family_name,
    i.number, i.source, coalesce(m.source, ''),
    bool_or(i.is_open) OVER (PARTITION BY {key})
FROM people_identity i
JOIN people_person p ON p.authority_id = i.authority_id AND p.id = i.person_id
LEFT JOIN people_protection m ON m.authority_id = i.authority_id
    AND m.person_id = i.person_id AND m.valid_to IS NULL
WHERE {key} = ANY (%s) AND i.valid_to IS NULL
"""
# A number that a school made is another pupil's at another school.
KNOWN = (
    NAMED.format(key="i.number")
    + " AND (i.number ~ '^[0-9]+$' OR i.source IN (%s, 'files'))"
    + " ORDER BY i.number, i.recorded_at, p.id"
)
CALLED = NAMED.format(key="i.person_id") + " ORDER BY i.person_id, i.recorded_at"
BATCH = 5_000  # persons
OWN_ID = "#"  # begins the key of who has no number: what the source calls them
LONGEST, LONGEST_KEY = 100, 120  # of a name, of what finds it
ABOUT = {"person_id": "uuid", "is_open": "boolean"}


def in_no_order(numbers: Iterable[str]) -> list[str]:
    """The numbers in an order that tells nothing, and is the same in every import.

    Ids are given in order, so an order by number would tell of two persons, to who sees
    their ids, which of them is older. The same order finds rows where they were put.
    """
    key = wall.secret()
    return sorted(
        numbers, key=lambda n: blake2b(n.encode(), digest_size=8, key=key).digest()
    )


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole import.

    `is_first` says that nobody is known before it: then nobody is looked for.
    """

    authority_id: UUID
    run: UUID
    at: datetime
    today: date
    empty_is_none: bool
    is_first: bool
    source: Source = FROM_FILES


@dataclass(slots=True)
class Known:
    """A person as they are in the database, and after this import."""

    id: UUID
    marking: str
    given_name: str = ""
    family_name: str = ""
    number: str = ""
    named_by: str = ""
    marked_by: str = ""
    is_open_here: bool = False  # somebody with the number, them or another
    is_new: bool = False
    was: str | None = None  # the marking before, where it changed

    @property
    def is_open(self) -> bool:
        """Whether everybody with the right sees them."""
        return self.marking == NONE


@dataclass(slots=True)
class Batch:
    """Some numbers of the extracts and the persons they belong to here.

    A number makes a person the same one, or else what the source itself calls them:
    never a name, never a school history. Who has no number stands by the source's id.
    """

    context: Context
    extracts: Extracts
    numbers: list[str]
    known: dict[str, Known] = field(default_factory=dict)
    renamed: int = 0
    shared: int = 0  # whose protection stays: another open person has the number
    live: dict[str, Callable[[], bulk.Rows]] = field(default_factory=dict)
    _known: Callable[[], bulk.Rows] = field(init=False)
    _called: Callable[[], bulk.Rows] = field(init=False)

    def __post_init__(self) -> None:
        """Ask who is known, and take the answer in `find`."""
        source = self.context.source
        numbers = [] if self.context.is_first else self.numbers
        self._known = bulk.ask(KNOWN, [column("text", numbers), source.name])
        called = [source.known[n] for n in numbers if n in source.known]
        self._called = bulk.ask(CALLED, [column("uuid", called)])

    def find(self) -> None:
        """Who is known, how each is protected from now on, and who is new."""
        source = self.context.source
        for number, *row in self._known():
            self.known[number] = Known(*row)
        called = {person: Known(person, *row) for person, _, *row in self._called()}
        for number in self.numbers:
            if number not in self.known and source.known.get(number) in called:
                self.known[number] = called[source.known[number]]
        for number in self.numbers:
            person = self.extracts.persons.get(number)
            known = self.known.get(number)
            if known is None and person is None:
                continue
            marked_by = known.marked_by if known else None
            said = said_of(self.extracts, number)
            after = marking_after(
                known.marking if known else None,
                said if said is None else source.heeds(said, marked_by),
                is_own=marked_by not in (None, source.name),
                empty_is_none=self.context.empty_is_none,
            )
            if known is None:
                self.known[number] = Known(
                    UUID(bytes=ordered(1)[0]), after, is_new=True
                )
            elif after == NONE and not known.is_open and known.is_open_here:
                self.shared += 1
            elif after != known.marking:
                known.was, known.marking = known.marking, after

    def persons(self) -> Iterable[tuple[Person, Known]]:
        """Those whom people.csv has, with who they are here."""
        persons = self.extracts.persons
        return ((persons[n], self.known[n]) for n in self.numbers if n in persons)

    def write(self) -> None:
        """Enter, mark and name them. Markings first: all that follows carries them."""
        self.enter()
        self.mark()
        self.name()

    def enter(self) -> None:
        """The new persons, each with the marking it came with."""
        new = [(p, k) for p, k in self.persons() if k.is_new]
        bulk.insert(
            "people_person",
            {"id": "uuid", "marking": "text", "birth_date": "date", "sort_key": "text"},
            [(k.id, k.marking, p.born_on, sort_key(p)) for p, k in new],
            {"authority_id": self.context.authority_id, "recorded_at": self.context.at},
        )
        self.protect(k for _, k in new)

    def mark(self) -> None:
        """Markings that changed: the foreign keys carry them to every copy."""
        marked = [k for k in self.known.values() if k.was is not None]
        if not marked:
            return
        ids = [k.id for k in marked]
        bulk.run(
            "UPDATE people_protection SET valid_to = greatest(%s::date, valid_from)"
            " WHERE person_id = ANY (%s) AND valid_to IS NULL",
            [self.context.today, ids],
        )
        bulk.run(
            "UPDATE people_person p SET marking = new.marking"
            " FROM unnest(%s::uuid[], %s::text[]) AS new (id, marking)"
            " WHERE p.id = new.id",
            [ids, [k.marking for k in marked]],
        )
        self.protect(marked)

    def protect(self, persons: Iterable[Known]) -> None:
        """From today, on the files' word."""
        bulk.insert(
            "people_protection",
            {**ABOUT, "marking": "text"},
            [(k.id, k.is_open, k.marking) for k in persons],
            self.from_today(),
        )

    def name(self) -> None:
        """Names of the new, and those that changed; the former one held until today."""
        changed = [(p, k) for p, k in self.persons() if self.is_called_anew(p, k)]
        old = [(p, k) for p, k in changed if not k.is_new]
        if old:
            self.renamed = len(old)
            self.end_names(old)
        bulk.insert(
            "people_identity",
            {
                **ABOUT,
                **dict.fromkeys(
                    ("number_kind", "number", "given_name", "family_name"), "text"
                ),
            },
            [
                (k.id, k.is_open, number_kind(number), number, *full_name(p))
                for p, k in changed
                for number in (number_of(p, k),)
            ],
            self.from_today(),
        )
        bulk.insert(
            "people_searchkey",
            {**ABOUT, "kind": "text", "key": "text"},
            sorted(  # neighbours in the index that is larger than the memory
                (
                    (k.id, k.is_open, *key)
                    for p, k in changed
                    for key in search_keys(p, new_number(p, k))
                ),
                key=itemgetter(3, 2),
            ),
            {"authority_id": self.context.authority_id},
        )

    def is_called_anew(self, person: Person, known: Known) -> bool:
        """Whether they are new, or have a name or a number that is not known yet."""
        if known.is_new:
            return True
        if not self.context.source.names(known.named_by):
            return False
        now = (*full_name(person), number_of(person, known))
        return (known.given_name, known.family_name, known.number) != now

    def end_names(self, old: list[tuple[Person, Known]]) -> None:
        """The former names and what finds them."""
        ids = [k.id for _, k in old]
        bulk.run(
            "UPDATE people_identity SET valid_to = greatest(%s::date, valid_from)"
            " WHERE person_id = ANY (%s) AND valid_to IS NULL",
            [self.context.today, ids],
        )
        bulk.run(
            "UPDATE people_person p SET sort_key = new.sort_key"
            " FROM unnest(%s::uuid[], %s::text[]) AS new (id, sort_key)"
            " WHERE p.id = new.id",
            [ids, [sort_key(p) for p, _ in old]],
        )
        bulk.run(
            "DELETE FROM people_searchkey WHERE person_id = ANY (%s)"
            " AND kind IN ('family', 'given')",
            [ids],
        )
        bulk.run(
            "DELETE FROM people_searchkey WHERE person_id = ANY (%s)"
            " AND kind = 'number'",
            [[k.id for p, k in old if new_number(p, k)]],
        )

    def from_today(self) -> Mapping[str, object]:
        """What every row of today's has in common."""
        return {
            "authority_id": self.context.authority_id,
            "valid_from": self.context.today,
            "source": self.context.source.name,
            "recorded_at": self.context.at,
        }


def said_of(extracts: Extracts, number: str) -> str | None:
    """The strongest protection any row of the person says; None without such a row.

    What is no marking at all is unknown.
    """
    person = extracts.persons.get(number)
    said = extracts.marked.get(number, person.protection if person else None)
    return said if said is None or said in PROTECTIONS else UNKNOWN


def full_name(person: Person) -> tuple[str, str]:
    """Given and family name, as far as the columns go."""
    return person.given_name[:LONGEST], person.family_name[:LONGEST]


def sort_key(person: Person) -> str:
    """As the lists sort."""
    given, family = full_name(person)
    return names.sort_key(family, given)[:210]


def search_keys(person: Person, number: str) -> set[tuple[str, str]]:
    """By what the person is found: their names, and a number that was not there."""
    given, family = full_name(person)
    keys = names.search_keys(
        family_name=family, given_name=given, number=number, phones=()
    )
    return {(kind, key[:LONGEST_KEY]) for kind, key in keys}


def number_of(person: Person, known: Known) -> str:
    """The person's number: as said, else as known; empty where there is none."""
    return known.number if person.number.startswith(OWN_ID) else person.number


def new_number(person: Person, known: Known) -> str:
    """The number, where it finds nobody yet."""
    number = number_of(person, known)
    return number if known.is_new or number != known.number else ""


def number_kind(number: str) -> str:
    """Personal, coordination (the day plus 60) or reserve number, or none."""
    if not number:
        return "none"
    if not number.isdigit():
        return "reserve"
    return "coordination" if int(number[6:8]) > 60 else "personal"
