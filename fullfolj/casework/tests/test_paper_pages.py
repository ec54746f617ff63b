"""The day sheet and the plan as PDF, over HTTP: whose, what it leaves out, the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from fullfolj.casework.actions import small_steps
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case
from fullfolj.casework.tests import plans
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.test_pages import reads
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.tagged import Tagged
from fullfolj.people.models import CONFIDENTIAL

pytestmark = pytest.mark.django_db

SHEET, PDF = "/dagblad/", "/dagblad/pdf/"


def due(cast: Cast, case: Case, step: str = "Ringa om praktiken") -> None:
    """Bo answers for a case, and something is to be done today."""
    with cast.asking(cast.anna), transaction.atomic():
        assign(cases=[case.pk], owner=cast.bo, by=cast.anna)
        tried(found(case.person), cast.bo, next_step=step, next_step_on=clock.today())


def names(answer: Any) -> list[str]:
    return [node.text for node in Tagged(answer.content).tree.all("/Strong")]


def test_bo_prints_what_he_has_to_do_and_it_is_logged(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson", "200805011236")
    due(cast, case)
    answer = signed_in(cast.bo).get(PDF)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    name = f'inline; filename="dagblad-{clock.today()}.pdf"'
    assert answer["Content-Disposition"] == name
    assert answer["Cache-Control"] == "no-store, private"
    assert names(answer) == ["Elin"]
    told = Tagged(answer.content).tree.text
    assert "Ringa om praktiken" in told
    assert "Testsson" not in told
    assert "20080501" not in told
    page, ground, people, *_ = reads(cast, "export")[0]
    assert (page, ground) == ("casework:day_sheet_paper", "ungdomscoach")
    assert people == [case.person_id]


def test_a_protected_youth_stands_on_the_screen_alone(cast: Cast) -> None:
    """Nor does the log say that they left the house."""
    case = opened(cast, "Elin Testsson")
    hidden = opened(cast, "Maja Hemlig", marking=CONFIDENTIAL)
    with cast.asking(cast.anna), transaction.atomic():
        assign(cases=[case.pk, hidden.pk], owner=cast.anna, by=cast.anna)
        for each in (case, hidden):
            tried(found(each.person), cast.anna, next_step_on=clock.today())
    answer = signed_in(cast.anna).get(PDF)
    assert names(answer) == ["Elin"]
    assert b"Maja" not in answer.content
    assert [people for *_, people, _, _ in reads(cast, "export")] == [[case.person_id]]
    assert "1 ungdom med skyddade uppgifter" in (
        signed_in(cast.anna).get(SHEET).content.decode()
    )


def test_what_comes_later_is_left_out_and_a_free_day_says_so(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna), transaction.atomic():
        assign(cases=[case.pk], owner=cast.bo, by=cast.anna)
        later = clock.today() + timedelta(days=1)
        tried(found(case.person), cast.bo, next_step_on=later)
    bo = signed_in(cast.bo)
    assert "Inget väntar på dig i dag." in Tagged(bo.get(PDF).content).tree.text
    assert PDF not in bo.get(SHEET).content.decode(), "nothing to open"


def test_gun_gets_her_own_and_others_none(cast: Cast) -> None:
    due(cast, opened(cast, "Elin Testsson"))
    gun = signed_in(cast.gun).get(PDF)
    assert gun.status_code == 200
    assert names(gun) == []
    assert signed_in(cast.cilla).get(PDF).status_code == 403
    assert signed_in(None).get(PDF).status_code == 302


def test_in_english_the_paper_is_in_english(cast: Cast) -> None:
    due(cast, opened(cast, "Elin Testsson"))
    bo = signed_in(cast.bo)
    bo.cookies["language"] = "en"
    told = Tagged(bo.get(PDF, headers={"accept-language": "en"}).content)
    assert told.root.Lang == "en"
    assert told.pdf.docinfo["/Title"] == "Day sheet"


def test_head_is_answered_as_get_is(cast: Cast) -> None:
    due(cast, opened(cast, "Elin Testsson"))
    told = signed_in(cast.bo).head(PDF)
    assert told.status_code == 200
    assert told["Content-Type"] == "application/pdf"
    assert told.content == b""


STRANGE = "أمير ሰላም🙂"


def test_a_plan_is_printed_from_where_one_sees_the_youth(cast: Cast) -> None:
    """One tap from Mina ungdomar and from the case; whatever the name is written in."""
    case = opened(cast, STRANGE)
    page = f"/ungdomar/{case.pk}/plan/pdf/"
    bo = signed_in(cast.bo)
    assert bo.get(page).status_code == 404, "there is no plan"
    with cast.asking(cast.anna), transaction.atomic():
        assign(cases=[case.pk], owner=cast.bo, by=cast.anna)
    assert page not in bo.get("/mina/").content.decode()
    with cast.asking(cast.bo), transaction.atomic():
        plans.written(case, cast.bo)
        plans.promised(case, cast.bo, "other", name="Vera Ek")
        plans.answered(case, cast.bo, "youth")
        step = plans.stepped(case, cast.bo, "Åka buss till skolan")
        parts = ("Hitta hållplatsen", "Åka en gång med Bo")
        small_steps.split(case=case, step_id=step.pk, parts=parts, by=cast.bo)
    for place in ("/mina/", f"/ungdomar/{case.pk}/", f"/ungdomar/{case.pk}/plan/"):
        assert page in bo.get(place).content.decode(), place
    answer = bo.get(page)
    told = Tagged(answer.content)
    assert answer["Content-Disposition"].startswith('inline; filename="handlingsplan-')
    assert told.root.Lang == "sv"
    assert told.pdf.docinfo["/Title"] == "Handlingsplan", "nobody's name"
    text = told.tree.text
    for said in (
        *("ሰላም🙂", plans.GOAL, "Ringa folkhögskolan", "Vera Ek ansvarar för"),
        *("Planen gäller inte än, väntar på kommunen", "väntar på svar"),
        *("Hitta hållplatsen", "Ordna praktik"),
    ):
        assert said in text, said
    assert set("أمير") <= set(text), "in the order in which it is drawn"
    assert "Åka buss till skolan" not in text, "it was split"
    assert reads(cast, "export")[0][0] == "casework:plan_paper"
