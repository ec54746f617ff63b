"""Obekräftad: who is in the group only because a school has fallen silent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import statements
from fullfolj.kaa.facts import STATUSES
from fullfolj.kaa.models import RegisterSpell
from fullfolj.kaa.rules.silence import LastPlace, silent_since
from fullfolj.kaa.silence import unconfirmed
from fullfolj.kaa.tests.doings import registered
from fullfolj.kaa.tests.test_choices import text_of
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter
from fullfolj.schooling.actions import notices
from fullfolj.schooling.models import Enrolment, SchoolUnit

ON = date(2026, 11, 22)
START = date(2025, 8, 18)
TOLD = datetime(2026, 5, 20, 10, tzinfo=UTC)
GONE = datetime(2026, 11, 3, 10, tzinfo=UTC)
SILENT = LastPlace("active", None, date(2026, 5, 20), date(2026, 11, 3), False, False)
DAYS = st.integers(-400, 400).map(lambda n: ON + timedelta(days=n))
places = st.builds(
    LastPlace,
    status=st.sampled_from(sorted(STATUSES)),
    ends_on=st.none() | DAYS,
    told_on=st.none() | DAYS,
    gone_on=st.none() | DAYS,
    is_heard=st.booleans(),
    is_end_told=st.booleans(),
)


@pytest.mark.parametrize(
    ("changed", "is_silent"),
    [
        ({}, True),
        ({"status": "admitted"}, True),
        ({"ends_on": date(2026, 6, 11)}, True),  # planned in May, never confirmed
        ({"ends_on": date(2026, 5, 20)}, False),  # it had passed when it was told
        ({"status": "interrupted"}, False),
        ({"status": "completed"}, False),
        ({"is_heard": True}, False),
        ({"is_end_told": True}, False),
        ({"gone_on": None}, False),
    ],
)
def test_what_confirms_an_end(changed: dict[str, Any], is_silent: bool) -> None:
    since = silent_since(replace(SILENT, **changed))
    assert since == (SILENT.gone_on if is_silent else None)


@given(places)
def test_only_a_place_that_left_the_files_of_a_silent_school(place: LastPlace) -> None:
    since = silent_since(place)
    assert since in (None, place.gone_on)
    if since:
        assert not place.is_heard
        assert not place.is_end_told


@given(places)
def test_hearing_of_the_school_confirms_whatever_else_is_known(
    place: LastPlace,
) -> None:
    assert silent_since(replace(place, is_heard=True)) is None
    assert silent_since(replace(place, is_end_told=True)) is None
    assert silent_since(replace(place, status="interrupted")) is None


def unit_of(cast: Cast, name: str, code: str) -> SchoolUnit:
    unit, _ = SchoolUnit.objects.get_or_create(
        authority=cast.berg, code=code, name=name
    )
    return unit


def placed(
    cast: Cast,
    person: Person,
    school: tuple[str, str] = ("Bergs gymnasieskola", "87654321"),
    *,
    is_gone: bool = True,
    **given: Any,
) -> None:
    """A place, as the school told of it in May and November's files leave it."""
    fact = {"school_type": "GY", "status": "active", "source": "files"}
    fact |= {"valid_from": START} | given
    with cast.asking(cast.anna):
        unit = unit_of(cast, *school)
        Enrolment.about(
            person,
            school_unit=unit,
            recorded_from=TOLD,
            recorded_to=GONE if is_gone else None,
            **fact,
        ).save(force_insert=True)
        if is_gone:
            Enrolment.about(
                person, school_unit=unit, recorded_from=GONE, is_gone=True, **fact
            ).save(force_insert=True)


def found(cast: Cast) -> dict[Any, date]:
    with cast.asking(cast.anna):
        return unconfirmed(ON)


@pytest.fixture
def asa(cast: Cast) -> Person:
    """In the register since her school's files came without it."""
    person = enter(cast, cast.bo, "Åsa Öberg")
    registered(cast, person)
    placed(cast, person)
    return person


def test_a_whole_school_that_fell_silent(cast: Cast, asa: Person) -> None:
    assert found(cast) == {asa.pk: date(2026, 11, 3)}
    with cast.asking(cast.anna):
        assert unconfirmed(ON, [asa.pk]) == found(cast)
        assert unconfirmed(ON, []) == {}
        assert unconfirmed(date(2025, 1, 1)) == {}  # not in the register yet


def test_a_school_that_still_sends_others_has_dropped_her(
    cast: Cast, asa: Person
) -> None:
    """Also under another name, with the same code."""
    placed(cast, enter(cast, cast.bo, "Elin Ek"), ("Berg", "87654321"), is_gone=False)
    assert found(cast) == {}


def test_another_school_says_nothing_of_hers(cast: Cast, asa: Person) -> None:
    other = ("Birka folkhögskola", "12345678")
    placed(cast, enter(cast, cast.bo, "Elin Ek"), other, is_gone=False)
    assert found(cast) == {asa.pk: date(2026, 11, 3)}


@pytest.mark.parametrize("school", ["Bergs gymnasieskola", "Annan skola"])
def test_her_own_school_has_told_that_she_ended(
    cast: Cast, asa: Person, school: str
) -> None:
    with cast.asking(cast.bo):
        told = notices.record(
            person=asa,
            kind="end",
            school=school,
            on=date(2026, 10, 1),
            received_on=date(2026, 10, 5),
            by=cast.bo,
        )
    is_hers = school == "Bergs gymnasieskola"
    assert found(cast) == ({} if is_hers else {asa.pk: date(2026, 11, 3)})
    with cast.asking(cast.bo):
        notices.take_back(person=asa, notice=told, by=cast.bo)
    assert found(cast) == {asa.pk: date(2026, 11, 3)}


def test_a_later_place_and_a_person_s_word_are_confirmed(
    cast: Cast, asa: Person
) -> None:
    birka = ("Birka folkhögskola", "12345678")
    given = {"school_type": "FHS", "valid_from": date(2026, 8, 17)}
    placed(cast, asa, birka, is_gone=False, **given)
    assert found(cast) == {}
    elin = enter(cast, cast.bo, "Elin Ek")
    registered(cast, elin)
    placed(cast, elin)
    assert set(found(cast)) == {elin.pk}
    with cast.asking(cast.anna):
        RegisterSpell.objects.filter(person=elin).update(ruling=elin.pk)
    assert found(cast) == {}


def test_compulsory_school_keeps_nobody_out(cast: Cast) -> None:
    elin = enter(cast, cast.bo, "Elin Ek")
    registered(cast, elin)
    placed(cast, elin, school_type="GR")
    assert found(cast) == {}


def test_the_school_is_another_authority_s_secret(cast: Cast, asa: Person) -> None:
    with cast.asking(cast.gun):
        assert unconfirmed(ON) == {}
        assert unconfirmed(ON, [asa.pk]) == {}


def test_many_cost_one_statement(cast: Cast, asa: Person) -> None:
    for number in range(5):
        person = enter(cast, cast.bo, f"Nils Provsson{number}")
        registered(cast, person)
        placed(cast, person)
    with cast.asking(cast.anna):
        sent, all_of_them = statements(lambda: unconfirmed(ON))
    assert len(all_of_them) == 6
    assert len(sent) == 1


def test_the_page_says_to_ask_the_school_first(cast: Cast, asa: Person) -> None:
    text = text_of(signed_in(cast.bo).get(f"/personer/{asa.pk}/varfor/"))
    assert (
        "Obekräftad: skolan har inte hörts av sedan 3 nov 2026. "
        "Fråga skolan innan du ringer." in text
    )
