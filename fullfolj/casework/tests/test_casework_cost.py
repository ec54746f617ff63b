"""What Min dag, the list and a case cost: statements and bytes, past a full page."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from fullfolj.casework.actions import life
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Attachment, Case, FollowUp, Note
from fullfolj.casework.rules.cases import months_after
from fullfolj.casework.tests.cases import (
    closed,
    decided,
    found,
    night,
    opened,
    registered,
    tried,
)
from fullfolj.casework.tests.notes import PDF, attached, corrected, noted
from fullfolj.casework.views.common import ROWS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import STATEMENTS, costs_little, statements
from fullfolj.core.tests.tagged import Tagged

MANY, TODAY = ROWS + 10, clock.today()
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
        for _ in range(ROWS):
            note = noted(case, cast.anna)
            attached(case, cast.anna)
        corrected(case, note, cast.anna, text="Ett annat ord")
    return case


def test_the_pages_of_cases_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    for page, rows in (
        ("/min-dag/", ROWS),
        ("/dagblad/", MANY),
        ("/ungdomar/", ROWS),
        ("/ungdomar/?page=2", MANY + 1 - ROWS),
        ("/ungdomar/?visa=due&sysselsattning=unknown&sortera=tysta", ROWS),
        *((CASE + part, 0) for part in ("", "?sida=2", "?visa=note")),
        *((CASE + part, 0) for part in ("anteckning/", "bilaga/", "kontakt/")),
        *((CASE + part, 0) for part in ("nasta-steg/", "ansvarig/", "avsluta/")),
    ):
        answer = costs_little(partial(anna.get, page.format(elin.pk)))
        assert answer.content.count(b'<th scope="row"') == rows, "a page that is full"
    answer = costs_little(lambda: anna.post("/ungdomar/", {"text": "provsson"}))
    assert answer.content.count(b'<th scope="row"') == ROWS
    answer = costs_little(lambda: anna.get("/dagblad/pdf/"))
    printed = Tagged(answer.content).tree.all("/Strong")
    assert len(list(printed)) == MANY, "a sheet that is full"


def test_a_page_asks_as_much_of_few_as_of_many_and_of_a_colleagues(cast: Cast) -> None:
    """The bench takes the times, at ten thousand open cases and at a thousand."""
    decided(cast, first_contact_days=14, silent_days=30, occupation_days=90)
    case = opened(cast, "Elin Testsson", listed_on=TODAY - timedelta(days=60))
    with cast.asking(cast.bo), transaction.atomic():
        assign(cases=[case.pk], owner=cast.bo, by=cast.bo)
        tried(found(case.person), cast.bo)
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    pages = ("/min-dag/", "/ungdomar/", CASE.format(case.pk))

    def asked() -> list[int]:
        return [len(statements(partial(anna.get, page))[0]) for page in pages]

    of_few = asked()
    for number in range(ROWS + 1):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    assert asked() == of_few
    answer = costs_little(lambda: anna.get(pages[-1]))
    assert "Lämna över" in answer.content.decode()


def test_the_wordings_of_a_note_and_a_file_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    with cast.asking(cast.anna):
        note = Note.objects.filter(replaces__isnull=False).get()
        file = Attachment.objects.all()[0]
    page = CASE.format(elin.pk)
    answer = costs_little(lambda: anna.get(f"{page}anteckning/{note.first}/"))
    assert "Tidigare text" in answer.content.decode()

    def fetched() -> bytes:
        answer: Any = anna.get(f"{page}bilaga/{file.pk}/")
        return b"".join(answer.streaming_content)

    sent, data = statements(fetched)
    assert data == PDF
    assert len(sent) <= STATEMENTS


def test_the_pages_of_closed_cases_cost_few_statements_and_bytes(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna), transaction.atomic():
        for each in Case.objects.select_related("person"):
            closed(each, cast.anna)
        life.reopen(case=elin, words="Ringde själv", by=cast.anna)
        closed(found(elin.person), cast.anna)
        early = FollowUp.objects.waiting().filter(due_on__lt=months_after(TODAY, 12))
        early.update(due_on=TODAY)
    anna = signed_in(cast.anna)
    anna.get("/min-dag/")
    mine = f"/ungdomar/person/{elin.person_id}/"
    for page in (
        *(CASE.format(elin.pk) + part for part in ("", "oppna-igen/", "uppfoljning/")),
        *(mine, f"{mine}oppna/"),
    ):
        costs_little(partial(anna.get, page))
    answer = costs_little(lambda: anna.get("/ungdomar/uppfoljningar/"))
    assert answer.content.count(b'/uppfoljning/"') == ROWS, "a page that is full"
