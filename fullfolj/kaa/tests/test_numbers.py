"""The authority's own numbers: what is signed, what holds on a day, what is refused."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.numbers import NAMES, Numbers
from fullfolj.kaa.tests.questions import signed
from fullfolj.kaa.tests.test_choices import LIST, SIGNED, rows, text_of

SILENT = f"{LIST}silent_days/"
DECIDED = date(2026, 1, 15)


def post(user: User, page: str, **given: str) -> Any:
    return signed_in(user).post(page, {**SIGNED, **given})


@pytest.mark.parametrize("name", NAMES)
def test_a_number_is_signed_and_taken_back(cast: Cast, name: str) -> None:
    page = f"{LIST}{name}/"
    assert post(cast.hilda, page, reading="own", number="30").status_code == 302
    with cast.asking(cast.anna):
        assert getattr(PolicySetting.objects.numbers(clock.today()), name) == 30
    assert "30 " in text_of(signed_in(cast.anna).get(LIST))
    assert post(cast.hilda, page, reading="law", number="30").status_code == 302
    assert rows(cast) == [(name, "30"), (name, "")]
    with cast.asking(cast.anna):
        assert PolicySetting.objects.numbers(clock.today()) == Numbers()


@pytest.mark.parametrize("number", ["", "0", "-3", "1000", "1,5", "snart"])
def test_what_is_no_number_of_days_is_refused(cast: Cast, number: str) -> None:
    answer = post(cast.hilda, SILENT, reading="own", number=number)
    assert answer.status_code == 422
    assert text_of(answer).count("Skriv ett helt tal från 1 till 999.") == 2
    assert SIGNED["reference"] in answer.content.decode()
    assert rows(cast) == []


@pytest.mark.parametrize("value", ["0", "030", "1000", "30 dagar", "OUT"])
def test_the_database_refuses_what_is_no_number(cast: Cast, value: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        signed(cast, "silent_days", value, DECIDED)
    assert rows(cast) == []


def test_the_last_signed_holds_from_its_day_in_its_own_authority(cast: Cast) -> None:
    signed(cast, "first_contact_days", "14", date(2026, 1, 1))
    signed(cast, "first_contact_days", "10", date(2026, 9, 1))
    signed(cast, "contact_tries", "3", date(2026, 6, 1))
    signed(cast, "silent_days", "60", date(2026, 1, 1), by=cast.gun)
    expected = {
        date(2025, 12, 31): Numbers(),
        date(2026, 1, 1): Numbers(first_contact_days=14),
        date(2026, 8, 31): Numbers(first_contact_days=14, contact_tries=3),
        date(2026, 9, 1): Numbers(first_contact_days=10, contact_tries=3),
    }
    with cast.asking(cast.anna):
        found = {day: PolicySetting.objects.numbers(day) for day in expected}
    assert found == expected


def test_who_decided_it_is_told_beside_the_number(cast: Cast) -> None:
    signed(cast, "silent_days", "30", DECIDED)
    with cast.asking(cast.anna):
        held = PolicySetting.objects.signed().held("silent_days", clock.today())
    assert held is not None
    assert (held.number, held.signed_by) == (30, "Hilda")
    assert (held.reference, held.decided_on) == ("BUN 2026/3 § 9", DECIDED)


def test_a_number_decides_nothing_about_who_is_in_the_group(cast: Cast) -> None:
    signed(cast, "occupation_days", "90", DECIDED)
    with cast.asking(cast.anna):
        policies = PolicySetting.objects.policies()
    assert policies.settings == ()
    assert list(policies.turning_days()) == []


def test_without_a_decision_the_page_says_that_nothing_is_overdue(cast: Cast) -> None:
    text = text_of(signed_in(cast.hilda).get(LIST))
    assert "nämner inget antal dagar eller försök" in text
    assert "Innan den har gjort det visas ingenting som försenat." in text
    signed(cast, "first_contact_days", "1", DECIDED)
    signed(cast, "contact_tries", "3", DECIDED)
    text = text_of(signed_in(cast.hilda).get(LIST))
    assert "1 dag " in text
    assert "3 försök" in text
    assert text.count("Inget beslut är inskrivet.") == 8
