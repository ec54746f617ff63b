"""Whoever was entered by hand is judged like any other."""

import pytest

from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.begin.tests.test_hand import post
from fullfolj.kaa.models import RegisterSpell, ReviewSpell
from fullfolj.nightly import steps
from fullfolj.people.models import CONFIDENTIAL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("marking", ["none", CONFIDENTIAL])
def test_they_are_in_the_group_next_morning(
    cast: Cast, berg: Authority, marking: str
) -> None:
    post(cast.bo, marking=marking)
    assert not [done for done in steps.run(clock.today()) if done.reason]
    with cast.asking(cast.anna):
        spell = RegisterSpell.objects.get()
        assert (spell.municipality_code, spell.rule) == ("2326", "R11")
        assert spell.valid_from == clock.today()


def test_without_registration_somebody_is_asked(cast: Cast, berg: Authority) -> None:
    post(cast.bo, number="", birth_date="2008-02-28", place="0001")
    assert not [done for done in steps.run(clock.today()) if done.reason]
    with cast.asking(cast.bo):
        assert [spell.rule for spell in ReviewSpell.objects.all()] == ["R3f"]
