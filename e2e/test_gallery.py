"""The gallery: every component, accessible, at both widths and in both directions."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, tab

PAGE = "/komponenter/"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_is_accessible(visit: Visit, direction: str) -> None:
    page = visit(f"{PAGE}?dir={direction}")
    assert page.locator("html").get_attribute("dir") == direction
    assert_accessible_at_all_widths(page, f"gallery-{direction}")


def test_it_speaks_english(visit: Visit) -> None:
    page = visit(PAGE)
    follow(page, page.get_by_role("button", name="English").click)
    expect(page.get_by_role("heading", name="Components", exact=True)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    assert_accessible_at_all_widths(page, "gallery-en")


def test_the_dialog_opens_asks_and_closes(visit: Visit) -> None:
    page = visit(PAGE)
    page.get_by_role("link", name="Avsluta medlemskap").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert_accessible_at_all_widths(page, "dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="Avsluta medlemskap")).to_be_focused()


def test_the_summary_takes_focus_and_its_links_lead_to_the_field(visit: Visit) -> None:
    page = visit(PAGE)
    summary = page.locator("ds-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_name")).to_be_focused()


def test_tab_sees_the_skip_link_first(visit: Visit) -> None:
    page = visit("/logga-in/")
    assert tab(page, 1)[0]["name"] == "Gå till innehållet"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
