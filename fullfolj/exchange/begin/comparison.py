"""A list beside the register: who is on both, on one of them, and why some should go.

Everything is asked through the wall and `visible_to`: whom one may not see is nowhere
in the answer, and a row about them is a row about nobody that the files have named.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Value

from fullfolj.access.models import User
from fullfolj.core import clock
from fullfolj.core.catalogue import catalogue
from fullfolj.core.templatetags.ui import day
from fullfolj.exchange.begin.rules import Line, name_words
from fullfolj.exchange.imports.words import say
from fullfolj.kaa.known import Moment, ask_facts, known_of, rulings_made
from fullfolj.kaa.models import (
    Municipality,
    PolicySetting,
    RegisterSpell,
    ReviewSpell,
)
from fullfolj.kaa.rules.membership import OUT, membership
from fullfolj.kaa.rules.register import Known, Policies, judge
from fullfolj.kaa.sentences import KAA, why
from fullfolj.kaa.words import in_sentence, language
from fullfolj.people.models import Identity, Person

HAD, MISSING, UNCLEAR, REMOVE = PERSONS = ("had", "missing", "unclear", "remove")
UNKNOWN, UNREADABLE, NAMELESS = ROWS = ("unknown", "unreadable", "nameless")


@dataclass(slots=True)
class Comparison:
    """What stands where, today.

    Attributes:
        persons: group of PERSONS → ids, in no order.
        rows: group of ROWS → the rows of the list that are about nobody known.
        on_list: person → the first row about them.
        twice: rows about somebody of whom a row before was.
    """

    persons: dict[str, list[UUID]]
    rows: dict[str, list[Line]]
    on_list: dict[UUID, Line] = field(default_factory=dict)
    twice: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many stand in each group; `group`: all whom the register has or asks."""
        groups: dict[str, Sequence[object]] = {**self.persons, **self.rows}
        found = {name: len(each) for name, each in groups.items()}
        return found | {"group": found[HAD] + found[MISSING] + found[UNCLEAR]}


def compare(lines: Sequence[Line], *, by: User, cleared: bool) -> Comparison:
    """Put a list beside the register as it stands today, as far as the user sees.

    Args:
        cleared: whether the questions of protected registration are the user's to see.
    """
    rows: dict[str, list[Line]] = {name: [] for name in ROWS}
    numbers, named = _by_number(lines, by), _by_name(lines, by)
    found = Comparison({}, rows)
    for line in lines:
        person = numbers.get(line.number) or named.get(line.line)
        if person:
            found.twice += person in found.on_list
            found.on_list.setdefault(person, line)
        elif line.wrong:
            rows[UNREADABLE].append(line)
        else:
            rows[UNKNOWN if line.number else NAMELESS].append(line)
    _sort_out(found, by=by, cleared=cleared)
    return found


def _sort_out(found: Comparison, *, by: User, cleared: bool) -> None:
    """Who of the register and of the list stands in which group."""
    today = clock.today()
    visible = Person.objects.visible_to(by)
    spells = RegisterSpell.objects.known_now().valid(today).filter(person__in=visible)
    questions = ReviewSpell.objects.known_now().valid(today).visible_to(by)
    if not cleared:
        questions = questions.unrestricted()
    both = spells.values_list("person_id", Value(True)).union(
        questions.values_list("person_id", Value(False)), all=True
    )
    stands = [(person, is_within) for person, is_within in both]
    within = {person for person, is_within in stands if is_within}
    asked = {person for person, _ in stands} - within
    listed = found.on_list.keys()
    found.persons = {
        HAD: list(within & listed),
        MISSING: list(within - listed),
        UNCLEAR: list(asked),
        REMOVE: list(listed - within - asked),
    }


def _by_number(lines: Sequence[Line], by: User) -> dict[str, UUID]:
    """Number → the person who has it now, of those whom the user sees."""
    numbers = {line.number for line in lines if line.number}
    held = _current(by).filter(number__in=numbers).order_by("-recorded_at")
    return dict(held.values_list("number", "person_id")) if numbers else {}


def _by_name(lines: Sequence[Line], by: User) -> dict[int, UUID]:
    """Line → the person, where the whole name and the day of birth are one person's.

    Only of rows without a number. Two of that name born that day: neither is guessed.
    """
    asked = [line for line in lines if not line.number and not line.wrong]
    asked = [line for line in asked if line.born_on and line.words]
    days = {line.born_on for line in asked}
    found: dict[tuple[Any, ...], set[UUID]] = {}
    held = _current(by).filter(person__birth_date__in=days)
    fields = ("person_id", "person__birth_date", "given_name", "family_name")
    for person, born_on, given, family in held.values_list(*fields) if days else ():
        words = name_words(f"{given} {family}")
        found.setdefault((born_on, words), set()).add(person)
    return {
        line.line: next(iter(persons))
        for line in asked
        if len(persons := found.get((line.born_on, line.words), set())) == 1
    }


def _current(by: User) -> Any:
    visible = Person.objects.visible_to(by)
    return Identity.objects.filter(valid_to=None, person__in=visible)


def reasons(ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Why each of these is not in the group, in sentences; by what is known now."""
    moment = Moment(clock.now(), is_now=True)
    facts = ask_facts(ids, moment)()
    known = known_of(facts, moment, {}, rulings_made(moment, set(ids))).known
    policies = PolicySetting.objects.policies()
    codes = Municipality.objects.codes(clock.today())
    return {
        person: list(_why(known[person], codes, policies))
        if person in known and codes
        else [say("compared.nothing_known")]
        for person in ids
    }


def _why(known: Known, codes: Sequence[str], policies: Policies) -> Iterator[str]:
    """The sentences of one person, in the municipality that has to do with them."""
    today = clock.today()
    lived = {r.municipality_code for r in known.facts.registrations}
    code = next((code for code in codes if code in lived), codes[0])
    rule, decision, ruling = judge(known, code, today, policies)
    if decision is not OUT:
        yield say("compared.changed_today")
    elif ruling:
        values = {name: getattr(ruling, name) for name in ("reason", "decided_by")}
        values["valid_from"] = day(ruling.valid_from)
        yield catalogue(KAA).text("ruled", language(), values)
    else:
        answer = membership(known.facts, code, today, policies.on(today))
        yield from why(answer, language(), day)
        chosen = policies.setting(rule, today)
        if chosen:
            yield in_sentence(chosen)
