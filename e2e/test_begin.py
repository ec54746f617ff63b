"""Kom igång, as a coordinator does it on the first morning."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow
from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tests.folders import DAN
from fullfolj.exchange.imports.tests.deliveries import answers_for_berg


@pytest.fixture
def berg(cast: Cast) -> Cast:
    answers_for_berg(cast)
    return cast


def test_bo_enters_a_person(visit: Visit, berg: Cast) -> None:
    page = visit("/personer/", user=berg.bo)
    follow(page, page.get_by_role("link", name="Skriv in en person").click)
    assert_accessible_at_all_widths(page, "enter")
    page.get_by_label("Förnamn").fill("Dan")
    page.get_by_label("Efternamn").fill("Dalin")
    page.get_by_label("Personnummer").fill("20080228-0017")
    page.get_by_role("radio", name="I kommun 2326").check()
    page.get_by_role("radio", name="Nej").check()
    page.get_by_role("radio", name="Skolan").check()
    page.get_by_label("Hur vet du det?").fill("Skolan ringde den 3 oktober")
    send = page.get_by_role("button", name="Skriv in")
    follow(page, send.click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_number_error")).to_contain_text("Kontrollsiffran")
    assert_accessible_at_all_widths(page, "enter-error")
    page.get_by_label("Personnummer").fill(DAN)
    follow(page, send.click)
    expect(page.get_by_text("Personen är inskriven.")).to_be_visible()
    assert_accessible_at_all_widths(page, "entered")
    page.goto("/personer/ny/")
    page.get_by_label("Förnamn").fill("Dan")
    page.get_by_label("Efternamn").fill("Dahlin")
    page.get_by_label("Personnummer").fill("080228-0016")
    page.get_by_role("radio", name="I kommun 2326").check()
    page.get_by_role("radio", name="Nej").check()
    page.get_by_role("radio", name="Skolan").check()
    page.get_by_label("Hur vet du det?").fill("Skolan ringde igen")
    follow(page, send.click)
    assert_accessible_at_all_widths(page, "enter-known")
    follow(page, page.get_by_role("link", name="Öppna personens sida").click)
    expect(page.get_by_role("heading", name="Dan Dalin")).to_be_visible()


def test_without_script_on_a_phone(visit: Visit, berg: Cast) -> None:
    page = visit("/personer/ny/", user=berg.bo, script=False, width=360)
    follow(page, page.get_by_role("button", name="Skriv in").click)
    expect(page.locator("#id_note_error")).to_be_visible()
    expect(page.locator("#id_marking_error")).to_be_visible()
