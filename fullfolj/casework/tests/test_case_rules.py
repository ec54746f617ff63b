"""The life of a case as rules: for whom it is opened, and in which states it stands."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils.module_loading import import_string
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules import cases as rules
from fullfolj.casework.rules.cases import (
    DESTINATIONS,
    STATES,
    TRANSITIONS,
    Facts,
    Life,
    age_on,
    months_after,
    months_before,
    refusal,
    state,
)
from fullfolj.core.catalogue import catalogue

ON = date(2026, 11, 24)
LIVES = [
    Life(closed_on=closed, left_on=left, is_asked_after=asked)
    for closed, left, asked in product((None, ON), (None, ON), (False, True))
]


def facts(age: int | None = 17, *, held: bool = False, school: bool = False) -> Facts:
    return Facts(age=age, is_held=held, is_enrolled=school)


@pytest.mark.parametrize(
    ("purpose", "known", "ages", "said"),
    [
        (rules.KAA, facts(held=True), None, ""),
        (rules.KAA, facts(19), None, rules.NOT_HELD),
        (rules.PREVENTION, facts(school=True), None, ""),
        (rules.PREVENTION, facts(held=True), None, rules.NOT_ENROLLED),
        (rules.OVER_TWENTY, facts(20), None, ""),
        (rules.OVER_TWENTY, facts(19), None, rules.TOO_YOUNG),
        (rules.OVER_TWENTY, facts(None), None, rules.TOO_YOUNG),
        (rules.PROGRAMME, facts(15), (15, 24), ""),
        (rules.PROGRAMME, facts(24), (15, 24), ""),
        (rules.PROGRAMME, facts(25), (15, 24), rules.WRONG_AGE),
        (rules.PROGRAMME, facts(15), (16, 29), rules.WRONG_AGE),
        (rules.PROGRAMME, facts(None), (16, 29), rules.WRONG_AGE),
        (rules.PROGRAMME, facts(17), None, rules.NO_PROGRAMME),
    ],
)
def test_a_case_is_opened_only_for_whom_its_purpose_is(
    purpose: str, known: Facts, ages: tuple[int, int] | None, said: str
) -> None:
    """Plug In 2.0 took 15 to 24, Navigator 16 to 29."""
    assert refusal(purpose, known, ages) == said


@pytest.mark.parametrize("purpose", rules.PURPOSES)
def test_no_two_open_cases_for_one_purpose(purpose: str) -> None:
    known = Facts(20, is_held=True, is_enrolled=True, purposes=frozenset({purpose}))
    assert refusal(purpose, known, (16, 29)) == rules.ONE_OPEN


def test_twenty_begins_on_the_birthday() -> None:
    born = date(2006, 11, 24)
    assert age_on(born, date(2026, 11, 23)) == 19
    assert age_on(born, ON) == 20
    assert age_on(date(2008, 2, 29), date(2028, 2, 28)) == 19
    assert age_on(date(2007, 2, 28), date(2027, 2, 28)) == 20
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 36))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    on: date, months: int
) -> None:
    later = months_after(on, months)
    assert (later.year - on.year) * 12 + later.month - on.month == months
    is_last = (later + timedelta(days=1)).day == 1
    assert later.day == on.day or (later.day < on.day and is_last)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 36))
def test_months_before_is_the_last_day_of_which_they_have_passed(
    on: date, months: int
) -> None:
    last = months_before(on, months)
    assert months_after(last, months) <= on
    assert months_after(last + timedelta(days=1), months) > on


def test_half_a_year_after_the_last_of_august_is_the_last_of_february() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(ON, 12) == date(2027, 11, 24)


@pytest.mark.parametrize("life", LIVES)
def test_a_case_stands_in_exactly_one_state(life: Life) -> None:
    owners = [name for name, is_in in STATES.items() if is_in(life)]
    assert owners == [state(life)]


def test_every_state_is_reached_and_left_by_somebody() -> None:
    assert {state(life) for life in LIVES} == set(STATES)
    reached = {end for each in TRANSITIONS for end in each.ends}
    left = {origin for each in TRANSITIONS for origin in each.origins}
    assert reached == set(STATES)
    assert left == {rules.NEW, *STATES}
    verbs = [each.verb for each in TRANSITIONS]
    assert len(verbs) == len(set(verbs))


@pytest.mark.parametrize("each", TRANSITIONS, ids=lambda each: str(each.verb))
def test_each_transition_has_an_action_and_words(each: rules.Transition) -> None:
    assert callable(import_string(f"fullfolj.casework.actions.{each.action}"))
    words = catalogue("fullfolj.casework")
    assert words.has(f"transition.{each.verb}")
    assert all(words.has(f"state.{name}") for name in each.ends)


def test_every_code_has_words() -> None:
    words = catalogue("fullfolj.casework")
    groups = {
        "purpose": rules.PURPOSES,
        "purpose_for": rules.PURPOSES,
        "closing_reason": rules.CLOSING_REASONS,
        "destination": DESTINATIONS,
        "destination_group": set(DESTINATIONS.values()),
        "livelihood": rules.LIVELIHOODS,
        "ended": rules.ENDS,
        "event": rules.EVENTS,
    }
    for group, codes in groups.items():
        assert [code for code in codes if not words.has(f"{group}.{code}")] == []
