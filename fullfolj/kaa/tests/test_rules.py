"""The rule against the reference table, and what must hold whatever the facts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullfolj.core.catalogue import LANGUAGES, catalogue
from fullfolj.kaa.facts import (
    CREDENTIALS,
    END_REASONS,
    RULE_OF_SCHOOL_TYPE,
    STATUSES,
    Credential,
    Enrolment,
    Facts,
    Registration,
    age,
    birthday,
)
from fullfolj.kaa.rules.membership import (
    IN,
    ORDER,
    OUT,
    REVIEW,
    Answer,
    Decision,
    Policy,
    membership,
    spells,
)
from fullfolj.kaa.rules.reasons import reasons
from fullfolj.kaa.tests.reference import Case, cases

CASES = list(cases())
HERE, THERE = "2326", "2380"
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_reference_table(case: Case) -> None:
    answer = membership(case.facts, case.municipality, case.as_of, case.policy)
    found = (answer.decision.value, answer.rule, answer.home, answer.since)
    assert found == case.expected, case.story


def test_the_reference_table_is_whole() -> None:
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids)) >= 200
    assert {int(i[1:3]) for i in ids if i.startswith("G")} == set(range(1, 19))
    assert {case.expected[1] for case in CASES} == {rule for rule, _ in ORDER}


# ── Facts as registers and schools produce them, in any combination ──────────────────

days = st.dates(date(2013, 1, 1), date(2028, 12, 31))
open_days = st.none() | days


@st.composite
def registrations(draw: st.DrawFn) -> tuple[Registration, ...]:
    """Spells one after the other, with or without gaps: never two municipalities."""
    turns = sorted(draw(st.lists(days, max_size=6, unique=True)))
    found = []
    for first, end in zip(turns[::2], [*turns[1::2], None], strict=False):
        code = draw(st.sampled_from([HERE, HERE, THERE, "0000", "0001"]))
        reason = draw(st.sampled_from(sorted(END_REASONS))) if end else ""
        found.append(Registration(code, first, end, reason))
    return tuple(found)


@st.composite
def enrolments(draw: st.DrawFn) -> Enrolment:
    first, last = draw(days), draw(open_days)
    status = draw(st.sampled_from(sorted(STATUSES)))
    if last is None and status in ("interrupted", "completed"):
        status = "active"
    if last and last < first:
        first, last = last, first
    return Enrolment(
        draw(st.sampled_from(sorted(RULE_OF_SCHOOL_TYPE))),
        draw(st.sampled_from(["NA", "IMSPR", "IAIND", ""])),
        first,
        last,
        status,
        draw(st.booleans()),
    )


credentials = st.builds(Credential, st.sampled_from(sorted(CREDENTIALS)), days)
births = st.dates(date(1998, 1, 1), date(2012, 12, 31)) | st.sampled_from(
    [date(2000, 2, 29), date(2004, 2, 29), date(2008, 2, 29)]
)
people = st.builds(
    Facts,
    born_on=births,
    protection=st.sampled_from(["none", "none", "none", "confidential", ""]),
    deceased_on=st.none() | st.none() | days,
    compulsory_until=st.none() | days,
    registrations=registrations(),
    enrolments=st.lists(enrolments(), max_size=4).map(tuple),
    credentials=st.lists(credentials, max_size=2).map(tuple),
)
policies = st.builds(
    Policy,
    admitted_counts_until=open_days,
    equivalent_studies=st.sampled_from(Decision),
    finishing_compulsory=st.sampled_from([IN, REVIEW]),
)


@given(people, policies, st.integers(0, 3000))
def test_out_from_the_twentieth_birthday_whatever_else(
    facts: Facts, policy: Policy, later: int
) -> None:
    on = facts.twentieth_birthday + timedelta(days=later)
    answer = membership(facts, HERE, on, policy)
    assert (answer.decision, answer.rule) == (OUT, "R1")


@given(people, policies, days)
def test_never_in_two_municipalities_the_same_day(
    facts: Facts, policy: Policy, on: date
) -> None:
    inside = [
        code
        for code in (HERE, THERE, "0000", "0001")
        if membership(facts, code, on, policy).decision is IN
    ]
    assert len(inside) <= 1


@given(people, policies)
@settings(max_examples=60)
def test_each_day_of_a_life_equals_the_spells_computed_at_once(
    facts: Facts, policy: Policy
) -> None:
    life = spells(facts, HERE, policy)
    assert life[0].valid_from == facts.born_on
    assert [s.valid_to for s in life[:-1]] == [s.valid_from for s in life[1:]]
    day = date(2012, 12, 1)
    while day < date(2029, 3, 1):
        here = [s for s in life if s.valid_from <= day]
        if here:
            answer = membership(facts, HERE, day, policy)
            spell = here[-1]
            assert (answer.decision, answer.rule, answer.home) == (
                spell.decision,
                spell.rule,
                spell.home,
            )
        day += timedelta(days=7)
    for spell in life:
        for day in (spell.valid_from, (spell.valid_to or date(2040, 1, 1)) - ONE_DAY):
            answer = membership(facts, HERE, day, policy)
            assert (answer.decision, answer.rule) == (spell.decision, spell.rule)


@given(people, policies, days)
def test_since_is_the_first_day_of_the_same_decision(
    facts: Facts, policy: Policy, on: date
) -> None:
    answer = membership(facts, HERE, on, policy)
    if answer.since is None:
        assert answer.rule == "R4a"
        return
    assert answer.since <= on
    first = membership(facts, HERE, answer.since, policy)
    assert first.decision == answer.decision
    if any(r.valid_from < answer.since for r in facts.registrations):
        eve = membership(facts, HERE, answer.since - ONE_DAY, policy)
        begins = {r.valid_from for r in facts.registrations if r.holds(on)}
        assert eve.decision != answer.decision or answer.since in begins


@given(people, policies, days, st.data())
def test_moving_one_fact_by_one_day_moves_the_answer_only_there(
    facts: Facts, policy: Policy, on: date, data: st.DataObject
) -> None:
    if not facts.enrolments:
        return
    place = data.draw(st.integers(0, len(facts.enrolments) - 1))
    moved = facts.enrolments[place]
    if moved.last_on is None:
        return
    later = replace(moved, last_on=moved.last_on + ONE_DAY)
    others = (*facts.enrolments[:place], later, *facts.enrolments[place + 1 :])
    before = membership(facts, HERE, on, policy)
    after = membership(replace(facts, enrolments=others), HERE, on, policy)
    if on != moved.last_on + ONE_DAY:
        assert (before.decision, before.rule) == (after.decision, after.rule)


@given(people, policies, days)
def test_an_unrelated_fact_changes_nothing(
    facts: Facts, policy: Policy, on: date
) -> None:
    cancelled = Enrolment("GY", "NA", date(2013, 1, 1), None, "cancelled")
    more = replace(facts, enrolments=(*facts.enrolments, cancelled))
    named = replace(
        more,
        enrolments=tuple(
            replace(e, school_name="Annan skola") for e in more.enrolments
        ),
    )
    without, with_it = (membership(f, HERE, on, policy) for f in (facts, named))
    assert _core(without) == _core(with_it)


@given(people, policies, days)
def test_a_living_person_with_protected_registration_is_always_reviewed(
    facts: Facts, policy: Policy, on: date
) -> None:
    hidden = replace(facts, protection="protected_registration", deceased_on=None)
    answer = membership(hidden, HERE, on, policy)
    if answer.rule not in ("R1", "R2"):
        assert (answer.decision, answer.rule, answer.home) == (REVIEW, "R3b", "")


@given(people, days)
def test_unknown_protection_decides_as_none(facts: Facts, on: date) -> None:
    answers = [
        membership(replace(facts, protection=protection), HERE, on)
        for protection in ("none", "", "confidential")
    ]
    assert len({_core(answer) for answer in answers}) == 1


@given(people, policies, days)
def test_every_answer_says_why_in_both_languages_and_what_would_change_it(
    facts: Facts, policy: Policy, on: date
) -> None:
    answer = membership(facts, HERE, on, policy)
    for reason in reasons(answer):
        for language in LANGUAGES:
            assert catalogue("fullfolj.kaa").text(reason.code, language, reason.values)
    for change in answer.changes():
        then = membership(facts, HERE, change.on, policy)
        eve = membership(facts, HERE, change.on - ONE_DAY, policy)
        assert (then.decision, then.rule) == (change.decision, change.rule)
        assert (eve.decision, eve.rule) != (change.decision, change.rule)
        assert change.causes
    if on < facts.twentieth_birthday:
        assert membership(facts, HERE, facts.twentieth_birthday).decision is OUT


def test_a_pupil_is_told_what_the_calendar_will_change() -> None:
    pupil = Facts(
        date(2008, 11, 3),
        registrations=(Registration(HERE, date(2008, 11, 3)),),
        enrolments=(
            Enrolment("GY", "NA", date(2024, 8, 19), date(2027, 6, 10), "active"),
        ),
    )
    answer = membership(pupil, HERE, date(2026, 11, 21))
    assert answer.gymnasieratt_until == date(2028, 6, 30)
    assert [(c.on, c.causes, c.decision, c.rule) for c in answer.changes()] == [
        (date(2027, 6, 11), ("enrolment_ended",), IN, "R11"),
        (date(2028, 11, 3), ("twentieth_birthday",), OUT, "R1"),
    ]


def test_a_choice_of_the_municipality_is_named_by_the_answer() -> None:
    student = Facts(
        date(2007, 3, 10),
        registrations=(Registration(HERE, date(2007, 3, 10)),),
        enrolments=(Enrolment("FHS", "", date(2026, 8, 17), None, "active"),),
    )
    policy = Policy(equivalent_studies=OUT)
    answer = membership(student, HERE, date(2026, 11, 21), policy)
    assert (answer.decision, answer.policy_used) == (OUT, "equivalent_studies")
    assert "policy.equivalent_studies.set" in [r.code for r in reasons(answer)]


@given(births, st.integers(1, 120))
def test_age_turns_on_the_birthday(born_on: date, years: int) -> None:
    turns = birthday(born_on, years)
    assert (age(born_on, turns - ONE_DAY), age(born_on, turns)) == (years - 1, years)


def _core(answer: Answer) -> tuple[Decision, str, str, date | None]:
    return answer.decision, answer.rule, answer.home, answer.since
