"""What the pages of a youth's way cost: every part used, often and by many."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import night, opened, registered
from fullfolj.casework.tests.progress import believed, happened, uses, viewed
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little

pytestmark = pytest.mark.django_db(transaction=True)

CASE = "/ungdomar/{}/"
TIMES, OTHERS = 8, 15


@pytest.fixture
def elin(cast: Cast) -> Case:
    """Asked and noted again and again; and others, who moved."""
    uses(cast)
    for number in range(OTHERS):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna), transaction.atomic():
        Case.objects.update(listed_on=clock.today() - timedelta(days=300))
        for each in Case.objects.select_related("person"):
            for days in (200, 100):
                on = clock.today() - timedelta(days=days)
                happened(each, cast.anna, 7 - days // 50, on=on)
                viewed(each, cast.anna, on=on)
        for level in range(1, TIMES):
            happened(case, cast.anna, level, line="Åkte bussen själv")
            viewed(case, cast.anna)
            believed(case, cast.anna, likely=3)
    return case


def test_a_page_of_the_way_costs_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    for page in (
        *("", "vagen/", "sjalvbild/", "sjalvbild/ny/", "sjalvbild/lamna-over/"),
        *("sjalvbild/tack/", "tro/"),
    ):
        costs_little(partial(anna.get, CASE.format(elin.pk) + page))
    costs_little(partial(anna.get, "/rorelse/"))
