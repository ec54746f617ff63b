"""What the pages of referrals cost, past a full page of them."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from fullfolj.casework.tests.cases import decided
from fullfolj.casework.tests.referrals import answered, asked
from fullfolj.casework.views.common import ROWS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.tests.people import enter

pytestmark = pytest.mark.django_db(transaction=True)
MANY, LIST = ROWS + 5, "/forfragningar/"


def test_what_the_pages_cost(cast: Cast) -> None:
    decided(cast, first_contact_days=14)
    people = [enter(cast, cast.anna, f"Nils Provsson{n}") for n in range(MANY)]
    with cast.asking(cast.anna), transaction.atomic():
        for days, person in enumerate(people):
            day = clock.today() - timedelta(days=days)
            last = asked(person, cast.anna, received_on=day)
            answered(
                asked(person, cast.anna, received_on=day, matter="Råd"),
                *(cast.anna, "advised"),
                words="Ring",
            )
    anna, here = signed_in(cast.anna), f"{LIST}{last.pk}/"
    for page, told in (
        (LIST, f"{MANY} förfrågningar väntar"),
        (f"{LIST}?visa=besvarade&fran=school", "Vi gav råd"),
        (here, "Åtgärdsprogram"),
        (f"{here}svar/", "Vad svarade ni?"),
        (f"{LIST}person/{people[0].pk}/", "Åtgärdsprogram"),
        ("/fore-en-forfragan/", "Åtgärdsprogram"),
    ):
        anna.get(page)
        answer = costs_little(partial(anna.get, page))
        assert told in answer.content.decode()
