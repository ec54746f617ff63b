"""Nights far apart, ages at the edge, and corrections of days long past."""

from datetime import UTC, date, datetime

import pytest

from fullfolj.access import wall
from fullfolj.config.cast import Cast
from fullfolj.core import bulk
from fullfolj.kaa.facts import HIDDEN, Enrolment, Facts, Registration
from fullfolj.kaa.tests.test_register_history import House
from fullfolj.kaa.tests.test_rules import HERE

pytestmark = pytest.mark.django_db

SPELLS = """
SELECT valid_from, valid_to, rule, ended_by FROM kaa_{table}spell
WHERE recorded_to IS NULL ORDER BY valid_from
"""
Spells = list[tuple[date, date | None, str, str]]


def spells(table: str = "register") -> Spells:
    rows = bulk.run(SPELLS.format(table=table))
    return [(first, after, rule, by) for first, after, rule, by in rows]


def at(house: House, day: date) -> None:
    house.as_of = day
    house.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_a_correction_from_before_the_horizon_joins_spells_that_lay_apart(
    cast: Cast,
) -> None:
    home = (Registration(HERE, date(2007, 5, 1)),)
    spring = Enrolment("GY", "", date(2024, 1, 8), date(2024, 6, 10), "completed")
    youth = Facts(date(2007, 5, 1), registrations=home, enrolments=(spring,))
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        row_id = house.enter(youth)
        at(house, date(2024, 2, 1))
        house.night()
        assert spells() == [(date(2023, 7, 1), date(2024, 1, 8), "R11", "R5a")]
        at(house, date(2025, 2, 1))
        house.night()
        house.wait(1)
        house.tell(row_id, Facts(date(2007, 5, 1), registrations=home))
        house.night()
        assert spells() == [(date(2023, 7, 1), None, "R11", "")]


def test_a_spell_ends_on_its_day_however_late_the_next_night_is(cast: Cast) -> None:
    home = (Registration(HERE, date(2005, 9, 1)),)
    youth = Facts(date(2005, 9, 1), registrations=home)
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        house.enter(youth)
        at(house, date(2025, 3, 1))
        house.night()
        at(house, date(2026, 11, 22))
        house.night()
        assert spells() == [(date(2021, 7, 1), date(2025, 9, 1), "R11", "R1")]


def test_a_correction_shortens_a_spell_that_began_long_ago(cast: Cast) -> None:
    home = (Registration(HERE, date(2007, 5, 1)),)
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        row_id = house.enter(Facts(date(2007, 5, 1), registrations=home))
        at(house, date(2025, 2, 1))
        house.night()
        assert spells() == [(date(2023, 7, 1), None, "R11", "")]
        house.wait(1)
        autumn = Enrolment("GY", "", date(2023, 8, 21), None, "active")
        house.tell(
            row_id, Facts(date(2007, 5, 1), registrations=home, enrolments=(autumn,))
        )
        house.night()
        assert spells() == [(date(2023, 7, 1), date(2023, 8, 21), "R11", "R5a")]
        full = house.night(anew=True)
        assert (full.added, full.closed) == (0, 0)


def test_whoever_turns_14_is_asked_about_that_night(cast: Cast) -> None:
    home = (Registration(HERE, date(2010, 3, 10)),)
    child = Facts(date(2010, 3, 10), protection=HIDDEN, registrations=home)
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        house.enter(child)
        at(house, date(2024, 3, 9))
        house.night()
        assert spells("review") == []
        house.wait(1)
        assert house.night().added == 1
        full = house.night(anew=True)
        assert (full.added, full.closed) == (0, 0)


def test_a_child_with_a_row_that_cannot_be_used_is_no_question_yet(cast: Cast) -> None:
    home = (Registration(HERE, date(2010, 3, 10)),)
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        row_id = house.enter(Facts(date(2010, 3, 10), registrations=home))
        at(house, date(2024, 3, 8))
        house.put_aside(row_id)
        house.night()
        assert spells("review") == []
        house.wait(2)
        house.night()
        assert set(spells("review")) == {(date(2024, 3, 10), None, "R0", "")}
        full = house.night(anew=True)
        assert (full.added, full.closed) == (0, 0)
