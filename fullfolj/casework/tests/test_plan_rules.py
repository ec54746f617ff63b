"""When a plan is live and whom a change asks: the story of T4, then properties."""

from itertools import chain
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules.plans import (
    ADDED,
    AWAITED,
    DECLINED,
    LIVE,
    MUNICIPALITY,
    NO,
    OVER,
    PARTIES,
    PARTNERS,
    REMOVED,
    SAME,
    WAITS,
    YES,
    YOUTH,
    Ask,
    Asked,
    Part,
    Said,
    Undertaking,
    answer_of,
    compared,
    differences,
    of_beginning,
    of_ending,
    of_goal,
    of_new_promise,
    of_plan,
    of_promise,
    of_undertaking,
    open_asks,
)

IFO = "social_services"
OURS = Undertaking(uuid4(), MUNICIPALITY)
THEIRS = Undertaking(uuid4(), IFO)
AMIRS = Undertaking(uuid4(), YOUTH)
ALL = (AMIRS, OURS, THEIRS)


def asks(*versions: Asked) -> list[Ask]:
    """As if each were the next version."""
    numbered = enumerate(versions, start=1)
    return [Ask(n, party, of) for n, each in numbered for party, of in each.of]


def yes(version: int, party: str, promise: UUID | None = None) -> Said:
    return Said(version, party, promise, YES)


def no(version: int, party: str, promise: UUID | None = None) -> Said:
    return Said(version, party, promise, NO)


def test_t4_amirs_plan_waits_for_amir() -> None:
    """T4: KIA and IFO; IFO says yes, the youth has not yet: not live."""
    asked = asks(of_beginning(ALL))
    said = [yes(1, MUNICIPALITY), yes(1, IFO, THEIRS.id)]
    plan = of_plan(asked, said, is_over=False, has_declined=False)
    assert (plan.state, plan.awaits) == (WAITS, (YOUTH,))
    theirs = of_undertaking(THEIRS, plan, asked, said)
    assert (theirs.state, theirs.awaits) == (WAITS, (YOUTH,))
    said.append(yes(1, YOUTH))
    plan = of_plan(asked, said, is_over=False, has_declined=False)
    assert plan.state == LIVE
    assert {of_undertaking(each, plan, asked, said).state for each in ALL} == {LIVE}


def test_t4_amir_words_his_goal_anew() -> None:
    """T4: version 2 asks IFO, and tells KIA; the plan itself stays live."""
    change = of_goal(YOUTH, ALL)
    assert change == Asked(((IFO, THEIRS.id),), (MUNICIPALITY,))
    asked = asks(of_beginning(ALL), change)
    said = [yes(1, YOUTH), yes(1, MUNICIPALITY), yes(1, IFO, THEIRS.id)]
    plan = of_plan(asked, said, is_over=False, has_declined=False)
    assert plan.state == LIVE
    theirs = of_undertaking(THEIRS, plan, asked, said)
    assert (theirs.state, theirs.awaits) == (WAITS, (IFO,))
    assert of_undertaking(OURS, plan, asked, said).state == LIVE
    assert list(open_asks(ALL, asked, said)) == [(IFO, THEIRS.id)]


def test_a_goal_that_somebody_else_words_asks_the_youth() -> None:
    change = of_goal(MUNICIPALITY, ALL)
    assert change == Asked(((YOUTH, None), (IFO, THEIRS.id)), ())


def test_one_promise_asks_only_those_it_touches() -> None:
    assert of_new_promise(THEIRS) == Asked(
        ((IFO, THEIRS.id), (YOUTH, THEIRS.id)), (MUNICIPALITY,)
    )
    assert of_promise(IFO, THEIRS) == Asked(((YOUTH, THEIRS.id),), (MUNICIPALITY,))
    assert of_promise(MUNICIPALITY, OURS) == Asked(((YOUTH, OURS.id),))
    assert of_promise(YOUTH, AMIRS) == Asked((), (MUNICIPALITY,))
    assert of_ending(IFO, THEIRS) == Asked((), (YOUTH, MUNICIPALITY))


def test_what_the_municipality_offers_stands_when_the_youth_declines() -> None:
    asked = asks(of_beginning(ALL))
    said = [yes(1, MUNICIPALITY), yes(1, IFO, THEIRS.id), no(1, YOUTH)]
    plan = of_plan(asked, said, is_over=False, has_declined=True)
    assert (plan.state, plan.refused_by) == (DECLINED, (YOUTH,))
    states = [of_undertaking(each, plan, asked, said).state for each in ALL]
    assert states == [DECLINED, LIVE, DECLINED]


def test_without_the_municipality_there_is_no_plan() -> None:
    asked = asks(of_beginning(ALL))
    said = [no(1, MUNICIPALITY), yes(1, IFO, THEIRS.id), yes(1, YOUTH)]
    plan = of_plan(asked, said, is_over=False, has_declined=False)
    assert (plan.state, plan.refused_by) == (DECLINED, (MUNICIPALITY,))
    assert {of_undertaking(e, plan, asked, said).state for e in ALL} == {DECLINED}


def test_what_is_over_waits_for_nobody() -> None:
    over = Undertaking(THEIRS.id, IFO, is_over=True)
    asked = asks(of_beginning(ALL))
    plan = of_plan(asked, [], is_over=False, has_declined=False)
    assert of_undertaking(over, plan, asked, []).state == OVER
    assert (IFO, THEIRS.id) not in list(open_asks([over], asked, []))
    assert of_goal(YOUTH, [over]).of == ()


def test_an_answer_is_to_what_was_written_when_it_was_given() -> None:
    asked = asks(of_beginning(ALL), of_promise(MUNICIPALITY, THEIRS))
    early, late = yes(1, IFO, THEIRS.id), yes(2, IFO, THEIRS.id)
    assert answer_of(IFO, THEIRS.id, asked, [early]) == AWAITED
    assert answer_of(IFO, THEIRS.id, asked, [early, late]) == YES
    assert answer_of(IFO, OURS.id, asked, [late]) is None, "nobody asked"


def test_a_yes_to_the_whole_plan_is_one_to_each_promise() -> None:
    asked = asks(of_beginning([OURS]), of_new_promise(THEIRS))
    assert answer_of(YOUTH, THEIRS.id, asked, [yes(2, YOUTH)]) == YES
    one = [yes(2, YOUTH, THEIRS.id)]
    assert answer_of(YOUTH, None, asked, one) == AWAITED, "and not the other way"


def test_no_to_a_promise_is_not_taken_back_by_a_yes_to_the_plan() -> None:
    """Nor does a no to a promise decline the plan; only the promise is answered."""
    asked = asks(of_beginning([OURS]), of_new_promise(THEIRS))
    theirs = yes(2, IFO, THEIRS.id)
    for said in (
        [yes(1, MUNICIPALITY), theirs, no(2, YOUTH, THEIRS.id), yes(2, YOUTH)],
        [yes(1, MUNICIPALITY), theirs, yes(2, YOUTH), no(2, YOUTH, THEIRS.id)],
    ):
        plan = of_plan(asked, said, is_over=False, has_declined=False)
        assert plan.state == LIVE
        found = of_undertaking(THEIRS, plan, asked, said)
        assert (found.state, found.refused_by) == (DECLINED, (YOUTH,))


parties = st.sampled_from(PARTIES)
answers = st.lists(
    st.builds(
        Said,
        st.integers(1, 3),
        st.sampled_from((YOUTH, IFO)),
        st.sampled_from((None, THEIRS.id)),
        st.sampled_from((YES, NO)),
    )
)
undertakings = st.builds(Undertaking, st.uuids(), parties, st.booleans())


@given(parties, undertakings)
def test_who_wanted_a_change_is_not_asked_of_it(
    wanted_by: str, it: Undertaking
) -> None:
    change = of_promise(wanted_by, it)
    assert {party for party, _ in change.of} == {it.party, YOUTH} - {wanted_by}
    assert wanted_by not in change.told


@given(parties, st.lists(undertakings, unique_by=lambda each: each.id))
def test_a_goal_asks_no_partner_without_a_promise(
    wanted_by: str, promises: list[Undertaking]
) -> None:
    change = of_goal(wanted_by, promises)
    partners = {each.id for each in promises if each.party in PARTNERS}
    over = {each.id for each in promises if each.is_over}
    assert {of for _, of in change.of if of} == partners - over
    assert (MUNICIPALITY, None) not in change.of, "it follows the youth's goal"


@given(st.lists(undertakings, unique_by=lambda each: each.id))
def test_when_all_who_are_asked_say_yes_all_of_it_is_live(
    promises: list[Undertaking],
) -> None:
    asked = asks(of_beginning(promises))
    said = [yes(1, each.party, each.promise) for each in asked]
    plan = of_plan(asked, said, is_over=False, has_declined=False)
    assert plan.state == LIVE
    for each in promises:
        state = of_undertaking(each, plan, asked, said).state
        assert state == (OVER if each.is_over else LIVE)
    for missing in said:
        rest = [each for each in said if each != missing]
        left = list(open_asks(promises, asked, rest))
        over = {each.id for each in promises if each.is_over}
        waits = missing.promise not in over
        assert left == ([(missing.party, missing.promise)] if waits else [])


@given(answers)
def test_what_was_said_last_of_a_promise_stands_whatever_was_said_of_the_plan(
    said: list[Said],
) -> None:
    asked = [Ask(2, party, of) for party in (YOUTH, IFO) for of in (None, THEIRS.id)]
    heard = [each for each in said if each.version >= 2]
    for party in (YOUTH, IFO):
        theirs = [each for each in heard if each.party == party]
        whole = [each.answer for each in theirs if each.promise is None]
        own = [each.answer for each in theirs if each.promise]
        assert answer_of(party, None, asked, said) == (whole or [AWAITED])[-1]
        assert (
            answer_of(party, THEIRS.id, asked, said) == (own or whole or [AWAITED])[-1]
        )


def texts(parts: list[Part], *kinds: str) -> str:
    return "".join(part.text for part in parts if part.kind in kinds)


def test_a_difference_is_word_by_word() -> None:
    before, after = "Jag vill bli florist", "Jag vill bli florist i Åre\nSedan kock"
    parts = compared(before, after)
    assert [(each.kind, each.text) for each in parts] == [
        (SAME, "Jag vill bli florist "),
        (ADDED, "i Åre\nSedan kock"),
    ]
    assert texts(compared("gå till jobbet", "åka till jobbet"), REMOVED) == "gå "


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    parts = compared(before, after)
    assert texts(parts, SAME, ADDED) == after
    assert texts(parts, SAME, REMOVED).split() == before.split()
    assert all(each.text for each in parts)
    if before == after:
        assert not texts(parts, ADDED, REMOVED)


def test_what_is_alike_is_not_told() -> None:
    found = differences({"goal": "a", "gone": "b"}, {"goal": "a", "new": "c"})
    assert list(found) == ["new", "gone"]
    assert [each.kind for each in chain(*found.values())] == [ADDED, REMOVED]


@pytest.mark.parametrize("party", PARTIES)
def test_a_new_plan_asks_the_youth_and_the_municipality_once(party: str) -> None:
    asked = of_beginning([Undertaking(uuid4(), party)])
    assert asked.of[:2] == ((YOUTH, None), (MUNICIPALITY, None))
    assert len(asked.of) == (3 if party in PARTNERS else 2)
