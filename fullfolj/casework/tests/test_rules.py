"""What a case waits for: by the day, and the same in the database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullfolj.casework.models import (
    KAA,
    Case,
    FollowUpOfPlan,
    Measure,
    Plan,
    SmallStep,
)
from fullfolj.casework.rules import waits as rules
from fullfolj.casework.rules.waits import (
    REASONS,
    Day,
    Standing,
    Wait,
    speaks_for,
    waits,
)
from fullfolj.casework.tests.cases import HERE, registered
from fullfolj.config.cast import Cast, everyone
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.kaa.rules.parts import Parts

TODAY = date(2026, 11, 24)
days = st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))
near = st.integers(-150, 150).map(lambda n: TODAY + timedelta(days=n))
before = st.integers(0, 120).map(lambda n: TODAY - timedelta(days=n))
some_numbers = st.builds(
    Numbers,
    first_contact_days=st.none() | st.integers(1, 60),
    silent_days=st.none() | st.integers(1, 60),
)


@st.composite
def standings(draw: Any) -> Standing:
    """A case as it may stand: whoever was reached was tried."""
    attempts = draw(st.integers(0, 3))
    return Standing(
        listed_on=draw(before),
        attempts=attempts,
        is_planned=draw(st.booleans()),
        reached_on=draw(st.none() | before) if attempts else None,
        has_owner=draw(st.booleans()),
        next_step_on=draw(st.none() | days),
        left_on=draw(st.none() | before),
        plan_on=draw(st.none() | days),
        measure_on=draw(st.none() | days),
        small_step_on=draw(st.none() | days),
        turns_20_on=draw(st.none() | near),
        viewed_on=draw(st.none() | before),
    )


def reasons(
    case: Standing, numbers: Numbers, on: date, parts: Parts | None = None
) -> list[str]:
    day = Day(on, numbers, parts or Parts())
    return [wait.reason for wait in waits(case, day)]


def test_a_new_name_of_2_june_is_overdue_on_16_june_after_two_weeks() -> None:
    """T6: new name 2 June, the authority's two weeks, overdue 16 June."""
    case = Standing(date(2026, 6, 2), has_owner=True, next_step_on=date(2026, 6, 15))
    numbers = Numbers(first_contact_days=14)
    assert Day(TODAY, numbers).first_on(case.listed_on) == date(2026, 6, 15)
    assert reasons(case, numbers, date(2026, 6, 15)) == [rules.NEW]
    late = list(waits(case, Day(date(2026, 6, 16), numbers)))
    assert late == [Wait(rules.FIRST_OVERDUE, 14)]


def test_without_a_decision_nothing_is_overdue_and_nobody_silent() -> None:
    new = Standing(date(2020, 1, 1), has_owner=True, next_step_on=TODAY)
    assert reasons(new, Numbers(), TODAY) == [rules.NEW]
    tried = Standing(
        date(2020, 1, 1), attempts=2, has_owner=True, next_step_on=TODAY + timedelta(7)
    )
    assert reasons(tried, Numbers(), TODAY) == []


def test_a_guardian_speaks_until_the_18th_birthday() -> None:
    assert speaks_for(date(2008, 5, 2), date(2026, 5, 1))
    assert not speaks_for(date(2008, 5, 2), date(2026, 5, 2))
    assert speaks_for(None, TODAY), "nobody knows the age"


def test_what_was_agreed_waits_from_its_day_or_the_day_after() -> None:
    later = TODAY + timedelta(days=7)
    case = Standing(
        listed_on=TODAY,
        attempts=1,
        has_owner=True,
        next_step_on=later,
        plan_on=TODAY,
        measure_on=TODAY,
        small_step_on=TODAY,
    )
    assert reasons(case, Numbers(), TODAY - timedelta(days=1)) == []
    assert list(waits(case, Day(TODAY, Numbers()))) == [Wait(rules.PLAN_DUE, 0)]
    late = [rules.PLAN_DUE, rules.MEASURE_OVER, rules.SMALL_STEP]
    tomorrow = Day(TODAY + timedelta(days=1), Numbers())
    assert list(waits(case, tomorrow)) == [Wait(reason, 1) for reason in late]


def test_the_own_view_is_offered_to_who_was_reached_each_third_month() -> None:
    used, later = Parts(self_view=True), TODAY + timedelta(days=200)
    known: dict[str, Any] = {"attempts": 1, "has_owner": True, "next_step_on": later}
    new = Standing(date(2026, 8, 1), **known)
    met = replace(new, reached_on=TODAY)
    asked = replace(met, viewed_on=date(2026, 8, 24))
    assert reasons(new, Numbers(), TODAY, used) == [], "nobody can be asked yet"
    assert reasons(met, Numbers(), TODAY, used) == [rules.SELF_VIEW]
    assert reasons(met, Numbers(), TODAY) == [], "the board does not use it"
    assert reasons(asked, Numbers(), date(2026, 11, 23), used) == []
    assert reasons(asked, Numbers(), TODAY, used) == [rules.SELF_VIEW]


@given(standings(), some_numbers, days)
def test_what_it_waits_for_stands_in_order_and_once(
    case: Standing, numbers: Numbers, on: date
) -> None:
    told = reasons(case, numbers, on)
    assert told == sorted(set(told), key=REASONS.index)
    assert case.left_on is None or told == [rules.LEFT]
    if case.left_on is None:
        assert (rules.NO_OWNER in told) is not case.has_owner
        assert (rules.NO_STEP in told) is (case.next_step_on is None)
        assert not {rules.NEW, rules.FIRST_OVERDUE} <= set(told)


def agree(case: Case, standing: Standing) -> None:
    """What was agreed in a case for the days on which it stands so."""
    about: dict[str, Any] = {"person": case.person, "case": case}
    by, since = case.person_id, TODAY - timedelta(days=90)
    if standing.plan_on:
        plan = Plan.about(goal="Bli kock", language="sv", **about)
        plan.save(force_insert=True)
        for on in (standing.plan_on, standing.plan_on + timedelta(days=3)):
            FollowUpOfPlan.about(plan=plan, on=on, **about).save(force_insert=True)
    if standing.measure_on:
        going: dict[str, Any] = {
            "state": "ongoing",
            "offered_on": since,
            "starts_on": since,
        }
        going |= {"kind": "practice", "title": "Praktik", "recorded_by": by}
        on = standing.measure_on
        Measure.about(ends_on=on, **going, **about).save(force_insert=True)
    if standing.small_step_on:
        step: dict[str, Any] = {"text": "Åka buss", "party": "youth", "recorded_by": by}
        on = standing.small_step_on
        SmallStep.about(due_on=on, **step, **about).save(force_insert=True)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    cases=st.lists(standings(), min_size=1, max_size=6),
    day=st.builds(
        Day,
        on=days,
        numbers=some_numbers,
        parts=st.builds(Parts, self_view=st.booleans()),
    ),
)
def test_the_database_says_the_same(
    house: tuple[Cast, list[Any]], cases: list[Standing], day: Day
) -> None:
    cast, people = house
    with cast.asking(cast.anna):
        Case.objects.all().update(closed_on=TODAY)
        for person, case in zip(people, cases, strict=False):
            made = Case.about(
                person,
                purpose=KAA,
                municipality_code=HERE,
                listed_on=case.listed_on,
                left_on=case.left_on,
                owner=cast.bo.pk if case.has_owner else None,
                next_step_on=case.next_step_on,
                attempts=case.attempts,
                is_planned=case.is_planned,
                reached_on=case.reached_on,
                turns_20_on=case.turns_20_on,
                viewed_on=case.viewed_on,
            )
            made.save(force_insert=True)
            agree(made, case)
        told = [list(waits(case, day)) for case in cases]
        tally = Case.objects.tally(day)
        for reason in REASONS:
            expected = sum(reason in [w.reason for w in each] for each in told)
            assert tally[reason] == expected, reason
            found = Case.objects.waiting_for(reason, day).count()
            assert found == expected
        ranks = list(Case.objects.pressing(day).values_list("rank", flat=True))
        firsts = [each[0].reason for each in told if each]
        assert ranks == sorted(map(REASONS.index, firsts))


@pytest.fixture
def house(db: None) -> tuple[Cast, list[Any]]:
    cast = everyone()
    return cast, [registered(cast, f"Nils Provsson{n}") for n in range(6)]
