"""What the pages of a mapping cost: every section answered, in three rounds."""

from functools import partial

import pytest
from django.db import transaction

from fullfolj.casework.actions import mapping
from fullfolj.casework.models import Case
from fullfolj.casework.sections import sections
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.mappings import INTERESTS, answered, locked, opened_to
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little

pytestmark = pytest.mark.django_db(transaction=True)

CASE = "/ungdomar/{}/"
MAPPING = CASE + "kartlaggning/"
ROUNDS, VERSIONS = 3, 3


@pytest.fixture
def elin(cast: Cast) -> Case:
    """Every section answered again and again in each of three rounds."""
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna), transaction.atomic():
        codes = [each.code for each in sections().asked()]
        for number in range(1, ROUNDS + 1):
            mapping.begin(case=case, number=number, by=cast.anna)
            for code in codes * VERSIONS:
                answered(case, cast.anna, code, want=f"Rita {number}")
        for code in codes[:5]:
            opened_to(case, cast.cilla, cast.anna, code=code)
            locked(case, cast.anna, code)
        mapping.unlock(case=case, section=INTERESTS, by=cast.anna)
    return case


def test_the_pages_of_a_mapping_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    for page in (
        *(CASE, MAPPING),
        *(MAPPING + part for part in ("jamfor/", f"{INTERESTS}/", "vardag/", "halsa/")),
        MAPPING + f"{INTERESTS}/oppna/",
        *("/kartlaggningens-delar/", "/kartlaggningens-delar/ny/"),
    ):
        costs_little(partial(anna.get, page.format(elin.pk)))
    cilla = signed_in(cast.cilla)
    shared = cilla.get("/delade-med-mig/").context["shares"]
    assert len(shared) == 5
    costs_little(lambda: cilla.get("/delade-med-mig/"))
    costs_little(lambda: cilla.get(f"/delade-med-mig/{shared[0][0].pk}/"))
