"""Optional parts: off until the board has decided, dated and signed, and off again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.parts import NAMES, ON, Parts
from fullfolj.kaa.tests.questions import signed
from fullfolj.kaa.tests.test_choices import LIST, SIGNED, rows, text_of

DECIDED = date(2026, 1, 15)


def used(cast: Cast, on: date | None = None) -> Parts:
    with cast.asking(cast.anna):
        return PolicySetting.objects.parts(on or clock.today())


@pytest.mark.parametrize("name", NAMES)
def test_a_part_is_off_until_it_is_signed_and_may_be_taken_back(
    cast: Cast, name: str
) -> None:
    page = f"{LIST}{name}/"
    assert not used(cast)
    hilda = signed_in(cast.hilda)
    assert text_of(hilda.get(LIST)).count("Nej, delen är avstängd") == 3
    assert hilda.post(page, {**SIGNED, "reading": ON}).status_code == 302
    assert used(cast) == Parts(**{name: True})
    assert text_of(hilda.get(LIST)).count("Nej, delen är avstängd") == 2
    assert hilda.post(page, {**SIGNED, "reading": "law"}).status_code == 302
    assert rows(cast) == [(name, ON), (name, "")]
    assert not used(cast)


def test_a_part_is_on_from_its_day_in_its_own_authority(cast: Cast) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    signed(cast, "self_view", ON, tomorrow)
    signed(cast, "event_ladder", ON, DECIDED, by=cast.gun)
    assert used(cast) == Parts()
    assert used(cast, tomorrow) == Parts(self_view=True)


@pytest.mark.parametrize("value", ["yes", "1", "OUT"])
def test_the_database_refuses_what_is_no_choice(cast: Cast, value: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        signed(cast, "self_view", value, DECIDED)
    assert rows(cast) == []


def test_a_part_decides_nothing_about_who_is_in_the_group(cast: Cast) -> None:
    signed(cast, "coach_belief", ON, DECIDED)
    with cast.asking(cast.anna):
        assert PolicySetting.objects.policies().settings == ()
