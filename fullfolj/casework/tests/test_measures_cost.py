"""What the pages of measures and introductory programmes cost, with many of each."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from fullfolj.casework.actions import introductions, measures
from fullfolj.casework.actions.introductions import Around
from fullfolj.casework.models import Measure
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.measures import EIGHT, offered, passed
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.programmes.tests.test_methods import added

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20
WEEKS = 26
CASE = "/ungdomar/{case}/"


@pytest.fixture
def ids(cast: Cast) -> dict[str, object]:
    """One who was offered much, wants to learn much, and is on their way."""
    method, today = added(cast), clock.today()
    case = opened(cast, "Lina Provsson", "200903011234")
    with cast.asking(cast.anna):
        for _ in range(MANY):
            begun = offered(
                case,
                cast.anna,
                method=method.pk,
                state="ongoing",
                offered_on=today - timedelta(weeks=WEEKS),
                starts_on=today - timedelta(weeks=WEEKS),
            )
            introductions.set_goal(
                case=case,
                key=uuid4(),
                goal="Läsa en bok",
                subject="english",
                wanted_by=today,
                by=cast.anna,
            )
        for week in range(WEEKS):
            measures.note_week(
                measure=begun,
                key=uuid4(),
                week_on=today - timedelta(weeks=week),
                planned=Decimal(15),
                attended=Decimal(12),
                by=cast.anna,
            )
        passed(case, cast.anna, *EIGHT)
        around = Around(programme="language", home_name="Gläntan")
        introductions.surround(case=case, version=0, around=around, by=cast.anna)
        assert Measure.objects.by_method() == {method.pk: MANY}
    return {"case": case.pk, "measure": begun.pk, "method": method.pk}


def test_the_pages_cost_few_statements_and_bytes(
    cast: Cast, ids: dict[str, object]
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    for page, told in (
        (CASE, "Behörig"),
        (CASE + "insats/", "Porten"),
        (CASE + "introduktion/", "Gläntan"),
        (CASE + "introduktion/stod/", "Gläntan"),
        (CASE + "introduktion/amnen/", "Matematik"),
        (CASE + "introduktion/mal/", "Engelska"),
        ("/insatser/{measure}/", f"{WEEKS} veckor antecknade"),
        ("/insatser/{measure}/slut/", "Varför slutade den?"),
        ("/insatser/{measure}/metod/", "Porten"),
        ("/behorighet/", "pågår"),
        ("/metoder/", f"i {MANY} insatser"),
        ("/metoder/{method}/", f"i {MANY} insatser"),
        ("/metoder/{method}/andra/", "Porten"),
    ):
        answer = costs_little(partial(anna.get, page.format(**ids)))
        assert told in answer.content.decode(), page
