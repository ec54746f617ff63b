"""What may stand in a message, whom it may reach, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.message_texts import fill, languages, shipped
from fullfolj.casework.rules.messages import (
    BECOMES,
    CHANNELS,
    LONGEST,
    RECENT,
    STATES,
    Hours,
    Reach,
    filled,
    hindrance,
    places_in,
    unknown_places,
)
from fullfolj.casework.wording import unsaid
from fullfolj.casework.words import say

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("hour", "quiet", "goes"),
    [(19, False, 19), (20, True, 8), (23, True, 8), (3, True, 8), (8, False, 8)],
)
def test_nothing_goes_from_eight_in_the_evening_to_eight_in_the_morning(
    hour: int, quiet: bool, goes: int
) -> None:
    at = NOON.replace(hour=hour)
    hours = Hours()
    assert hours.is_quiet(at) == quiet
    then = hours.goes_at(at)
    assert then.hour == goes
    assert then - at < DAY
    assert (then.date() != at.date()) == (hour >= 20)


@given(
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(0, 2 * 24 * 60),
)
def test_what_goes_never_goes_when_it_is_quiet(
    quiet_from: int, quiet_to: int, minutes: int
) -> None:
    hours, at = Hours(quiet_from, quiet_to), NOON + timedelta(minutes=minutes)
    goes_at = hours.goes_at(at)
    assert not hours.is_quiet(goes_at)
    assert timedelta() <= goes_at - at <= DAY


def test_the_same_hour_twice_is_never_quiet() -> None:
    assert not any(Hours(0, 0).is_quiet(NOON.replace(hour=hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("reach", "why"),
    [
        (Reach(has_way=True), ""),
        (Reach(has_way=False), "no_way"),
        (Reach(has_way=True, has_refused=True), "refused"),
        (Reach(has_way=True, is_closed=True, has_refused=True), "closed"),
        (Reach(has_way=True, has_left=True, is_twice=True), "left"),
        (Reach(has_way=True, is_twice=True), "twice"),
        (Reach(has_way=True, is_open=False), "protected"),
        (Reach(has_way=True, is_shared=True, last_at=NOON), "shared"),
        (Reach(has_way=True, last_at=NOON - timedelta(hours=23)), RECENT),
        (Reach(has_way=True, last_at=NOON - timedelta(hours=24)), ""),
    ],
)
def test_whom_it_may_not_reach_and_why(reach: Reach, why: str) -> None:
    assert hindrance(reach, NOON, Hours()) == why


def test_a_message_becomes_what_it_can_and_nothing_else() -> None:
    assert set(BECOMES) == set(STATES)
    assert {each for after in BECOMES.values() for each in after} <= set(STATES)
    assert "handed_over" not in BECOMES["handed_over"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_texts_of_the_house_say_no_name_and_nothing_of_why(language: str) -> None:
    found = shipped(language)
    assert {each.channel for each in found} == set(CHANNELS)
    for each in found:
        said = f"{each.subject} {each.text}"
        assert not unknown_places(said), each.code
        assert unsaid(said) is None, (each.code, unsaid(said))
        assert len(each.text) <= LONGEST[each.channel], each.code
        assert each.name
        assert each.subject or each.channel == "sms"
        assert "{coach}" in each.text, "one knows who writes"


def test_an_email_comes_in_the_languages_of_a_text_message() -> None:
    """Each text of the house that goes by sms goes by e-mail too; all have a name.

    All of it comes in the same languages, whichever of them a youth reads.
    """
    found = {(e.name, e.channel, e.language) for e in shipped("sv")}
    texts = {(name, lang) for name, channel, lang in found if channel == "sms"}
    assert texts == {
        (name, lang) for name, channel, lang in found if channel == "email"
    }
    ours = {"sv", "sv-simple", "en", "ar", "prs"}
    for text in {(name, channel) for name, channel, _lang in found}:
        assert {lang for *of, lang in found if tuple(of) == text} == ours, text
    asked = {(e.name, e.channel, "svar_senast" in e.places) for e in shipped("sv")}
    assert len(asked) == len({of[:2] for of in asked}), "each language asks alike"
    named = {code: say("language", code) for code in languages()}
    assert named.keys() >= {lang for _name, _channel, lang in found}
    assert named.keys() >= {"so", "ti", "uk", "ckb", "ps"}, (
        "in which an authority writes"
    )
    assert len(set(named.values())) == len(named)


@pytest.mark.parametrize(
    "text",
    [
        "Du har skolkat",
        "Vi på aktivitetsansvaret",
        "Du är med i KAA",
        "Socialtjänsten vill prata",
        "efter ditt avhopp",
        "din frånvaro",
        "Har du tagit din medicin?",
        "20080501-1234",
    ],
)
def test_words_that_tell_are_found(text: str) -> None:
    assert unsaid(text)


def test_the_offices_own_telephone_and_address_may_stand() -> None:
    assert (
        unsaid("Ring 0687-161 00 eller kom till Centrumvägen 2. bo@example.org") is None
    )


def test_places_are_filled_in_and_no_name_is_one() -> None:
    text = "Hej {fornamn}! {coach} {telefon}"
    assert unknown_places(text) == ("fornamn",)
    assert places_in(text) == {"coach", "telefon"}
    assert filled(text, {"coach": "Bo", "telefon": "1"}) == "Hej {fornamn}! Bo 1"


def test_numbers_in_a_text_from_the_right_stand_as_they_are_written() -> None:
    """Among Arabic letters the groups of a telephone are else shown in reverse."""
    said = {"coach": "Bo", "telefon": "070-555 66 77", "svar_senast": "2026-12-24"}
    for each in shipped("sv"):
        told, turned = fill(each, said).text, each.language in {"ar", "prs"}
        assert ("\u2068070-555 66 77\u2069" in told) == turned, each.code
        assert ("\u2068" in told) == turned, each.code
