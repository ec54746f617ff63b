"""The difference between two nights, as a rule: it adds up and it mirrors."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fullfolj.kaa.rules.difference import Kind, Standing, Standings, differences
from fullfolj.kaa.rules.membership import IN, REVIEW, Decision

MIRRORS = {
    Kind.IN: Kind.OUT,
    Kind.OUT: Kind.IN,
    Kind.TO_REVIEW: Kind.FROM_REVIEW,
    Kind.FROM_REVIEW: Kind.TO_REVIEW,
}
ELIN = UUID(int=1)
BERG, KROKOM = "2326", "2309"
places = st.sampled_from([BERG, KROKOM, "2380"])
reviews = st.dictionaries(places, st.sampled_from(["R6d", "R3d", "R0"]))
homes = st.none() | st.tuples(places, st.sampled_from(["R10", "R11"]))


@st.composite
def stood(draw: st.DrawFn) -> tuple[Standing, ...]:
    """In the group in one municipality at most, to review in any of the others."""
    found = {code: Standing(code, REVIEW, rule) for code, rule in draw(reviews).items()}
    if home := draw(homes):
        found[home[0]] = Standing(home[0], IN, home[1])
    return tuple(found.values())


nights = st.dictionaries(st.integers(1, 6).map(lambda n: UUID(int=n)), stood())


def of_one(before: tuple[Standing, ...], after: tuple[Standing, ...]) -> list[Kind]:
    return [c.kind for c in differences({ELIN: before}, {ELIN: after})]


def counted(before: Standings, after: Standings) -> Counter[Kind]:
    return Counter(change.kind for change in differences(before, after))


def standing(night: Standings, decision: Decision) -> int:
    return sum(s.decision is decision for all_of in night.values() for s in all_of)


def test_each_kind_by_itself() -> None:
    here, other = Standing(BERG, IN, "R10"), Standing(BERG, IN, "R11")
    doubt = Standing(BERG, REVIEW, "R6d")
    assert of_one((), (here,)) == [Kind.IN]
    assert of_one((here,), ()) == [Kind.OUT]
    assert of_one((here,), (Standing(KROKOM, IN, "R10"),)) == [Kind.MOVED]
    assert of_one((here,), (other,)) == [Kind.CHANGED_REASON]
    assert of_one((), (doubt,)) == [Kind.TO_REVIEW]
    assert of_one((doubt,), ()) == [Kind.FROM_REVIEW]
    assert of_one((doubt,), (Standing(BERG, REVIEW, "R3d"),)) == [Kind.CHANGED_REASON]


def test_who_becomes_doubtful_leaves_the_group_and_is_to_review() -> None:
    here, doubt = Standing(BERG, IN, "R10"), Standing(BERG, REVIEW, "R6d")
    assert of_one((here,), (doubt,)) == [Kind.OUT, Kind.TO_REVIEW]
    assert of_one((doubt,), (here,)) == [Kind.IN, Kind.FROM_REVIEW]
    (change, _) = differences({ELIN: (here,)}, {ELIN: (doubt,)})
    assert (change.before, change.after) == (here, doubt)


@given(nights)
def test_a_night_differs_in_nothing_from_itself(night: Standings) -> None:
    assert not list(differences(night, night))


@given(nights, nights)
def test_the_way_back_is_the_way_there_mirrored(one: Standings, two: Standings) -> None:
    there = {(c.person, c.kind, c.before, c.after) for c in differences(one, two)}
    back = {
        (c.person, MIRRORS.get(c.kind, c.kind), c.after, c.before)
        for c in differences(two, one)
    }
    assert there == back


@given(nights, nights, nights)
def test_the_figures_add_up_over_a_night_between(
    one: Standings, two: Standings, three: Standings
) -> None:
    steps, whole = counted(one, two) + counted(two, three), counted(one, three)
    for kind, mirror, decision in (
        (Kind.IN, Kind.OUT, IN),
        (Kind.TO_REVIEW, Kind.FROM_REVIEW, REVIEW),
    ):
        grown = standing(three, decision) - standing(one, decision)
        assert whole[kind] - whole[mirror] == grown
        assert steps[kind] - steps[mirror] == grown


@given(nights, nights)
def test_every_difference_is_told(one: Standings, two: Standings) -> None:
    told = {change.person for change in differences(one, two)}
    ids = one.keys() | two.keys()
    differ = {i for i in ids if set(one.get(i, ())) != set(two.get(i, ()))}
    assert told == differ
