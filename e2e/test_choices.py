"""Ställningstaganden: what the board decided, entered and signed as people do it."""

from playwright.sync_api import expect

from e2e import questions
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.config.cast import Cast

LIST = "/stallningstaganden/"
SUMMER = f"{LIST}admitted_counts_until/"
SIGN = "Underteckna"
SWORN = "Jag intygar att nämnden har beslutat detta"


def test_hilda_signs_what_the_board_decided(visit: Visit, cast: Cast) -> None:
    page = visit("/", user=cast.hilda)
    menu = page.get_by_role("main")
    follow(page, menu.get_by_role("link", name="Ställningstaganden").click)
    expect(page.get_by_text("Inget beslut är inskrivet.")).to_have_count(10)
    assert_accessible_at_all_widths(page, "choices-none")
    questions.signed(cast)
    page.goto(LIST)
    expect(page.get_by_text("Sommaren är förbi")).to_have_count(1)
    page.get_by_text("1 tidigare eller kommande beslut").click()
    expect(page.get_by_text("BUN 2025/31 § 12").first).to_be_visible()
    assert_accessible_at_all_widths(page, "choices")
    widen(page, 1280)
    card = page.get_by_role("region", name="Ingår den som läser på komvux")
    follow(page, card.get_by_role("link", name="Skriv in ett beslut").click)
    assert_accessible_at_all_widths(page, "choice")
    page.get_by_role("radio", name="Nej, studierna räknas").check()
    page.get_by_label("Gäller från och med").fill("2026-03-01")
    page.get_by_label("Nämnden beslutade").fill("2099-01-01")
    page.get_by_label("Diarienummer och paragraf").fill("BUN 2026/12 § 4")
    follow(page, page.get_by_role("button", name=SIGN).click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_decided_on_error")).to_contain_text("har inte varit än")
    expect(page.locator("#id_sworn_error")).to_contain_text("Kryssa i")
    assert_accessible_at_all_widths(page, "choice-error")
    page.get_by_label("Nämnden beslutade").fill("2026-02-20")
    page.get_by_label(SWORN).check()
    follow(page, page.get_by_role("button", name=SIGN).click)
    expect(page.get_by_text("Ställningstagandet är undertecknat.")).to_be_visible()
    card = page.get_by_role("region", name="Ingår den som läser på komvux")
    expect(card.get_by_text("20 feb 2026, BUN 2026/12 § 4")).to_be_visible()
    assert_accessible_at_all_widths(page, "choices-done")


def test_by_keyboard_alone(visit: Visit, cast: Cast) -> None:
    page = visit(SUMMER, user=cast.anna)
    assert_accessible_at_all_widths(page, "choice-summer")
    page.get_by_role("radio", name="Nej, lagens ord gäller").focus()
    page.keyboard.press("Space")
    for label, day in (("Gäller från och med", "2026"), ("Nämnden beslutade", "2026")):
        page.get_by_label(label).fill(f"{day}-01-15")
    page.get_by_label("Diarienummer och paragraf").focus()
    page.keyboard.type("BUN 2026/1 § 2")
    tab(page, 1)
    page.keyboard.press("Space")
    stops = tab(page, 1)
    assert stops[-1]["name"] == SIGN, stops
    enter(page)
    expect(page.get_by_text("Ställningstagandet är undertecknat.")).to_be_visible()


def test_without_script_on_a_phone(visit: Visit, cast: Cast) -> None:
    page = visit(SUMMER, user=cast.hilda, script=False, width=360)
    page.get_by_role("radio", name="Ja, antagna räknas").check()
    page.get_by_label("Gäller från och med").fill("2026-06-01")
    page.get_by_label("Nämnden beslutade").fill("2026-05-20")
    page.get_by_label("Diarienummer och paragraf").fill("BUN 2026/12 § 4")
    page.get_by_label(SWORN).check()
    follow(page, page.get_by_role("button", name=SIGN).click)
    expect(page.locator("#id_until_error")).to_contain_text("första skoldagen")
    page.locator("#id_until").fill("2026-08-17")
    follow(page, page.get_by_role("button", name=SIGN).click)
    expect(page.get_by_text("till första skoldagen 17 aug 2026")).to_be_visible()
