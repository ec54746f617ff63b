"""Who may begin a national programme, and what is lacking (T13)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules.eligibility import (
    AESTHETIC,
    CORE,
    OTHERS,
    SCIENCE,
    SECOND_SWEDISH,
    SOCIAL,
    SUBJECTS,
    SWEDISH,
    TRACKS,
    VOCATIONAL,
    lack,
    lacks,
    school_year,
    series,
    span,
)
from fullfolj.casework.words import lacking

DAY = date(2026, 11, 22)
FIVE = ("art", "music", "crafts", "sports", "history")
PASSED = st.sets(st.sampled_from(SUBJECTS))


def told(passed: set[str], track: str = VOCATIONAL) -> str:
    found = lack(passed, track, DAY)
    assert found is not None
    return lacking(found)


def test_eight_of_eight_is_eligible_and_seven_is_one_left() -> None:
    """T13."""
    assert told({*CORE, *FIVE}) == "Behörig"
    assert told({"swedish", "mathematics", *FIVE}) == "1 kvar: engelska"
    assert told({*CORE, *FIVE[:4]}) == "1 kvar: ett ämne till"
    assert told({"swedish", *FIVE[:3]}) == (
        "4 kvar: engelska, matematik och 2 ämnen till"
    )
    assert told(set()) == "8 kvar: svenska, engelska, matematik och 5 ämnen till"


def test_either_swedish_is_enough_and_both_are_one() -> None:
    assert told({SECOND_SWEDISH, "english", "mathematics", *FIVE}) == "Behörig"
    both = {SWEDISH, SECOND_SWEDISH, "english", "mathematics", *FIVE[:4]}
    assert told(both) == "1 kvar: ett ämne till"


def test_preparatory_programmes_ask_twelve_and_some_by_name() -> None:
    """16 kap. 31 § skollagen: nine others, of which some are named."""
    nine = {*FIVE, "home_economics", "technology", "mother_tongue", "modern_language"}
    assert told({*CORE, *nine}, AESTHETIC) == "Behörig"
    assert told({*CORE, *nine}, SOCIAL) == (
        "3 kvar: geografi, religionskunskap och samhällskunskap"
    )
    assert told({*CORE, *nine}, SCIENCE) == "3 kvar: biologi, fysik och kemi"
    named = {"biology", "physics", "chemistry"}
    assert told({*CORE, *named}, SCIENCE) == "6 kvar: 6 ämnen till"


def test_before_the_law_that_we_know_there_is_no_answer() -> None:
    assert lack(SUBJECTS, VOCATIONAL, date(2011, 6, 30)) is None
    assert lacks(SUBJECTS, date(2011, 6, 30)) == []
    assert [each.left for each in lacks(SUBJECTS, date(2011, 7, 1))] == [0] * 4


def test_only_english_may_be_excused() -> None:
    """16 kap. 32 § skollagen."""
    found = lack({*CORE, *FIVE} - {"english"}, VOCATIONAL, DAY)
    assert found is not None
    assert found.only_english
    found = lack({*CORE, *FIVE[1:]} - {"english"}, VOCATIONAL, DAY)
    assert found is not None
    assert not found.only_english


@given(PASSED, st.sampled_from(TRACKS), st.sampled_from(SUBJECTS))
def test_one_subject_more_takes_away_one_at_most_and_never_adds(
    passed: set[str], track: str, subject: str
) -> None:
    before, after = lack(passed, track, DAY), lack({*passed, subject}, track, DAY)
    assert before is not None
    assert after is not None
    assert before.left - 1 <= after.left <= before.left


@given(PASSED)
def test_what_is_lacking_is_enough(passed: set[str]) -> None:
    for found in lacks(passed, DAY):
        spare = [s for s in OTHERS if s not in passed and s not in found.subjects]
        whole = {*passed, *found.subjects, *spare[: found.others]}
        done = lack(whole, found.track, DAY)
        assert done is not None
        assert done.is_eligible


@given(PASSED)
def test_who_may_begin_a_preparatory_programme_may_begin_a_vocational(
    passed: set[str],
) -> None:
    ready = {each.track for each in lacks(passed, DAY) if each.is_eligible}
    assert not ready or VOCATIONAL in ready


@pytest.mark.parametrize(
    ("on", "begins"),
    [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026), (date(2026, 12, 31), 2026)],
)
def test_a_school_year_begins_in_july(on: date, begins: int) -> None:
    assert school_year(on) == begins


def test_berg_one_five_twelve() -> None:
    """T2, G3: who works there sees +11 (1 → 12); others cannot count the 1."""
    berg = {2012: 1, 2013: 5, 2014: 12}
    staff = series(berg, to_all=False)
    assert [(each.number, each.change) for each in staff] == [
        (1, None),
        (5, 4),
        (12, 7),
    ]
    found = span(staff)
    assert found is not None
    assert (found.signed, found.first, found.last) == ("+11", 1, 12)
    public = series(berg, to_all=True)
    assert [(each.number, each.change) for each in public] == [
        (None, None),
        (5, None),
        (12, 7),
    ]
    assert span(public) is None


def test_a_year_that_is_not_over_is_compared_with_nothing() -> None:
    years = series({2024: 5, 2025: 12, 2026: 2}, to_all=False, ongoing=2026)
    assert [year.change for year in years] == [None, 7, None]
    found = span(years)
    assert found is not None
    assert (found.signed, found.until) == ("+7", "2025/26")


@given(st.dictionaries(st.integers(2012, 2030), st.integers(0, 20)))
def test_nobody_outside_can_count_a_small_number(numbers: dict[int, int]) -> None:
    years = series(numbers, to_all=True)
    for before, now in zip([None, *years], years, strict=False):
        assert now.number is None or now.number >= 5
        if now.change is not None:
            assert before is not None
            assert before.number is not None
            assert now.number is not None
    hidden = [each for each in years if numbers[each.begins] < 5]
    assert all(each.number is None and each.change is None for each in hidden)
