"""Whom one may ring about a youth, beside the form where one writes that one did."""

import pytest

from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import opened
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.people.told import Guardian
from fullfolj.schooling.tests.test_schooling import born
from fullfolj.schooling.tests.told import HIDDEN, KARIN, tell

pytestmark = pytest.mark.django_db
RING = 'href="tel:0701234567"'


def page_of(cast: Cast, case: Case) -> str:
    answer = signed_in(cast.bo).get(f"/ungdomar/{case.pk}/kontakt/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_guardian_can_be_rung_until_the_youth_is_18(cast: Cast) -> None:
    elin = opened(cast, "Elin Testsson")
    born(cast, elin.person, 17)
    assert "Vårdnadshavare</span>" not in page_of(cast, elin)
    tell(cast, {elin.person: [KARIN, HIDDEN]}, Guardian)
    text = page_of(cast, elin)
    assert "Karin Öberg" in text
    assert text.count('href="tel:') == 1
    assert RING in text
    born(cast, elin.person, 18)
    assert RING not in page_of(cast, elin)
