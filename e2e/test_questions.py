"""Granskning: the coordinator answers what the rules ask, as people do it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e import questions
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.core.templatetags.ui import day

LIST = "/granskning/"
SAVE = "Spara beslutet"


@pytest.fixture
def asked(cast: Cast, tmp_path: Path) -> Path:
    """Berg's files are read in and a night has gone."""
    questions.take(cast, tmp_path)
    return tmp_path


def title_is_nobodys(page: Page) -> None:
    assert page.title().removeprefix("Fel: ") in {
        "Granskning – Fullfölj",
        "Särskild kö – Fullfölj",
        "Fråga – Fullfölj",
    }


def test_anna_decides_and_is_asked_again_when_facts_change(
    visit: Visit, cast: Cast, asked: Path
) -> None:
    """T6: health typed in the register's own text is refused, with the reason."""
    page = visit("/", user=cast.anna)
    menu = page.get_by_role("navigation", name="Huvudmeny")
    follow(page, menu.get_by_role("link", name="Granskning").click)
    expect(page.get_by_role("row")).to_have_count(6)
    title_is_nobodys(page)
    assert_accessible_at_all_widths(page, "questions")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Lindström, Maja").click)
    expect(page.get_by_role("heading", name="Maja Lindström")).to_be_visible()
    title_is_nobodys(page)
    assert_accessible_at_all_widths(page, "question")
    page.get_by_label("Skäl").fill("Hon är sjukskriven på halvtid")
    follow(page, page.get_by_role("button", name=SAVE).click)
    summary = page.locator("ds-error-summary")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Skäl")).to_have_value("Hon är sjukskriven på halvtid")
    title_is_nobodys(page)
    page.get_by_role("radio", name="Nej, personen ingår inte").check()
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("#id_reason_error")).to_contain_text("inget stå om hälsa")
    assert_accessible_at_all_widths(page, "question-error")
    page.get_by_label("Skäl").fill("Läser allmän kurs på heltid, intyg från skolan")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()
    expect(page.get_by_role("link", name="Lindström, Maja")).to_have_count(0)
    assert_accessible_at_all_widths(page, "questions-done")
    questions.take(cast, asked, questions.PLANNED)
    page.goto(LIST)
    assert_accessible_at_all_widths(page, "questions-outrun")
    follow(page, page.get_by_role("link", name="Lindström, Maja").click)
    expect(page.get_by_text("Nytt: Birka folkhögskola")).to_be_visible()
    assert_accessible_at_all_widths(page, "question-outrun")


def test_the_special_queue_and_rows_that_could_not_be_used(
    visit: Visit, cast: Cast, asked: Path
) -> None:
    page = visit(LIST, user=cast.anna)
    expect(page.get_by_text("Holm")).to_have_count(0)
    follow(page, page.get_by_role("link", name="Öppna särskild kö").click)
    title_is_nobodys(page)
    assert_accessible_at_all_widths(page, "questions-special")
    follow(page, page.get_by_role("link", name="Holm, Hedda").click)
    expect(page.get_by_role("note")).to_be_visible()
    assert_accessible_at_all_widths(page, "question-special")
    questions.take(cast, asked, questions.COURSE, questions.NO_SUCH_DAY)
    page.goto(LIST)
    follow(page, page.get_by_role("link", name="Ek, Kim").click)
    expect(page.get_by_text("dagen finns inte i kalendern")).to_be_visible()
    assert_accessible_at_all_widths(page, "question-refused-rows")
    page.get_by_role("radio", name="Nej, personen ingår inte").check()
    page.get_by_label("Skäl").fill("Går i gymnasieskolan, enligt skolans expedition")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_role("link", name="Ek, Kim")).to_have_count(0)


def test_by_keyboard_alone(visit: Visit, cast: Cast, asked: Path) -> None:
    page = visit(LIST, user=cast.anna)
    page.get_by_role("link", name="Lindström, Maja").focus()
    enter(page)
    page.get_by_role("radio", name="Ja, personen ingår").focus()
    page.keyboard.press("Space")
    stops = tab(page, 1)
    assert stops[-1]["name"] == "reason", stops
    page.keyboard.type("Läser en kurs på kvartstid, enligt samtal")
    stops = tab(page, 1)
    assert stops[-1]["name"] == SAVE, stops
    enter(page)
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()


def test_without_script_on_a_phone(visit: Visit, cast: Cast, asked: Path) -> None:
    page = visit(LIST, user=cast.anna, script=False, width=360)
    follow(page, page.get_by_role("link", name="Abdi-Hassan, Omar").click)
    expect(page.get_by_text("Bor här utan att vara folkbokförd, från")).to_be_visible()
    page.get_by_label("Skäl").fill("Har gått ut grundskolan i Berg, enligt betyg")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("#id_decision_error")).to_be_visible()
    page.get_by_role("radio", name="Ja, personen ingår").check()
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()
    follow(page, page.get_by_role("button", name="English").click)
    expect(page.get_by_role("heading", name="Review")).to_be_visible()


def test_empty_says_when_the_rules_last_asked(visit: Visit, cast: Cast) -> None:
    page = visit(LIST, user=cast.gun)
    expect(page.get_by_text("har inte gått igenom någon än")).to_be_visible()
    assert_accessible_at_all_widths(page, "questions-none")


def test_empty_after_a_night_says_when_it_was(
    visit: Visit, cast: Cast, asked: Path
) -> None:
    page = visit(LIST, user=cast.gun)
    expect(page.get_by_text(f"senast {day(clock.today())}")).to_be_visible()
    assert_accessible_at_all_widths(page, "questions-none-after-a-night")
