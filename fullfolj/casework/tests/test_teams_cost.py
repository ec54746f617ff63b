"""What a team's meeting and a checklist cost: statements and bytes, of the longest."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from fullfolj.casework.actions import team_meetings as actions
from fullfolj.casework.models import Case
from fullfolj.casework.models.team_meetings import MOST
from fullfolj.casework.tests.cases import decided as board_decided
from fullfolj.casework.tests.cases import night, opened, registered
from fullfolj.casework.tests.teams import arranged, decided, point, taken_up, ticked
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.models import CONFIDENTIAL

MANY = MOST - 2

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(cast: Cast) -> Any:
    """As many as a meeting takes up, one of them protected, one decided on."""
    board_decided(cast, first_contact_days=14, silent_days=30, contact_tries=3)
    for number in range(2 * MANY):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    with cast.asking(cast.anna), transaction.atomic():
        everybody = list(Case.objects.values_list("pk", flat=True))
        found = arranged(cast, cast.anna)
        actions.take_up(meeting=found, cases=everybody[:MANY], by=cast.anna)
        one = Case.objects.select_related("person").get(pk=everybody[0])
        decided(point(found, one), cast.anna)
        ticked(one, cast.anna, "tolk", "skola")
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        taken_up(found, hidden, cast.anna)
        return found, one, point(found, one), point(found, hidden)


def test_pages_cost_few_statements_and_bytes(cast: Cast, meeting: Any) -> None:
    found, case, item, hidden = meeting
    anna, team = signed_in(cast.anna), f"/teammoten/{found.pk}/"
    with cast.asking(cast.anna):
        for _ in range(3):
            actions.close(meeting=arranged(cast, cast.anna), by=cast.anna)
    assert anna.get("/teammoten/").content.count(b"/anteckningar/") == 3
    costs_little(partial(anna.get, "/teammoten/"))
    answer = costs_little(partial(anna.get, team))
    assert answer.content.count(b"Nils Provsson") >= MANY, "all are shown"
    for path in (
        f"{team}med/",
        f"{team}forslag/",
        f"{team}anteckningar/",
        f"/ungdomar/{case.pk}/",
        f"/ungdomar/{case.pk}/checklista/ny/",
        f"/ungdomar/{case.pk}/beslut/{item.pk}/",
        f"/ungdomar/{hidden.case_id}/beslut/{hidden.pk}/",
        "/checklistor/",
    ):
        costs_little(partial(anna.get, path))
