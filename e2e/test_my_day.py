"""Min dag: what waits this morning, and a contact in three taps."""

from pathlib import Path

from playwright.sync_api import expect

from e2e import questions, youths
from e2e.conftest import Visit
from e2e.pictures import pictured
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.config.cast import Cast

DAY = "/min-dag/"


def test_anna_sees_what_waits(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    questions.take(cast, tmp_path)
    youths.morning(cast)
    page = visit(DAY, user=cast.anna)
    expect(page.get_by_text("4 av 9")).to_be_visible()
    expect(page.get_by_text("Folkbokföringen och skolorna är inlästa")).to_be_visible()
    expect(page.get_by_text("när reglerna har gått igenom alla två")).to_be_visible()
    assert_accessible_at_all_widths(page, "my-day")
    pictured(page, "my-day")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Testsson, Elin").click)
    assert_accessible_at_all_widths(page, "case")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Ny kontakt").click)
    assert_accessible_at_all_widths(page, "contact")


def test_the_whole_list_is_chosen_sorted_and_given_out(
    visit: Visit, cast: Cast
) -> None:
    youths.morning(cast)
    page = visit("/ungdomar/", user=cast.anna)
    assert_accessible_at_all_widths(page, "youths")
    widen(page, 1280)
    page.get_by_label("Visa", exact=True).select_option("no_owner")
    follow(page, page.get_by_role("button", name="Visa urvalet").click)
    expect(page.get_by_role("row")).to_have_count(6)
    page.get_by_role("checkbox", name="Elin Testsson").check()
    page.get_by_label("Ge de ikryssade till").select_option(label="Bo")
    follow(page, page.get_by_role("button", name="Byt ansvarig").click)
    expect(page.get_by_text("Ansvarig är ändrad.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(5)
    page.locator("summary", has_text="Spara urvalet").click()
    page.get_by_label("Spara urvalet som").fill("Ingen har dem")
    follow(page, page.get_by_role("button", name="Spara", exact=True).click)
    expect(page.get_by_role("link", name="Ingen har dem")).to_be_visible()
    assert_accessible_at_all_widths(page, "youths-chosen")
    widen(page, 1280)
    page.get_by_label("Sök på namn").fill("testss")
    follow(page, page.get_by_role("button", name="Sök").click)
    expect(page.get_by_role("row")).to_have_count(2)
    assert_accessible_at_all_widths(page, "youths-found")


def test_bo_prints_his_day(visit: Visit, cast: Cast) -> None:
    youths.morning(cast)
    page = visit("/dagblad/", user=cast.bo)
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_text("Provsson")).to_have_count(0)
    assert_accessible_at_all_widths(page, "day-sheet")


def test_two_clicks_from_the_day_to_a_decision(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    questions.take(cast, tmp_path)
    page = visit(DAY, user=cast.anna)
    follow(page, page.get_by_role("link", name="Granska Omar Abdi-Hassan").click)
    page.get_by_role("radio", name="Ja, personen ingår").check()
    page.get_by_label("Skäl").fill("Har gått ut grundskolan i Berg, enligt betyg")
    follow(page, page.get_by_role("button", name="Spara beslutet").click)
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()


def test_what_the_night_changed_without_script(visit: Visit, cast: Cast) -> None:
    youths.morning(cast)
    page = visit(DAY, user=cast.anna, script=False, width=360)
    follow(
        page,
        page.get_by_role("link", name="Visa sysselsättning").click,
    )
    expect(page.get_by_role("heading", name="Läget")).to_be_visible()
    page = visit(page.url, user=cast.anna)
    assert_accessible_at_all_widths(page, "since")
