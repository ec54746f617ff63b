"""Handing over: to a colleague, before the 20th birthday, and at a move."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.casework.models import Case, MoveOffer
from fullfolj.casework.tests.cases import decided, found, met
from fullfolj.casework.tests.handovers import asked, lent, owned
from fullfolj.casework.tests.test_handover_pages import left
from fullfolj.casework.tests.test_handovers import almost_twenty
from fullfolj.config.cast import Cast
from fullfolj.core import clock

LIST = "/overlamningar/"


@pytest.fixture
def elin(cast: Cast) -> Case:
    """Bo's own, who turns 20 in 91 days."""
    decided(cast, first_contact_days=14, silent_days=30)
    return almost_twenty(cast, 91)


def address(case: Case, page: str = "") -> str:
    return f"/ungdomar/{case.pk}/{page}"


@pytest.mark.parametrize("script", [True, False])
def test_a_caseload_is_handed_over_for_the_holidays(
    visit: Visit, cast: Cast, elin: Case, script: bool
) -> None:
    for name in ("Nour Haddad", "Ali Karimi"):
        owned(cast, name, cast.bo)
    page = visit("/mina/", user=cast.bo, script=script)
    follow(page, page.get_by_role("link", name="Lämna över").click)
    page.get_by_label("Vem ska ta över?").select_option(label="Anna")
    page.get_by_label("Till och med").fill(str(clock.today() + timedelta(days=14)))
    page.get_by_label("En rad till kollegan").fill("Semester. Tack!")
    if script:
        assert_accessible_at_all_widths(page, "handover-many")
        widen(page, 1280)
    follow(page, page.get_by_role("button", name="Fråga").click)
    expect(page.get_by_role("heading", name="Du har frågat")).to_be_visible()
    page = visit("/min-dag/", user=cast.anna, script=script)
    follow(page, page.get_by_role("link", name="Väntar på ditt svar (3)").click)
    if script:
        assert_accessible_at_all_widths(page, "handovers")
        widen(page, 1280)
    follow(page, page.get_by_role("link", name="Säg nej Nour Haddad").click)
    if script:
        assert_accessible_at_all_widths(page, "handover-answer")
        widen(page, 1280)
    page.get_by_role("radio", name="Nej, jag kan inte").check()
    page.get_by_label("En rad tillbaka").fill("Han behöver dig")
    follow(page, page.get_by_role("button", name="Svara").click)
    follow(page, page.get_by_role("button", name="Ta över alla 2").click)
    expect(page.get_by_text("Nu är du ansvarig för 2 till.")).to_be_visible()
    with cast.asking(cast.anna):
        owners = list(Case.objects.values_list("owner", flat=True))
    assert sorted(owners, key=str) == sorted(
        [cast.anna.pk, cast.anna.pk, cast.bo.pk], key=str
    )


def test_one_is_asked_and_lent(visit: Visit, cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        met(elin, cast.bo)
    page = visit(address(elin), user=cast.bo)
    follow(page, page.get_by_role("link", name="Lämna över", exact=True).click)
    expect(page.get_by_text("De här träffarna följer med")).to_be_visible()
    assert_accessible_at_all_widths(page, "handover")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Fråga").click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    other = owned(cast, "Nour Haddad", cast.bo)
    lent(cast, other)
    page = visit(address(other), user=cast.bo)
    expect(page.get_by_text("är ansvarig till och med")).to_be_visible()
    assert_accessible_at_all_widths(page, "handover-lent")
    with cast.asking(cast.bo):
        asked(found(elin.person), cast.bo, cast.anna)
    page = visit(address(elin), user=cast.bo)
    follow(page, page.get_by_role("button", name="Ta tillbaka frågan").click)
    expect(page.get_by_text("Frågan är återtagen.")).to_be_visible()


def test_the_task_comes_90_days_before_20(
    visit: Visit, cast: Cast, elin: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T6: aged 20 tomorrow; the handover task came 90 days earlier, and waits."""
    birthday = elin.turns_20_on or pytest.fail("nobody knows the birthday")
    page = visit("/min-dag/", user=cast.bo)
    task = page.get_by_role("link", name="1 Fyller snart 20")
    for days, tasks in ((91, 0), (90, 1), (1, 1)):
        today = birthday - timedelta(days=days)
        monkeypatch.setattr("fullfolj.core.clock.today", lambda on=today: on)
        page.goto("/min-dag/")
        expect(task).to_have_count(tasks)
    follow(page, task.click)
    follow(page, page.get_by_role("link", name="Testsson, Elin").click)
    follow(page, page.get_by_role("link", name="Inför 20-årsdagen").click)
    assert_accessible_at_all_widths(page, "twenty")
    widen(page, 1280)
    page.get_by_label("Ungdomen vet att ansvaret tar slut, och när").check()
    page.get_by_label("Till vem lämnar ni över?").fill("Arbetsförmedlingen")
    follow(page, page.get_by_role("button", name="Det är klart").click)
    told = page.get_by_text("Lämnat till: Arbetsförmedlingen", exact=True)
    expect(told).to_be_visible()
    page.goto("/min-dag/")
    expect(task).to_have_count(0)


def test_at_a_move_only_with_a_yes(visit: Visit, cast: Cast, elin: Case) -> None:
    left(cast, elin, "2309")
    page = visit(address(elin), user=cast.bo)
    expect(page.get_by_text("Har flyttat: fråga om ni får lämna över.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Fråga om flytten").click)
    assert_accessible_at_all_widths(page, "move")
    widen(page, 1280)
    page.get_by_label("Vad lämnas över?").fill("Elin vill börja på komvux i januari.")
    page.get_by_label("Vilken kommun?").fill("Krokoms kommun")
    follow(page, page.get_by_role("button", name="Spara frågan").click)
    assert_accessible_at_all_widths(page, "move-asked")
    widen(page, 1280)
    page.get_by_role("radio", name="Ja, lämna över texten").check()
    page.get_by_role("radio", name="När vi sågs").check()
    follow(page, page.get_by_role("button", name="Spara svaret").click)
    expect(page.get_by_role("link", name="Skriv ut brevet")).to_be_visible()
    assert_accessible_at_all_widths(page, "move-yes")
    with cast.asking(cast.bo):
        assert MoveOffer.objects.get().to_code == "2309"
