"""All that a person needs to decide where the rule asks: gathered and in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from fullfolj.core import clock
from fullfolj.core.templatetags.ui import day
from fullfolj.kaa.facts import Facts
from fullfolj.kaa.known import Moment, ask_facts
from fullfolj.kaa.models import PolicySetting, ReviewDecision, ReviewSpell
from fullfolj.kaa.rules.facts_seen import MANY, as_seen, differences
from fullfolj.kaa.rules.membership import Answer, membership
from fullfolj.kaa.rules.register import REFUSED, Aside, Policies
from fullfolj.kaa.sentences import because, why
from fullfolj.kaa.tables import Units
from fullfolj.kaa.words import changed, in_sentence, in_words, language, say

BEGINS = {
    "registrations": "valid_from",
    "enrolments": "first_on",
    "credentials": "awarded_on",
}


@dataclass(frozen=True)
class Case:
    """A question with what is known.

    Attributes:
        why: why the rule asks, in sentences.
        known: each kind of fact, the latest first; None where no population register
            has said anything of the person.
        coming: what the calendar will change: the day, why, and to what.
        rulings: what persons decided here before, the latest first.
        news: what has changed since the latest of them, where the facts outran it.
        is_outdated: facts came since the night, so that the rule no longer asks this.
    """

    why: list[str]
    known: dict[str, list[str]] | None
    last_compulsory_day: date | None
    coming: list[tuple[date, str, str]]
    changed_by: str
    rulings: list[ReviewDecision]
    news: list[str]
    is_outdated: bool

    @classmethod
    def of(cls, spell: ReviewSpell, aside: Aside | None) -> "Case":
        """As it stands now."""
        units, now = Units(), clock.now()
        moment = Moment(now, is_now=True)
        facts = ask_facts([spell.person_id], moment, units)().get(spell.person_id)
        schools = {code: name for code, name in units.names.values() if code}
        made = ReviewDecision.objects.known_at(now).reverse()
        here = made.filter(
            person=spell.person_id, municipality_code=spell.municipality_code
        )
        rulings = list(here)
        news: list[str] = []
        if facts and rulings and rulings[0].ended_at:
            after = as_seen(facts, aside)
            news = list(changed(differences(rulings[0].facts_seen, after), schools))
        policies = PolicySetting.objects.policies()
        answer = _answer(spell, facts, policies) if facts else None
        asks = REFUSED if aside else answer.rule if answer else spell.rule
        return cls(
            list(_why(answer, policies)) if answer and not aside else [],
            _known(facts, schools) if facts else None,
            facts.last_compulsory_day if facts else None,
            coming(answer) if answer else [],
            say("changed_by", spell.rule),
            rulings,
            news,
            is_outdated=asks != spell.rule,
        )


def _answer(spell: ReviewSpell, facts: Facts, policies: Policies) -> Answer:
    """What the rule says today, with the authority's choices."""
    today = clock.today()
    return membership(facts, spell.municipality_code, today, policies.on(today))


def _why(answer: Answer, policies: Policies) -> Iterator[str]:
    """The deciding sentence; and the authority's choice, where it rests on one."""
    yield why(answer, language(), day)[0]
    chosen = policies.setting(answer.rule, answer.as_of)
    if chosen:
        yield in_sentence(chosen)


def coming(answer: Answer) -> list[tuple[date, str, str]]:
    """What the calendar will change."""
    return [
        (change.on, because(change, language()), say("choice", change.decision))
        for change in answer.changes()
    ]


def _known(facts: Facts, schools: Mapping[str, str]) -> dict[str, list[str]]:
    found = {}
    for kind in MANY:
        rows = [values_of(fact) for fact in getattr(facts, kind)]
        rows.sort(key=lambda row: row[BEGINS[kind]], reverse=True)
        found[kind] = [in_words(row, kind, schools) for row in rows]
    return found


def values_of(fact: Any) -> dict[str, Any]:
    """A fact's values by name, as `in_words` takes them."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}
