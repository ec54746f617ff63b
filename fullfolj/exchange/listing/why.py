"""Why a person has an answer: rule, facts with sources, what would change it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from fullfolj.core import clock
from fullfolj.core.catalogue import Value, catalogue
from fullfolj.exchange.imports.stored import of_person, sourced
from fullfolj.exchange.listing.rows import EXCHANGE, ListRow, refusal_text, row_of
from fullfolj.kaa.facts import Civil, Credential, Enrolment, Registration
from fullfolj.kaa.models import Municipality
from fullfolj.kaa.rules.membership import IN, OUT, REVIEW, version
from fullfolj.kaa.sentences import KAA
from fullfolj.kaa.why import Basis, Sourced
from fullfolj.people.models import FILES, SCHOOL_SYSTEM

ORDER = (IN, REVIEW, OUT)


def lines(row: ListRow, facts: Iterable[Sourced], language: str) -> Iterator[str]:
    """The answer of a row and the facts of its person, in words."""
    words = catalogue(EXCHANGE)

    def say(key: str, **values: Value) -> str:
        return words.text(f"why.{key}", language, values)

    yield say(
        "answer", decision=row.decision, rule=row.rule, as_of=row.as_of, since=row.since
    )
    yield say("version", version=version(row.as_of))
    for reason in row.reasons(language):
        yield f"  {reason}"
    yield ""
    yield say("facts")
    for each in facts:
        gone = f" {say('gone')}" if each.is_gone else ""
        known = each.recorded_from.date()
        yield f"  {_fact(each.fact, language)}{gone}"
        yield f"    {say('source', source=each.source, known=known)}"
    yield ""
    yield say("changes")
    for change in row.changes(language):
        then = f"{change['decision']}, {change['rule']}"
        yield f"  {change['on']}: {then} ({change['because']})"
    yield f"  {row.changed_by(language)}"


def _fact(fact: object, language: str) -> str:
    """A fact in words, with its days as the source gave them."""
    law = catalogue(KAA)

    def say(key: str, **values: Value) -> str:
        return catalogue(EXCHANGE).text(f"why.{key}", language, values)

    def span(first: date, last: date | None) -> str:
        return f"{first}–{last or ''}"

    match fact:
        case Registration():
            when = span(fact.valid_from, fact.valid_to)
            return say("registered", code=fact.municipality_code, when=when)
        case Enrolment():
            return say(
                "enrolled",
                school=fact.school_name or fact.school_unit_code,
                kind=law.text(f"school_type.{fact.school_type}", language),
                programme=fact.programme_code,
                when=span(fact.first_on, fact.last_on),
                status=fact.status,
            )
        case Credential():
            kind = law.text(f"kind.{fact.kind}", language)
            return say("awarded", kind=kind, on=fact.awarded_on)
        case Civil():
            return say("born", on=fact.born_on, protection=fact.protection or "?")
    raise TypeError(type(fact))


def basis(person_id: UUID, language: str) -> Basis | None:
    """What the answer about a person rests on today, for a page.

    Of several municipalities of the authority, the one with the responsibility, else
    the one that must ask. None where no file has told of the person.
    """
    today, now = clock.today(), clock.now()
    facts = list(sourced([person_id], now))
    found, word = of_person(person_id, facts, now)
    if not found.listed_in:
        return None
    codes = Municipality.objects.codes(today)
    rows = [row_of(found, "", code, today, word=word) for code in codes]
    listed = sorted(filter(None, rows), key=lambda row: ORDER.index(row.decision))
    if not listed:
        return None
    row = listed[0]
    return Basis(
        row.municipality,
        row.decision,
        row.rule,
        row.since,
        row.answer,
        [refusal_text(each, language) for each in row.refusals],
        row.ruling,
        row.setting,
        [_from_its_register(each) for each in facts],
    )


def _from_its_register(each: Sourced) -> Sourced:
    """What came in files or from a school's system, as from the register or school."""
    if each.source.startswith(SCHOOL_SYSTEM):
        return replace(each, source="school")
    if each.source != FILES:
        return each
    schooled = isinstance(each.fact, Enrolment | Credential)
    return replace(each, source="school" if schooled else "population")
