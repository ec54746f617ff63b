"""What the pages of messages cost: statements and bytes, past a full page."""

from functools import partial

import pytest
from django.db import transaction

from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import found, night, opened, registered
from fullfolj.casework.tests.messages import WAYS, of, reachable, sent, settled
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
        for number, each in enumerate(Case.objects.select_related("person")):
            reachable(each, **WAYS | {"phone": f"070-174 06 {number:02}"})
    return case


def test_the_pages_of_messages_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    """Each past a full page: a preview, what was sent, and the case with messages."""
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    with cast.asking(cast.anna):
        cases = list(Case.objects.select_related("person"))
        batch = sent(cast, cases, cast.anna)
        assert len(of(batch)) == MANY + 1
        for code in ("igen-sms-sv", "hej-brev-sv"):
            sent(cast, [found(elin.person)], cast.anna, code, anyway=True)
    said = {
        "case": [str(each.pk) for each in cases],
        "key": str(elin.pk),
        "template": "hej-sms-sv",
        "next_step": "Ringa",
        "next_step_on": "2099-01-01",
        "anyway": "on",
        "preview": "yes",
    }
    preview = costs_little(lambda: anna.post("/ungdomar/skriv/", said))
    assert preview.content.count(b"Provsson") == MANY
    sent_page, case_page = f"/utskick/{batch.pk}/", f"/ungdomar/{elin.pk}/"
    for page in (
        *(sent_page, f"{sent_page}?page=2", "/utskick/"),
        *(case_page, f"{case_page}vill-inte/", "/ungdomar/"),
        *("/meddelanden/", "/meddelanden/ny/", "/meddelanden/sa-skriver-ni/"),
    ):
        costs_little(partial(anna.get, page))
