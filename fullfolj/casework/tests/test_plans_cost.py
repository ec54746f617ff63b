"""What a plan costs, with many versions, promises, answers and steps."""

from functools import partial

import pytest
from django.db import transaction

from fullfolj.casework.actions import small_steps
from fullfolj.casework.models import Case
from fullfolj.casework.planned import planned
from fullfolj.casework.rules.plans import MUNICIPALITY, PARTNERS, YOUTH
from fullfolj.casework.tests.cases import decided, opened, tried
from fullfolj.casework.tests.plans import answered, promised, stepped, written
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import STATEMENTS, costs_little, statements

STEPS, PARTS, WORDINGS = 8, 4, 6
HERE = "/ungdomar/{}/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A plan that everybody is in, worded often, with more steps than one takes."""
    decided(cast, first_contact_days=14, silent_days=30, occupation_days=90)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo), transaction.atomic():
        tried(case, cast.bo)
        written(case, cast.bo)
        for party in PARTNERS:
            promised(case, cast.bo, party, name="Vera Ek", agreed="spoken")
        for number in range(WORDINGS):
            written(case, cast.bo, goal=f"Jag vill bli florist, plan {number}")
            answered(case, cast.bo, YOUTH)
        answered(case, cast.bo, MUNICIPALITY)
        for number in range(STEPS):
            step = stepped(case, cast.bo, f"Steg {number}")
            parts = tuple(f"Del {number}.{part}" for part in range(PARTS))
            small_steps.split(case=case, step_id=step.pk, parts=parts, by=cast.bo)
    return case


def test_there_is_much(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        found = planned(elin)
    assert found.steps_in_all == STEPS * PARTS
    assert len(found.versions) == 1 + len(PARTNERS) + WORDINGS


def test_the_pages_of_a_plan_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    """A file costs few statements, however large: it holds every version whole."""
    anna, here = signed_in(cast.anna), HERE.format(elin.pk)
    anna.get("/min-dag/")
    for page in (
        *("", "plan/", "plan/skriv/", "plan/lofte/", "plan/svar/"),
        *("plan/uppfoljning/", "plan/avsluta/", "plan/version/2/"),
        *("plan/dokumentation/", "steg/"),
    ):
        costs_little(partial(anna.get, here + page))
    for page in ("plan/fil/", "plan/pdf/"):
        sent, answer = statements(partial(anna.get, here + page))
        assert answer.status_code == 200, page
        assert len(sent) <= STATEMENTS, page
