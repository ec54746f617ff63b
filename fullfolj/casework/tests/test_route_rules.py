"""Which ways to studies the law leaves a youth."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules.eligibility import SUBJECTS
from fullfolj.casework.rules.routes import (
    ADULT_BASIC,
    ADULT_UPPER,
    ANSWERS,
    CLOSED,
    HEAD,
    INTRODUCTORY,
    LATER,
    NATIONAL,
    OPEN,
    ROUTES,
    SFI,
    Route,
    routes,
)
from fullfolj.casework.words import say
from fullfolj.kaa.facts import (
    CREDENTIALS,
    DIPLOMA,
    STUDY_CERTIFICATE,
    Credential,
    Enrolment,
    Facts,
)

DAY = date(2026, 11, 22)
DROPOUT = Enrolment("GY", "BA", date(2025, 8, 18), date(2026, 5, 4), "interrupted")
DONE = Enrolment("GY", "SA", date(2022, 8, 18), date(2025, 6, 10), "completed")
INTRO = Enrolment("GY", "IMSPR", date(2026, 8, 18), None, "active")
CERTIFICATE = Credential(STUDY_CERTIFICATE, date(2025, 6, 10))
EIGHT = (
    *("swedish", "english", "mathematics", "art", "music", "crafts"),
    *("sports", "history"),
)


def ways(facts: Facts, on: date = DAY, **given: Any) -> dict[str, Route]:
    return {each.name: each for each in routes(facts, on, **given)}


def test_a_certificate_after_a_national_programme_leads_to_adult_education() -> None:
    """15 kap. 6 §, 20 kap. 20 § skollagen: komvux, and not gymnasieskola."""
    born = date(2006, 11, 30)
    found = ways(Facts(born, enrolments=(DONE,), credentials=(CERTIFICATE,)))
    assert found[NATIONAL].answer == found[INTRODUCTORY].answer == CLOSED
    assert found[NATIONAL].reason == "gone_through"
    assert "15 kap. 6 §" in found[NATIONAL].source
    assert found[ADULT_UPPER].answer == OPEN
    younger = ways(
        Facts(date(2008, 3, 1), enrolments=(DONE,), credentials=(CERTIFICATE,))
    )
    assert younger[ADULT_UPPER].reason == "after_programme"
    assert ADULT_BASIC not in younger


def test_a_dropout_of_17_is_not_sent_to_adult_education() -> None:
    """From 1 July of the year of turning 20; the exception is named."""
    found = ways(Facts(date(2009, 3, 1), enrolments=(DROPOUT,)))
    komvux = found[ADULT_UPPER]
    assert (komvux.answer, komvux.on) == (LATER, date(2029, 7, 1))
    assert "3 kap. 2 §" in komvux.source
    assert "särskilda skäl" in say("route_reason", komvux.reason)
    assert found[NATIONAL].answer == OPEN
    assert found[NATIONAL].on == date(2029, 6, 30), "gymnasieratt_until"


def test_a_certificate_of_nobody_knows_what_is_for_the_school_to_decide() -> None:
    found = ways(Facts(date(2008, 3, 1), credentials=(CERTIFICATE,)))
    assert {found[name].answer for name in (NATIONAL, INTRODUCTORY, ADULT_UPPER)} == {
        HEAD
    }


def test_the_last_day_of_upper_secondary_school_and_the_first_of_komvux() -> None:
    facts = Facts(date(2006, 11, 30), enrolments=(DROPOUT,))
    before = ways(facts, date(2026, 6, 30))
    after = ways(facts, date(2026, 7, 1))
    assert (before[NATIONAL].answer, before[ADULT_UPPER].answer) == (OPEN, LATER)
    assert (after[NATIONAL].answer, after[ADULT_UPPER].answer) == (CLOSED, OPEN)


def test_passed_subjects_decide_between_national_and_introductory() -> None:
    """16 kap. 30 and 32 §§, 17 kap. 11 § skollagen."""
    facts = Facts(date(2009, 3, 1))
    eligible = ways(facts, passed=EIGHT)
    assert (eligible[NATIONAL].answer, eligible[INTRODUCTORY].answer) == (OPEN, HEAD)
    english = ways(facts, passed={*EIGHT} - {"english"})
    assert (english[NATIONAL].answer, english[INTRODUCTORY].answer) == (HEAD, OPEN)
    lacks = ways(facts, passed=EIGHT[:4])
    assert lacks[NATIONAL].answer == LATER
    left = lacks[NATIONAL].lack
    assert left is not None
    assert left.left == 4


def test_who_is_there_is_told_so_and_who_learns_swedish_of_sfi() -> None:
    found = ways(Facts(date(2009, 3, 1), enrolments=(INTRO,)), sfi=True)
    assert found[INTRODUCTORY].reason == "there"
    assert found[SFI].answer == OPEN
    assert SFI not in ways(Facts(date(2009, 3, 1)))


DAYS = st.dates(date(2011, 7, 1), date(2040, 12, 31))
BORN = st.dates(date(1995, 1, 1), date(2015, 12, 31))
PLACES = st.lists(
    st.builds(
        Enrolment,
        st.sampled_from(["GY", "IB", "VUXGY", "FHS", "GR"]),
        st.sampled_from(["BA", "NA", "IMSPR", "IMV", ""]),
        DAYS,
        st.none() | DAYS,
        st.sampled_from(["active", "interrupted", "completed", "cancelled"]),
    ),
    max_size=3,
)
HELD = st.lists(
    st.builds(Credential, st.sampled_from(sorted(CREDENTIALS)), DAYS), max_size=2
)
FACTS = st.builds(
    Facts, BORN, enrolments=PLACES.map(tuple), credentials=HELD.map(tuple)
)
SUBJECT_SETS = st.none() | st.sets(st.sampled_from(SUBJECTS))


@given(FACTS, DAYS, SUBJECT_SETS, st.booleans())
def test_every_answer_has_a_reason_in_words(
    facts: Facts, on: date, passed: set[str] | None, sfi: bool
) -> None:
    found = routes(facts, on, passed, sfi=sfi)
    assert [each.name for each in found] == [r for r in ROUTES if r in ways_of(found)]
    for each in found:
        assert each.answer in ANSWERS
        assert say("route", each.name)
        assert say("route_reason", each.reason)
        assert each.source or each.name == "folk_high_school"
        assert each.answer != LATER or each.on or each.lack


def ways_of(found: tuple[Route, ...]) -> set[str]:
    return {each.name for each in found}


@given(FACTS, DAYS, SUBJECT_SETS)
def test_nobody_is_sent_to_upper_secondary_school_who_may_not_begin_it(
    facts: Facts, on: date, passed: set[str] | None
) -> None:
    found = ways(facts, on, passed=passed)
    past = on > date(facts.born_on.year + 20, 6, 30)
    has_diploma = any(
        c.kind == DIPLOMA and c.awarded_on <= on for c in facts.credentials
    )
    for name in (NATIONAL, INTRODUCTORY):
        way = found[name]
        if way.reason != "there" and (past or has_diploma):
            assert way.answer == CLOSED


@given(FACTS, DAYS)
def test_komvux_is_open_to_the_young_only_after_a_programme(
    facts: Facts, on: date
) -> None:
    komvux = ways(facts, on)[ADULT_UPPER]
    if komvux.answer == OPEN and on < date(facts.born_on.year + 20, 7, 1):
        assert komvux.reason == "after_programme"
        assert facts.enrolments or facts.credentials


@given(FACTS, DAYS)
def test_komvux_once_open_stays_open(facts: Facts, on: date) -> None:
    was = ways(facts, on)[ADULT_UPPER].answer
    is_ = ways(facts, on + timedelta(days=30))[ADULT_UPPER].answer
    assert was != OPEN or is_ == OPEN


def test_before_the_law_that_we_know_nothing_is_said() -> None:
    assert routes(Facts(date(1995, 1, 1)), date(2011, 6, 30)) == ()
