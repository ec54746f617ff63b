"""What Min dag, the list and a case cost: statements and bytes, past a full page."""

from datetime import timedelta

import pytest
from django.db import transaction

from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import (
    decided,
    found,
    night,
    opened,
    registered,
    tried,
)
from fullfolj.casework.views.common import ROWS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.core.tests.tagged import Tagged

MANY = ROWS + 10
TRIES = 5
CASE = "/ungdomar/{}/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elin(cast: Cast) -> Case:
    """One who was tried often; more than a page of others, each tried and owned."""
    decided(cast, first_contact_days=14, silent_days=30, occupation_days=90)
    for number in range(MANY):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    case = opened(cast, "Elin Testsson", listed_on=clock.today() - timedelta(days=60))
    with cast.asking(cast.anna), transaction.atomic():
        everybody = list(Case.objects.select_related("person"))
        assign(cases=[each.pk for each in everybody], owner=cast.anna, by=cast.anna)
        for each in everybody:
            tried(found(each.person), cast.anna, next_step_on=clock.today())
        for _ in range(TRIES):
            tried(found(case.person), cast.bo, line="Ingen svarade")
    return case


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("/min-dag/", ROWS),
        ("/dagblad/", MANY),
        ("/ungdomar/", ROWS),
        ("/ungdomar/?page=2", MANY + 1 - ROWS),
        ("/ungdomar/?visa=due&sysselsattning=unknown&sortera=tysta", ROWS),
        (CASE, 0),
        (CASE + "kontakt/", 0),
        (CASE + "nasta-steg/", 0),
        (CASE + "ansvarig/", 0),
    ],
)
def test_a_page_of_cases_costs_few_statements_and_bytes(
    cast: Cast, elin: Case, page: str, rows: int
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    answer = costs_little(lambda: anna.get(page.format(elin.pk)))
    assert answer.content.count(b'<th scope="row"') == rows, "a page that is full"


def test_a_search_costs_few_statements_and_bytes(cast: Cast, elin: Case) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    said = {"text": "provsson"}
    answer = costs_little(lambda: anna.post("/ungdomar/", said))
    assert answer.content.count(b'<th scope="row"') == ROWS


def test_a_full_paper_costs_few_statements_and_bytes(cast: Cast, elin: Case) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    answer = costs_little(lambda: anna.get("/dagblad/pdf/"))
    rows = Tagged(answer.content).tree.all("/Strong")
    assert len(list(rows)) == MANY, "a sheet that is full"
