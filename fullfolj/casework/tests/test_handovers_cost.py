"""What handing over costs: statements and bytes, with a full caseload."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from fullfolj.casework.actions import handovers
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import decided, night, registered
from fullfolj.casework.tests.handovers import answered, offered
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little

SIXTY = 60
HERE = "/ungdomar/{}/"
PAGES = (
    *("/min-dag/", "/mina/", "/overlamningar/", HERE, HERE + "lamna-over/"),
    *(HERE + "lamna-over/svar/", HERE + "infor-20/", HERE + "flytt/"),
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A coach's sixty, of whom half wait for a colleague's answer."""
    decided(cast, first_contact_days=14, silent_days=30, occupation_days=90)
    for number in range(SIXTY):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    with cast.asking(cast.anna), transaction.atomic():
        cases = list(Case.objects.select_related("person").order_by("pk"))
        ids = [each.pk for each in cases]
        assign(cases=ids, owner=cast.bo, by=cast.anna)
        handovers.ask(
            cases=ids[: SIXTY // 2],
            key=uuid4(),
            to_user=cast.anna,
            until=None,
            message="Semester",
            by=cast.anna,
        )
        answered(cases[0], offered(cases[0], cast.anna), cast.anna)
    found: Case = cases[0]
    return found


def test_pages_of_handing_over_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    anna, bo = signed_in(cast.anna), signed_in(cast.bo)
    anna.get("/min-dag/")
    for page in PAGES:
        costs_little(partial(anna.get, page.format(elin.pk)))
    bo.get("/min-dag/")
    answer = costs_little(lambda: bo.get("/mina/lamna-over/"))
    assert answer.content.count(b'name="cases"') == SIXTY // 2
