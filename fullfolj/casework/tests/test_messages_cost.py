"""What the pages of messages cost: statements and bytes, past a full page."""

import pytest
from django.db import transaction

from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import found, night, opened, registered
from fullfolj.casework.tests.messages import of, reachable, sent, settled
from fullfolj.casework.views.common import ROWS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little

MANY = ROWS + 10

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elin(cast: Cast) -> Case:
    """One of more than a page, all of whom are reached in every way."""
    settled(cast)
    for number in range(MANY):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna), transaction.atomic():
        for each in Case.objects.select_related("person"):
            reachable(each)
    return case


def everybody(cast: Cast) -> list[Case]:
    with cast.asking(cast.anna):
        return list(Case.objects.select_related("person"))


def test_a_preview_to_many_costs_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    said = {
        "case": [str(each.pk) for each in everybody(cast)],
        "key": str(elin.pk),
        "template": "hej-sms-sv",
        "next_step": "Ringa",
        "next_step_on": "2099-01-01",
        "preview": "yes",
    }
    answer = costs_little(lambda: anna.post("/ungdomar/skriv/", said))
    assert answer.content.count(b"Provsson") == MANY


@pytest.mark.parametrize("page", ["", "?page=2"])
def test_a_batch_costs_few_statements_and_bytes(
    cast: Cast, elin: Case, page: str
) -> None:
    with cast.asking(cast.anna):
        batch = sent(cast, everybody(cast), cast.anna)
        assert len(of(batch)) == MANY + 1
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    costs_little(lambda: anna.get(f"/utskick/{batch.pk}/{page}"))


@pytest.mark.parametrize(
    "page",
    [
        "/ungdomar/{}/",
        "/ungdomar/{}/vill-inte/",
        "/ungdomar/",
        "/utskick/",
        "/meddelanden/",
        "/meddelanden/ny/",
        "/meddelanden/sa-skriver-ni/",
    ],
)
def test_the_other_pages_cost_few_statements_and_bytes(
    cast: Cast, elin: Case, page: str
) -> None:
    with cast.asking(cast.anna):
        for code in ("hej-sms-sv", "igen-sms-sv", "hej-brev-sv"):
            sent(cast, [found(elin.person)], cast.anna, code, anyway=True)
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    costs_little(lambda: anna.get(page.format(elin.pk)))
