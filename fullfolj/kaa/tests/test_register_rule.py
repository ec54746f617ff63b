"""What the register holds, with choices that follow each other and rulings."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fullfolj.kaa.actions.register import spells_of
from fullfolj.kaa.facts import Enrolment, Facts, Registration
from fullfolj.kaa.rules.facts_seen import as_seen, differences
from fullfolj.kaa.rules.membership import IN, OUT, REVIEW, Decision, membership
from fullfolj.kaa.rules.register import (
    NO_POLICIES,
    ONE_DAY,
    Aside,
    Kept,
    Known,
    Policies,
    Ruling,
    Setting,
    horizon,
    judge,
    kept,
    since,
)
from fullfolj.kaa.tests.test_rules import HERE, THERE, people
from fullfolj.kaa.touched import Night

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AS_OF = date(2026, 11, 21)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
DECISIONS = sorted(Decision)


@st.composite
def choices(draw: st.DrawFn) -> Policies:
    """What an authority signed, in any order of days."""
    found = []
    for place in range(draw(st.integers(0, 4))):
        name = draw(
            st.sampled_from(
                ["admitted_counts_until", "equivalent_studies", "finishing_compulsory"]
            )
        )
        if name == "admitted_counts_until":
            value = draw(st.just("") | days.map(date.isoformat))
        else:
            value = draw(st.sampled_from(["", *DECISIONS]))
        found.append(signed(name, value, draw(days), place))
    return Policies(found)


def signed(name: str, value: str, valid_from: date, place: int = 0) -> Setting:
    at = NOON + timedelta(hours=place)
    return Setting(uuid4(), name, value, valid_from, AS_OF, "§ 12", "Anna", at)


rulings = st.builds(
    Ruling,
    id=st.builds(uuid4),
    municipality=st.just(HERE),
    rule=st.sampled_from(["R3d", "R3f", "R4c", "R6d", "R0", "R11"]),
    decision=st.sampled_from([IN, OUT]),
    valid_from=days,
    valid_to=st.none() | days,
)
knowns = st.builds(
    Known,
    facts=people,
    aside=st.none() | st.none() | days.map(Aside),
    rulings=st.lists(rulings, max_size=2),
)


@given(people, days)
def test_without_choices_and_rulings_it_is_the_rule_itself(
    facts: Facts, on: date
) -> None:
    answer = membership(facts, HERE, on)
    known = Known(facts)
    assert judge(known, HERE, on, NO_POLICIES)[:2] == (answer.rule, answer.decision)
    if answer.since:
        assert since(known, HERE, on) == answer.since


@given(knowns, choices(), days)
@settings(max_examples=150)
def test_each_day_lies_in_the_spell_of_its_decision(
    known: Known, policies: Policies, as_of: date
) -> None:
    spells = list(kept(known, HERE, as_of, policies))
    day = horizon(as_of)
    while day <= as_of:
        rule, decision, _ = judge(known, HERE, day, policies)
        over = [
            s
            for s in spells
            if s.valid_from <= day and (s.valid_to is None or day < s.valid_to)
        ]
        assert [s.decision for s in over] == ([] if decision is OUT else [decision])
        if over and day == as_of:
            assert over[0].rule == rule
        day += timedelta(days=1)
    for later, earlier in pairwise(spells):
        assert earlier.valid_to is not None
        assert earlier.valid_to <= later.valid_from
        assert earlier.ended_by


@given(knowns, choices(), days)
def test_of_several_municipalities_each_holds_what_it_would_hold_alone(
    known: Known, policies: Policies, as_of: date
) -> None:
    codes = (HERE, THERE, "0180", "1480", "2480")

    def held(*of: str) -> list[Kept]:
        night = Night(as_of, NOON, of)
        return list(spells_of(known, night, policies, horizon(as_of)))

    together = held(*codes)
    assert len(set(together)) == len(together)
    assert set(together) == {spell for code in codes for spell in held(code)}


@given(knowns, choices(), days, st.integers(1, 200))
@settings(max_examples=100)
def test_a_later_day_keeps_what_was_held(
    known: Known, policies: Policies, as_of: date, later: int
) -> None:
    """An open spell is only prolonged or ended: the calendar rewrites no beginning.

    But where the registration changes: nothing reaches back before the present one.
    """
    days = {as_of + timedelta(days=n) for n in range(1, later + 1)}
    for r in known.facts.registrations:
        assume(not days & {r.valid_from, r.valid_to})
    before = [s for s in kept(known, HERE, as_of, policies) if s.valid_to is None]
    after = list(kept(known, HERE, as_of + timedelta(days=later), policies))
    for spell in before:
        if horizon(as_of + timedelta(days=later)) <= as_of:
            assert (spell.valid_from, spell.decision) in {
                (s.valid_from, s.decision) for s in after
            }


def test_a_choice_holds_from_its_day_and_the_answer_names_it() -> None:
    facts = Facts(
        date(2008, 5, 1),
        registrations=(Registration(HERE, date(2008, 5, 1)),),
        enrolments=(Enrolment("FHS", "", date(2026, 8, 17), None, "active"),),
    )
    chosen = signed("equivalent_studies", "OUT", date(2026, 10, 1))
    revoked = signed("equivalent_studies", "", date(2026, 11, 1), 1)
    spells = list(kept(Known(facts), HERE, AS_OF, Policies([chosen])))
    assert [(s.decision, s.rule, s.valid_from, s.valid_to) for s in spells] == [
        (REVIEW, "R6d", date(2026, 8, 17), date(2026, 10, 1)),
        (IN, "R11", date(2024, 7, 1), date(2026, 8, 17)),
    ]
    both = Policies([chosen, revoked])
    assert judge(Known(facts), HERE, AS_OF, both)[1] is REVIEW
    assert both.setting("R6d", AS_OF) is None
    assert both.setting("R6d", date(2026, 10, 5)) == chosen


def test_a_ruling_holds_until_its_facts_change_and_then_says_what_changed() -> None:
    studies = Enrolment("FHS", "", date(2026, 8, 17), None, "active")
    facts = Facts(
        date(2008, 5, 1),
        registrations=(Registration(HERE, date(2008, 5, 1)),),
        enrolments=(studies,),
    )
    seen = as_seen(facts, None)
    renamed = replace(facts, enrolments=(replace(studies, school_name="Birka"),))
    assert as_seen(renamed, None) == seen
    ended = replace(studies, last_on=date(2026, 12, 1), status="interrupted")
    changed = as_seen(replace(facts, enrolments=(ended,)), None)
    found = list(differences(seen, changed))
    assert [(d.kind, d.is_new) for d in found] == [
        ("enrolments", False),
        ("enrolments", True),
    ]
    ruling = Ruling(UUID(int=1), HERE, "R6d", OUT, date(2026, 9, 1), date(2026, 11, 1))
    known = Known(facts, rulings=[ruling])
    told = [
        judge(known, HERE, on, NO_POLICIES)[1]
        for on in (date(2026, 9, 1) - ONE_DAY, date(2026, 9, 1), date(2026, 11, 1))
    ]
    assert told == [REVIEW, OUT, REVIEW]
