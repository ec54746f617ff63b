"""Behörigheter: who works here, as an administrator decides it."""

from playwright.sync_api import expect

from e2e import people
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.config.cast import Cast

LIST = "/behorigheter/"


def test_hilda_sees_and_appoints(visit: Visit, cast: Cast) -> None:
    people.let_elin_begin_later(cast)
    page = visit("/", user=cast.hilda)
    follow(
        page, page.get_by_role("main").get_by_role("link", name="Behörigheter").click
    )
    assert_accessible_at_all_widths(page, "memberships")
    follow(page, page.get_by_role("link", name="Visa dem som har slutat").click)
    expect(page.get_by_role("link", name="Ivar")).to_be_visible()
    assert_accessible_at_all_widths(page, "memberships-ended")
    follow(page, page.get_by_role("link", name="Ge någon en roll").click)
    assert_accessible_at_all_widths(page, "appoint")
    page.get_by_label("E-postadress").fill("nora@berg.example")
    page.get_by_role("radio", name="Mentor").check()
    follow(page, page.get_by_role("button", name="Ge rollen").click)
    summary = page.locator("ds-error-summary")
    expect(summary).to_be_focused()
    assert_accessible_at_all_widths(page, "appoint-error")
    summary.get_by_role("link").click()
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("Nora Ny")
    follow(page, page.get_by_role("button", name="Ge rollen").click)
    expect(page.get_by_text("Rollen är given. Ett brev är på väg.")).to_be_visible()
    expect(page.get_by_role("link", name="Nora Ny")).to_be_visible()
    assert_accessible_at_all_widths(page, "memberships-done")


def test_hilda_ends_and_clears_by_keyboard(visit: Visit, cast: Cast) -> None:
    bo = people.bos(cast)
    page = visit(f"{LIST}{bo.pk}/", user=cast.hilda)
    assert_accessible_at_all_widths(page, "membership")
    widen(page, 1280)
    page.get_by_role("link", name="Ändra vad personen ser").focus()
    enter(page)
    expect(page.get_by_role("heading", name="Skyddade personer")).to_be_visible()
    assert_accessible_at_all_widths(page, "clearance")
    page.get_by_role("radio", name="Nej").focus()
    page.keyboard.press("ArrowUp")
    tab(page, 1)
    page.keyboard.type("Beslut av nämnden")
    tab(page, 1)
    enter(page)
    expect(page.get_by_text("Ändringen är sparad.")).to_be_visible()
    expect(page.get_by_text("Skäl: Beslut av nämnden")).to_be_visible()
    follow(page, page.get_by_role("link", name="Avsluta rollen").click)
    assert_accessible_at_all_widths(page, "end")
    page.get_by_label("Första dagen utan rollen").fill("2020-01-01")
    follow(page, page.get_by_role("button", name="Avsluta rollen").click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "end-error")


def test_without_script_on_a_phone(visit: Visit, cast: Cast) -> None:
    page = visit(LIST, user=cast.hilda, script=False, width=360)
    follow(page, page.get_by_role("link", name="Lägg till enhet").click)
    page.get_by_label("Namn").fill("Bergs gymnasieskola")
    follow(page, page.get_by_role("button", name="Lägg till enheten").click)
    expect(page.locator("#id_name_error")).to_contain_text("som heter så")
    page.get_by_label("Namn").fill("Navigatorcentrum")
    follow(page, page.get_by_role("button", name="Lägg till enheten").click)
    expect(page.get_by_text("Enheten är tillagd.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Bo", exact=True).click)
    follow(page, page.get_by_role("link", name="Avsluta rollen").click)
    follow(page, page.get_by_role("button", name="Avsluta rollen").click)
    expect(page.get_by_text("Slutdagen är sparad.")).to_be_visible()
    expect(page.get_by_role("link", name="Bo", exact=True)).to_have_count(0)
    follow(page, page.get_by_role("main").get_by_role("link", name="Hilda").click)
    expect(page.get_by_text("Be en annan administratör")).to_be_visible()


def test_who_has_several_authorities_chooses(visit: Visit, cast: Cast) -> None:
    page = visit("/", user=cast.karin)
    assert_accessible_at_all_widths(page, "start-choose")
    follow(page, page.get_by_role("button", name="Krokoms kommun").click)
    expect(page.get_by_role("link", name="Behörigheter").first).to_be_visible()
    assert_accessible_at_all_widths(page, "start-karin")


def test_start_of_who_has_nothing_open(visit: Visit, cast: Cast) -> None:
    for user in (cast.cilla, cast.elin):
        page = visit("/", user=user)
        assert_accessible_at_all_widths(page, f"start-{user.name.lower()}")
    page = visit(LIST, user=cast.bo)
    expect(page.get_by_text("Be den som är administratör")).to_be_visible()
