"""What Mina ungdomar, the week and a meeting cost with a caseload of sixty."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Meeting
from fullfolj.casework.tests.cases import (
    begun,
    decided,
    found,
    met,
    night,
    registered,
    tried,
)
from fullfolj.casework.views.common import ROWS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.actions import persons

CASELOAD, TODAY = 60, 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(cast: Cast) -> Any:
    """Bo has sixty youths with words and telephones, and eight meetings today."""
    decided(cast, first_contact_days=14, silent_days=30, contact_tries=3)
    for number in range(CASELOAD):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    with cast.asking(cast.bo), transaction.atomic():
        everybody = list(Case.objects.select_related("person"))
        assign(cases=[each.pk for each in everybody], owner=cast.bo, by=cast.bo)
        for each in everybody:
            tried(found(each.person), cast.bo, line="Vill höra mer om komvux i höst")
            persons.add_contact(
                person=each.person,
                kind="phone",
                value="070-123 45 67",
                source="person",
                valid_from=clock.today(),
                by=cast.bo,
            )
        made = [
            met(found(each.person), cast.bo, anyway=True)
            for each in everybody[: 2 * TODAY]
        ]
        for each in made[:TODAY]:
            begun(each, minutes=1)
        begun(made[TODAY], days=2)
    return made[0]


def test_pages_cost_few_statements_and_bytes(cast: Cast, meeting: Meeting) -> None:
    bo, case = signed_in(cast.bo), f"/ungdomar/{meeting.case_id}/"
    bo.get("/mina/")
    for path, cards in (
        ("/mina/", ROWS),
        ("/mina/?page=2", CASELOAD - ROWS),
        ("/min-dag/traffar/", 0),
        ("/min-dag/kalender/", 0),
        (case, 0),
        (f"{case}traff/", 0),
        (f"{case}traff/{meeting.pk}/", 0),
        (f"{case}traff/{meeting.pk}/flytta/", 0),
    ):
        answer = costs_little(partial(bo.get, path))
        assert answer.content.count(b'<div class="deeds') == cards, (
            "a page that is full"
        )
    anna = signed_in(cast.anna)
    anna.get("/mina/")
    soon = clock.today() + timedelta(days=1)
    bos = f"/min-dag/traffar/?vem={cast.bo.pk}&dag={soon}"
    answer = costs_little(lambda: anna.get(bos))
    assert answer.content.count(b"Nils") >= TODAY - 1
