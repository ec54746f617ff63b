"""Programmes: whom they are for, and who may add one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.core.tests.cost import costs_little
from fullfolj.programmes.actions import programmes
from fullfolj.programmes.models import Programme

pytestmark = pytest.mark.django_db
PAGE = "/program/"
MANY = 40


def added(cast: Cast, by: User, **given: Any) -> Programme:
    said: dict[str, Any] = {
        "name": "Navigator",
        "lowest_age": 16,
        "highest_age": 29,
        "legal_ground": "Avtal med samordningsförbundet, 3 maj",
        "valid_from": clock.today(),
        "valid_to": None,
    }
    return programmes.add(authority=cast.home(by), by=by, **said | given)


def test_the_ages_are_of_the_programme(cast: Cast) -> None:
    """Plug In 2.0 took 15 to 24; of whom nobody knows the age none is for."""
    with cast.asking(cast.anna):
        added(cast, cast.anna, name="Plug In", lowest_age=15, highest_age=24)
        takes = [Programme.objects.for_age(age).count() for age in (14, 15, 24, 25)]
        assert takes == [0, 1, 1, 0]
        assert not Programme.objects.for_age(None)


def test_anna_and_hilda_add_and_nobody_else(cast: Cast) -> None:
    with cast.asking(cast.anna):
        added(cast, cast.anna)
    with cast.asking(cast.hilda):
        added(cast, cast.hilda, name="Plug In", lowest_age=15, highest_age=24)
    for other in (cast.bo, cast.cilla):
        with cast.asking(other), pytest.raises(PermissionDenied):
            added(cast, other, name="Eget")
    with cast.asking(cast.gun):
        assert not Programme.objects.exists()
        added(cast, cast.gun)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"highest_age": 15}, "ages"),
        ({"valid_to": clock.today()}, "span"),
        ({"name": "NAVIGATOR"}, "named"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, wrong: dict[str, Any], code: str
) -> None:
    with cast.asking(cast.anna):
        added(cast, cast.anna, name="Navigator" if code == "named" else "Annat")
    with cast.asking(cast.anna), pytest.raises(Refused) as told:
        added(cast, cast.anna, **wrong)
    assert told.value.code == code


def test_a_programme_that_is_over_takes_nobody(cast: Cast) -> None:
    today = clock.today()
    with cast.asking(cast.anna):
        one = added(cast, cast.anna)
        assert Programme.objects.running(today).get() == one
        tomorrow = today + timedelta(days=1)
        programmes.end(programme=one, valid_to=tomorrow, by=cast.anna)
        assert Programme.objects.running(today).exists()
        assert not Programme.objects.running(tomorrow).exists()
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        programmes.end(programme=one, valid_to=tomorrow, by=cast.bo)
    with cast.asking(cast.anna), pytest.raises(programmes.SpanError):
        programmes.end(programme=one, valid_to=date(2020, 1, 1), by=cast.anna)


def test_the_page_adds_and_keeps_what_was_wrong(cast: Cast) -> None:
    anna = signed_in(cast.anna)
    said = {
        "name": "Plug In",
        "lowest_age": "24",
        "highest_age": "15",
        "legal_ground": "Nämndens beslut 4 maj",
        "valid_from": str(clock.today()),
    }
    answer = anna.post(PAGE, said)
    assert answer.status_code == 422
    assert "Den högsta åldern är lägre" in answer.content.decode()
    assert "Nämndens beslut 4 maj" in answer.content.decode()
    for wrong in ({"name": "x" * 101}, {"lowest_age": "-1"}, {"highest_age": "1e9"}):
        assert anna.post(PAGE, said | wrong).status_code == 422
    right = said | {"lowest_age": "15", "highest_age": "24"}
    assert anna.post(PAGE, right).status_code == 302
    page = anna.get(PAGE).content.decode()
    assert "15 till och med 24 år" in page


@pytest.mark.django_db(transaction=True)
def test_the_page_costs_little(cast: Cast) -> None:
    with cast.asking(cast.anna):
        for number in range(MANY):
            added(cast, cast.anna, name=f"Program {number}")
    anna = signed_in(cast.anna)
    anna.get(PAGE)
    answer = costs_little(lambda: anna.get(PAGE))
    assert answer.content.count(b"16 till och med 29") == MANY
