"""What is stored, as the extracts it came from: as known at an instant.

The way back of the import, so that one list serves files and database alike.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from fullfolj.core import bulk
from fullfolj.exchange.extracts.checks import Refusal
from fullfolj.exchange.extracts.read import Extracts, Person
from fullfolj.exchange.imports.models import SetAside, asides
from fullfolj.exchange.listing.rows import Word, refusal_text
from fullfolj.kaa.facts import (
    HIDDEN,
    WITHOUT_REGISTRATION,
    Civil,
    Credential,
    Enrolment,
    Registration,
)
from fullfolj.kaa.known import AT, Moment, marked_by_us, rows_of, ruled, rulings_made
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.register import Aside
from fullfolj.kaa.tables import (
    CIVIL,
    CREDENTIALS,
    REGISTRATIONS,
    Kind,
    Units,
    enrolments,
)
from fullfolj.kaa.why import Sourced

LISTED = f"""
SELECT person_id FROM people_registration
WHERE municipality_code = ANY (%s) AND NOT is_gone AND {AT}
UNION
SELECT person_id FROM imports_setaside WHERE person_id IS NOT NULL AND {AT}
"""  # noqa: S608 - our own words
NAMED = """
SELECT person_id, number, given_name, family_name FROM people_identity
WHERE person_id = ANY (%s) AND valid_to IS NULL
"""
ASIDE = f"""
SELECT number, marked, places::text, refusals::text FROM imports_setaside
WHERE {AT} AND (%s::text IS NULL OR number = %s)
"""  # noqa: S608 - our own words
ASIDE_OF = f"""
SELECT '', marked, places::text, refusals::text FROM imports_setaside
WHERE {AT} AND person_id = %s
"""  # noqa: S608 - our own words
NUMBERED = """
SELECT person_id FROM people_identity WHERE number = ANY (%s) AND valid_to IS NULL
"""


NOBODY = ("", "", "")  # number and names, where the answer needs none


@dataclass(slots=True)
class Stored:
    """What was read, the authority's word on it, and of whom: for the read log."""

    extracts: Extracts
    word: Word
    ids: list[UUID]


def of_municipality(code: str, at: datetime) -> Stored:
    """Everyone whom the municipality must answer for, and what was set aside."""
    codes = sorted({code} | WITHOUT_REGISTRATION)
    ids = [person for (person,) in bulk.run(LISTED, [codes, at, at, at, at])]
    return _stored(ids, at, None)


def of_number(number: str, at: datetime) -> Stored:
    """One person's, by number."""
    ids = [person for (person,) in bulk.run(NUMBERED, [[number]])]
    return _stored(ids, at, number)


def of_person(
    person_id: UUID, facts: Iterable[Sourced], at: datetime
) -> tuple[Extracts, Word]:
    """One person's, by id and with the facts at hand; they stand under no number."""
    found, moment = Extracts(), Moment(at)
    kinds: dict[type, list[Any]] = {Civil: []}
    for each in facts:
        if isinstance(each.fact, Civil) or not each.is_gone:
            kinds.setdefault(type(each.fact), []).append(each.fact)
    for civil in kinds[Civil]:
        is_hidden = bool(marked_by_us([person_id], moment))
        person = _person(civil, NOBODY, is_hidden=is_hidden)
        person.registrations = kinds.get(Registration, [])
        person.enrolments = kinds.get(Enrolment, [])
        person.credentials = kinds.get(Credential, [])
        found.persons[""] = person
        found.listed_in[""] = _places(person.registrations)
    _keep_aside(found, bulk.run(ASIDE_OF, [at, at, person_id]))
    persons = {person_id: found.persons[""]} if found.persons else {}
    return found, _word(persons, moment)


def sourced(ids: list[UUID], at: datetime) -> Iterator[Sourced]:
    """Every fact of these persons as known at an instant, also those gone."""
    kinds: tuple[Kind[Any], ...]
    kinds = (CIVIL, REGISTRATIONS, enrolments(Units()), CREDENTIALS)
    for kind in kinds:
        fields = ", ".join(("source", "recorded_from", "is_gone", *kind.columns))
        for source, since, is_gone, *values in bulk.run(
            f"SELECT {fields} FROM {kind.table}"  # noqa: S608 - our own names
            f" WHERE person_id = ANY (%s) AND {AT} ORDER BY valid_from",
            [ids, at, at],
        ):
            known = timezone.localtime(since)
            yield Sourced(kind.read(tuple(values)), source, known, is_gone)


def set_aside(person_id: UUID, language: str) -> tuple[Aside | None, list[str]]:
    """A person's rows that could not be used, as the rule takes them and in words."""
    rows = list(SetAside.objects.known_now().filter(person_id=person_id))
    found = [Refusal(**each) for row in rows for each in row.refusals]
    told = [refusal_text(each, language) for each in found]
    return asides(rows).get(person_id), told


def _stored(ids: list[UUID], at: datetime, number: str | None) -> Stored:
    found, moment = Extracts(), Moment(at)
    persons = _persons(ids, moment)
    registrations = rows_of(REGISTRATIONS, ids, moment)
    places = rows_of(enrolments(Units()), ids, moment)
    awards = rows_of(CREDENTIALS, ids, moment)
    for row_id, person in persons.items():
        person.registrations = registrations.get(row_id, [])
        person.enrolments = places.get(row_id, [])
        person.credentials = awards.get(row_id, [])
        found.persons[person.number] = person
        found.listed_in[person.number] = _places(person.registrations)
    _set_aside(found, at, number)
    return Stored(found, _word(persons, moment), ids)


def _word(persons: Mapping[UUID, Person], moment: Moment) -> Word:
    """What the authority had chosen by then, and what people had decided of these."""
    made = rulings_made(moment, persons.keys())
    facts = {row_id: persons[row_id].facts() for row_id in made}
    theirs = SetAside.objects.known_at(moment.at).filter(person__in=made.keys())
    aside = theirs.by_person() if made else {}
    rulings, _ = ruled(made, facts, moment, aside)
    return Word(
        PolicySetting.objects.known_at(moment.at).policies(),
        {persons[row_id].number: each for row_id, each in rulings.items()},
    )


def _persons(ids: list[UUID], moment: Moment) -> dict[UUID, Person]:
    """The persons of whom a register had said anything by then."""
    names = {row_id: rest for row_id, *rest in bulk.run(NAMED, [ids])}
    hidden = marked_by_us(ids, moment)
    found = {}
    for row_id, civils in rows_of(CIVIL, ids, moment, also_gone=True).items():
        is_hidden = row_id in hidden
        number, *name = names[row_id]
        who = (number or str(row_id), *name)  # entered by hand without a number
        found[row_id] = _person(civils[0], who, is_hidden=is_hidden)
    return found


def _person(civil: Civil, who: Sequence[str], *, is_hidden: bool) -> Person:
    number, given, family = who
    return Person(
        number,
        civil.born_on,
        HIDDEN if is_hidden else civil.protection,
        civil.deceased_on,
        civil.compulsory_until,
        given,
        family,
    )


def _places(registrations: list[Registration]) -> dict[str, date | None]:
    places: dict[str, date | None] = {}
    for r in registrations:
        first = places.get(r.municipality_code) or r.valid_from
        places[r.municipality_code] = min(first, r.valid_from)
    return places


def _set_aside(found: Extracts, at: datetime, only: str | None) -> None:
    """What could not be used, with the municipalities that it may be about."""
    _keep_aside(found, bulk.run(ASIDE, [at, at, only, only]))


def _keep_aside(found: Extracts, rows: Iterable[tuple[Any, ...]]) -> None:
    for number, marked, places, refusals in rows:
        refused = [Refusal(**each) for each in json.loads(refusals)]
        found.refused.setdefault(number, []).extend(refused)
        found.refusals += refused
        if marked is not None:
            found.marked[number] = marked
        found.listed_in[number] = found.listed_in.get(number, {}) | {
            code: date.fromisoformat(first) if first else None
            for code, first in json.loads(places).items()
        }
