"""T9, the referral: a school asks, what is lacking is told, and it is answered."""

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.tests.cases import running
from fullfolj.casework.tests.referrals import asked
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter as entered
from fullfolj.schooling.tests.test_schooling import placed

LIST = "/forfragningar/"
LACKS, URGENT = "Saknas: åtgärdsprogram", "Är det bråttom?"
SAVE = "Spara förfrågan"


@pytest.fixture
def elin(cast: Cast) -> Person:
    """Who goes to Bergs gymnasieskola, and is much away; there is a programme, too."""
    person = entered(cast, cast.anna, "Elin Testsson", "200805011236")
    placed(cast, person)
    running(cast, "Navigator", 16, 29)
    return person


def ask(page: Page) -> None:
    """A school asks: everything is done but the action programme."""
    page.get_by_label("Vem frågar?").select_option(label="Skolan")
    page.get_by_label("Vilken skola").fill("Bergs gymnasieskola")
    page.get_by_label("Vem ska ni svara?").fill("Rektor Maja Lind, 070-111 22 33")
    page.get_by_label("Vad vill de ha hjälp med?").fill("Stöd så att hen kan gå kvar")
    for number in range(1, 4):
        page.locator(f"#id_state_{number}_0").check()


def test_t9_without_an_action_programme_it_goes_as_urgent(
    visit: Visit, cast: Cast, elin: Person
) -> None:
    """T9: "Saknas: åtgärdsprogram"; it can be sent all the same, as urgent."""
    page = visit(f"/personer/{elin.pk}/", user=cast.bo)
    follow(page, page.get_by_role("link", name="Ny förfrågan").click)
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "refer-error")
    widen(page, 1280)
    ask(page)
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text(LACKS)).to_be_visible()
    assert_accessible_at_all_widths(page, "referral-lacks")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Svara", exact=True).click)
    page.get_by_role("radio", name="Vi tar emot ungdomen").check()
    follow(page, page.get_by_role("button", name="Spara svaret").click)
    expect(page.locator("#id_answer_error")).to_contain_text("Något saknas.")
    assert_accessible_at_all_widths(page, "referral-answer-error")
    page.go_back()
    page.go_back()
    widen(page, 360)
    page.get_by_label(URGENT).fill("Slutar annars på fredag")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Bråttom", exact=True)).to_be_visible()
    page.goto(LIST)
    expect(page.get_by_text(LACKS)).to_be_visible()
    assert_accessible_at_all_widths(page, "referrals")
    widen(page, 360)
    follow(page, page.get_by_role("link", name="Testsson, Elin").click)
    follow(page, page.get_by_role("link", name="Svara", exact=True).click)
    page.get_by_role("radio", name="Vi tar emot ungdomen").check()
    follow(page, page.get_by_role("button", name="Spara svaret").click)
    assert page.title() == "Förfrågan – Fullfölj"
    assert_accessible_at_all_widths(page, "referral-answered")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Till ungdomens sida").click)
    expect(page.get_by_text("Förebyggande, går i skolan").first).to_be_visible()
    follow(page, page.get_by_role("link", name="Bergs gymnasieskola").click)
    expect(page.get_by_text("Svaret kom samma dag.")).to_be_visible()


def test_t9_by_keyboard_alone_advice_is_given(
    visit: Visit, cast: Cast, elin: Person
) -> None:
    with cast.asking(cast.bo):
        referral = asked(elin, cast.bo)
    page = visit("/min-dag/", user=cast.bo)
    expect(page.get_by_text("1 förfrågan väntar på svar.")).to_be_visible()
    assert_accessible_at_all_widths(page, "my-day-referrals")
    widen(page, 1280)
    page.goto(f"{LIST}{referral.pk}/svar/")
    page.get_by_role("radio", name="Vi gav råd").focus()
    page.keyboard.press("Space")
    assert tab(page, 1)[0]["name"] == "words"
    page.keyboard.type("Börja med ett samtal")
    page.get_by_role("button", name="Spara svaret").focus()
    enter(page)
    expect(page.get_by_text("Börja med ett samtal")).to_be_visible()
    page.goto(LIST)
    expect(page.get_by_text("Ingen väntar på svar")).to_be_visible()
    assert_accessible_at_all_widths(page, "referrals-none")


def test_a_phone_without_script_and_a_list_of_ones_own(
    visit: Visit, cast: Cast, elin: Person
) -> None:
    page = visit("/fore-en-forfragan/", user=cast.anna)
    wanted = page.get_by_label("Det här vill ni ska vara gjort")
    wanted.fill("Åtgärdsprogram\nVår egen blankett")
    assert_accessible_at_all_widths(page, "wanted")
    follow(page, page.get_by_role("button", name="Spara listan").click)
    expect(wanted).to_have_value("Åtgärdsprogram\nVår egen blankett")
    page = visit(f"{LIST}person/{elin.pk}/", user=cast.bo, width=360, script=False)
    expect(page.get_by_role("group", name="Vår egen blankett")).to_be_visible()
    page.get_by_label("Vem frågar?").select_option(label="Vårdnadshavare")
    page.get_by_label("Vilken skola").fill("Karin Öberg")
    page.get_by_label("Vem ska ni svara?").fill("Karin, 070-111 22 33")
    page.get_by_label("Vad vill de ha hjälp med?").fill("Komma tillbaka till skolan")
    page.locator("#id_state_1_0").check()
    page.locator("#id_on_1").fill(str(clock.today()))
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text(LACKS)).to_be_visible()
    page.goto(LIST)
    page.get_by_label("Vem frågar?").select_option(label="Skolan")
    follow(page, page.get_by_role("button", name="Visa urvalet").click)
    expect(page.get_by_text("Ingen förfrågan i det urvalet")).to_be_visible()
    page.get_by_label("Vem frågar?").select_option(label="Vårdnadshavare")
    follow(page, page.get_by_role("button", name="Visa urvalet").click)
    expect(page.get_by_role("link", name="Testsson, Elin")).to_be_visible()
