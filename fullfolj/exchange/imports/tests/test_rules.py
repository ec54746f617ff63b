"""Whatever was known before, what the file says is known after."""

from dataclasses import dataclass
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from fullfolj.exchange.imports.rules import STRENGTH, compare, marking_after
from fullfolj.people.models import NONE, UNKNOWN


@dataclass(frozen=True)
class Fact:
    key: int
    value: int


FACTS = st.builds(Fact, st.integers(0, 3), st.integers(0, 2))
LIVE = st.dictionaries(FACTS, st.booleans(), max_size=6)
SAID = st.sets(FACTS, max_size=6)


@given(live=LIVE, said=SAID, may_go=st.booleans())
def test_after_an_import_the_file_is_what_counts(
    live: dict[Fact, bool], said: set[Fact], may_go: bool
) -> None:
    known = {uuid4(): (fact, is_gone) for fact, is_gone in live.items()}
    found = compare(
        [(i, f, gone) for i, (f, gone) in known.items()],
        said,
        lambda fact: fact.key,
        may_go=may_go,
    )
    for row_id in found.close:
        del known[row_id]
    after = [*known.values(), *((f, False) for f in found.add)]
    after += [(f, True) for f in found.add_gone]
    counted = {fact for fact, is_gone in after if not is_gone}
    assert len(after) == len(set(after)), "no fact twice"
    assert counted >= said
    if may_go:
        assert counted == said
    assert {f for f, _ in after} >= live.keys() - said - _corrected(live, said)
    assert found.unchanged + found.changed + found.gone == sum(
        not is_gone for is_gone in live.values()
    )
    assert found.new + found.changed == len(found.add)


def _corrected(live: dict[Fact, bool], said: set[Fact]) -> set[Fact]:
    keys = {fact.key for fact in said}
    return {fact for fact in live if fact.key in keys}


MARKINGS = st.sampled_from(sorted(STRENGTH))


@given(
    current=MARKINGS,
    said=st.none() | st.just("") | MARKINGS,
    is_own=st.booleans(),
    empty_is_none=st.booleans(),
)
def test_no_silence_and_no_file_opens_whom_somebody_protected(
    current: str, said: str | None, is_own: bool, empty_is_none: bool
) -> None:
    after = marking_after(current, said, is_own=is_own, empty_is_none=empty_is_none)
    if STRENGTH[current] and (is_own or said in (None, "", UNKNOWN)):
        assert STRENGTH[after] >= STRENGTH[current]
    if after == NONE and current != NONE:
        assert said == NONE or (said == "" and empty_is_none)


def test_a_new_person_of_whom_nothing_is_said_is_protected() -> None:
    assert marking_after(None, "", is_own=False, empty_is_none=False) == UNKNOWN
    assert marking_after(None, None, is_own=False, empty_is_none=True) == UNKNOWN
