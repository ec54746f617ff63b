"""Why somebody is in the group or not, as a parent could read it.

What it rests on is read above this package and handed in (`views.Above.basis`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fullfolj.core.templatetags.ui import day
from fullfolj.kaa.case import coming, values_of
from fullfolj.kaa.facts import HIDDEN, Civil, Credential, Enrolment, Registration
from fullfolj.kaa.rules.membership import Answer, Decision
from fullfolj.kaa.rules.register import Ruling, Setting
from fullfolj.kaa.sentences import why
from fullfolj.kaa.words import born, decided, in_sentence, in_words, language, say

KIND_OF = {
    Registration: "registrations",
    Enrolment: "enrolments",
    Credential: "credentials",
}


@dataclass(frozen=True, slots=True)
class Sourced:
    """One fact as it stands, with where it came from and since when we know it.

    `recorded_from` is in the house's time zone.
    """

    fact: Civil | Registration | Enrolment | Credential
    source: str
    recorded_from: datetime
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer of today rests on.

    Attributes:
        answer: the rule's; None where rows could not be used.
        since: the first day of the unbroken time with the decision.
        refusals: why rows could not be used, in words.
        ruling, setting: the person's decision and the board's choice that made it so.
        facts: all that is known, also what left its source.
    """

    municipality: str
    decision: Decision
    rule: str
    since: date | None
    answer: Answer | None
    refusals: Sequence[str]
    ruling: Ruling | None
    setting: Setting | None
    facts: Sequence[Sourced]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in words."""

    text: str
    source: str
    known_on: date
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The answer in sentences.

    Attributes:
        because: the sentences that decided, the most important first.
        facts: what it rests on; empty for protected registration, whose register
            misplaces somebody on purpose.
        coming: what the calendar will change: the day, why, and to what.
    """

    decision: Decision
    since: date | None
    municipality: str
    because: list[str]
    facts: list[Told]
    coming: list[tuple[date, str, str]]
    changed_by: str

    @classmethod
    def of(cls, basis: Basis) -> "Why":
        """In the language of the page."""
        answer = basis.answer
        is_hidden = answer is not None and answer.facts.protection == HIDDEN
        return cls(
            basis.decision,
            basis.since,
            basis.municipality,
            list(_because(basis)),
            [] if is_hidden else [_told(each) for each in basis.facts],
            list(_turns(basis)),
            say("changed_by", basis.rule),
        )


def _because(basis: Basis) -> Iterator[str]:
    if basis.ruling:
        yield decided(basis.ruling)
    if basis.setting:
        yield in_sentence(basis.setting)
    yield from why(basis.answer, language(), day) if basis.answer else basis.refusals


def _turns(basis: Basis) -> Iterator[tuple[date, str, str]]:
    """The days on which the rule's decision changes; a person's own stands."""
    if basis.answer is None or basis.ruling:
        return
    before = say("choice", basis.decision)
    for on, because, then in coming(basis.answer):
        if then != before:
            yield on, because, then
        before = then


def _told(each: Sourced) -> Told:
    fact = each.fact
    if isinstance(fact, Civil):
        text = born(fact.born_on)
    else:
        text = in_words(values_of(fact), KIND_OF[type(fact)], {})
    return Told(text, each.source, each.recorded_from.date(), each.is_gone)
