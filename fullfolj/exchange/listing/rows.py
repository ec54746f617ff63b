"""The list: one row for every person the municipality must have answered for.

Every person who is or was registered in the municipality, or stands in the files as
0000 or 0001, aged 14–21 on the day; also those whose rows were refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fullfolj.core.catalogue import catalogue
from fullfolj.exchange.extracts.checks import Refusal
from fullfolj.exchange.extracts.read import (
    PROTECTED_REGISTRATION,
    Extracts,
)
from fullfolj.kaa.facts import WITHOUT_REGISTRATION, YOUNGEST, age
from fullfolj.kaa.rules.membership import Answer, Decision, membership
from fullfolj.kaa.rules.register import (
    ANYWHERE,
    NO_POLICIES,
    REFUSED,
    Known,
    Policies,
    Ruling,
    Setting,
    judge,
    since,
)
from fullfolj.kaa.sentences import KAA, because, why

FEWEST_TOLD = 5  # persons with protected registration; the sentences say it, too
OLDEST = 21  # whole years on the day
EXCHANGE = "fullfolj.exchange"


@dataclass(frozen=True, slots=True)
class Word:
    """What the authority has said besides the files: its choices, people's rulings."""

    policies: Policies = NO_POLICIES
    rulings: Mapping[str, Sequence[Ruling]] = field(default_factory=dict)  # by number


FILES_ALONE = Word()


@dataclass(frozen=True, slots=True)
class ListRow:
    """A person's row: the rule's answer, or the refusals that stand in its way.

    `ruling` is a person's decision where the rule asked; `setting` the authority's
    signed choice that the answer rests on.
    """

    person_no: str
    municipality: str
    as_of: date
    name: str
    protection: str
    answer: Answer | None
    refusals: tuple[Refusal, ...] = ()
    ruling: Ruling | None = None
    setting: Setting | None = None

    @property
    def decision(self) -> Decision:
        """IN, OUT or REVIEW; a refused row is always for a person to review."""
        if self.ruling:
            return self.ruling.decision
        return self.answer.decision if self.answer else Decision.REVIEW

    @property
    def rule(self) -> str:
        """R1 … R11, or R0 for a refused row."""
        return self.answer.rule if self.answer else REFUSED

    @property
    def home(self) -> str:
        """The home municipality's code, empty where it is not known."""
        return self.answer.home if self.answer else ""

    @property
    def since(self) -> date | None:
        """First day of the unbroken time with this decision."""
        return self.answer.since if self.answer else None

    @property
    def is_handled_as_protected(self) -> bool:
        """Marked, or not known to be unmarked."""
        return self.protection != "none"

    @property
    def is_restricted(self) -> bool:
        """Protected registration by any row of theirs: for those appointed for it."""
        return self.protection == PROTECTED_REGISTRATION

    def reasons(self, language: str) -> list[str]:
        """Why, in words; the deciding sentence first."""
        return [*self._word(language), *self._reasons(language)]

    def _reasons(self, language: str) -> list[str]:
        if not self.answer:
            return [refusal_text(r, language) for r in self.refusals]
        return why(self.answer, language)

    def _word(self, language: str) -> Iterator[str]:
        """Who decided what the law leaves open: a person, or the authority."""
        words = catalogue(KAA)
        if self.ruling:
            yield words.text("ruled", language, of(self.ruling))
        if self.setting:
            yield words.text("chosen", language, of(self.setting))

    def changes(self, language: str) -> list[dict[str, str]]:
        """What the calendar will change, and when."""
        return [
            {
                "on": change.on.isoformat(),
                "because": because(change, language),
                "decision": change.decision,
                "rule": change.rule,
            }
            for change in (self.answer.changes() if self.answer else ())
        ]

    def changed_by(self, language: str) -> str:
        """What else, not known today, would change the answer."""
        return catalogue(KAA).text(f"changed_by.{self.rule}", language)


def of(word: Ruling | Setting) -> dict[str, str | date | None]:
    """The values of a decision or a choice, by name."""
    return {name: getattr(word, name) for name in word.__slots__}


def listing(
    extracts: Extracts, municipality: str, as_of: date, word: Word = FILES_ALONE
) -> Iterator[ListRow]:
    """The municipality's rows, sorted by person number.

    Args:
        extracts: read for this municipality, or for every one.
        municipality: four digits.
        as_of: the day that is asked about.
        word: the authority's choices and rulings; literal on files alone.
    """
    for number in sorted(extracts.listed_in):
        row = row_of(extracts, number, municipality, as_of, word=word)
        if row:
            yield row


def row_of(
    extracts: Extracts,
    number: str,
    municipality: str,
    as_of: date,
    *,
    word: Word = FILES_ALONE,
) -> ListRow | None:
    """One person's row in one municipality's list, or None when not listed there."""
    if not _stands_here(extracts.listed_in[number], municipality, as_of):
        return None
    person = extracts.persons.get(number)
    refusals = extracts.refused.get(number)
    if refusals or not person:
        if not _may_be_of_age(number, as_of):
            return None
        name = person.name if person else ""
        protection = extracts.marked.get(number, "none" if person else "")
        answers = [
            ruling
            for ruling in word.rulings.get(number, ())
            if ruling.answers(municipality, REFUSED, as_of)
        ]
        row = ListRow(
            number, municipality, as_of, name, protection, None, tuple(refusals or ())
        )
        return replace(row, ruling=answers[-1]) if answers else row
    if not YOUNGEST <= age(person.born_on, as_of) <= OLDEST:
        return None
    facts = person.facts()
    answer = membership(facts, municipality, as_of, word.policies.on(as_of))
    row = ListRow(number, municipality, as_of, person.name, person.protection, answer)
    known = Known(facts, rulings=word.rulings.get(number, ()))
    if known.rulings or word.policies.settings:
        return _with_word(row, known, word.policies)
    return row


def _with_word(row: ListRow, known: Known, policies: Policies) -> ListRow:
    """The row as the authority's choices over time and people's rulings make it."""
    assert row.answer is not None  # noqa: S101 - a row of refusals has none
    rule, _, ruling = judge(known, row.municipality, row.as_of, policies)
    first = since(known, row.municipality, row.as_of, policies)
    return replace(
        row,
        answer=replace(row.answer, since=first if row.answer.since else None),
        ruling=ruling,
        setting=policies.setting(rule, row.as_of),
    )


def _stands_here(
    places: dict[str, date | None], municipality: str, as_of: date
) -> bool:
    """Is or was the person registered here, or without registration, by the day?"""
    for code in (municipality, *WITHOUT_REGISTRATION, ANYWHERE):
        if code in places:
            first = places[code]
            if first is None or first <= as_of:
                return True
    return False


def _may_be_of_age(number: str, as_of: date) -> bool:
    """A person whose birth date cannot be read may be of any age: keep the row."""
    years = age_by_number(number, as_of)
    return years is None or YOUNGEST <= years <= OLDEST


def age_by_number(number: str, as_of: date) -> int | None:
    """The age that a number says, also one that is wrong; None where none can be."""
    try:
        born_on = date(
            int(number[:4]), int(number[4:6]), (int(number[6:8]) - 1) % 60 + 1
        )
    except ValueError:
        return None
    years = age(born_on, as_of)
    return years if 0 <= years <= 110 else None


def refusal_text(refusal: Refusal, language: str) -> str:
    """One sentence about a row set aside: file, line, field, kind of value, reason."""
    words = catalogue(EXCHANGE)
    where = words.text(
        "refused.at_field" if refusal.field else "refused.at_row",
        language,
        {
            "file": refusal.file,
            "line": refusal.line,
            "field": refusal.field,
            "value": words.text(f"value.{refusal.value_class}", language),
        },
    )
    return f"{where} {words.text(f'refused.{refusal.reason}', language)}"
