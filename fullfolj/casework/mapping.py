"""What the pages of a mapping show: each section with where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fullfolj.casework.models import (
    Case,
    MappingAnswer,
    MappingRound,
    SectionLock,
    SectionShare,
)
from fullfolj.casework.rules.mapping import NOT_BEGUN, Section, Sections


@dataclass(frozen=True)
class Row:
    """A section in the list: its answer in the round, its lock and its shares."""

    section: Section
    answer: MappingAnswer | None = None
    lock: SectionLock | None = None
    shares: tuple[SectionShare, ...] = ()

    @property
    def state(self) -> str:
        """How far one has come with it."""
        return self.answer.state if self.answer else NOT_BEGUN


@dataclass(frozen=True)
class Mapping:
    """A mapping as it stands in its latest round.

    Attributes:
        first, more: what it begins with, and what is offered besides.
        former: what was answered in the round and is not asked any more.
    """

    rounds: list[MappingRound]
    first: list[Row]
    more: list[Row]
    former: list[Row]

    @property
    def next_round(self) -> int:
        """The number of the round that could be begun now."""
        return self.rounds[0].number + 1 if self.rounds else 1


def mapping_of(case: Case, found: Sections) -> Mapping:
    """The mapping of a case, in four statements."""
    rounds = list(MappingRound.objects.of_case(case))
    answers: dict[str, MappingAnswer] = {}
    if rounds:
        there = MappingAnswer.objects.of_case(case).filter(round=rounds[0].number)
        answers = {each.section: each for each in there.last_of_each()}
    number = rounds[0].number if rounds else 1
    locks = {s.section: s for s in SectionLock.objects.held_in(case, number)}
    shares = list(SectionShare.objects.of_case(case).live())

    def row(section: Section) -> Row:
        mine = tuple(each for each in shares if each.section == section.code)
        code = section.code
        return Row(section, answers.get(code), locks.get(code), mine)

    asked = found.asked()
    codes = {section.code for section in asked}
    gone = [each for code, each in answers.items() if code not in codes]
    return Mapping(
        rounds,
        [row(section) for section in asked if section.is_first],
        [row(section) for section in asked if not section.is_first],
        [row(found.as_asked(each.section, each.section_version)) for each in gone],
    )


@dataclass(frozen=True)
class Pair:
    """One section in two rounds; None where it was not answered."""

    section: Section
    before: MappingAnswer | None
    after: MappingAnswer | None


def compared(case: Case, found: Sections, rounds: tuple[int, int]) -> list[Pair]:
    """Two rounds beside each other, of every section that either answered."""
    answers = MappingAnswer.objects.of_case(case).filter(round__in=rounds)
    last: Iterable[Any] = answers.last_of_each().with_words()
    by_place = {(each.section, each.round): each for each in last}
    order = [section.code for section in (*found.asked(), *found.now())]
    codes = sorted({code for code, _ in by_place}, key=order.index)
    pairs = []
    for code in codes:
        before, after = (by_place.get((code, number)) for number in rounds)
        for each in filter(None, (before, after)):
            each.asked = found.as_asked(code, each.section_version)
        newest: Any = after or before
        pairs.append(Pair(newest.asked, before, after))
    return pairs
