"""The register's pages about one person, as people use them."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import questions
from e2e.conftest import Visit
from e2e.walk import (
    assert_accessible_at_all_widths,
    enter,
    follow,
    tab,
    take,
    widen,
)
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.kaa.models import Municipality
from fullfolj.kaa.tests.doings import days_ago, registered, tell
from fullfolj.kaa.tests.questions import HERE, ask
from fullfolj.kaa.tests.test_silence import placed
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter as enter_person


@pytest.fixture
def maja(cast: Cast) -> Person:
    """In the register, with much behind her and something ahead."""
    person = enter_person(cast, cast.bo, "Maja Maximiliana-Wachtmeister")
    registered(cast, person)
    tell(cast, person, "adult_education", valid_from=days_ago(400))
    tell(cast, person, "work", valid_from=days_ago(200), verified_on=days_ago(120))
    later = clock.today() + timedelta(days=45)
    tell(cast, person, "folk_high_school", valid_from=later)
    return person


def test_bo_notes_what_maja_does_in_two_taps(
    visit: Visit, cast: Cast, maja: Person
) -> None:
    page = visit(f"/personer/{maja.pk}/", user=cast.bo)
    assert_accessible_at_all_widths(page, "person-register")
    expect(page.get_by_role("link", name="Varför personen ingår")).to_be_visible()
    expect(page.get_by_role("link", name="Skolmeddelanden")).to_be_visible()
    follow(page, page.get_by_role("link", name="Sysselsättning").click)
    assert_accessible_at_all_widths(page, "occupation")
    widen(page, 360)
    page.get_by_role("radio", name="Har praktik").check()
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Sysselsättningen är sparad.")).to_be_visible()
    now = page.get_by_role("region", name="Just nu")
    expect(now.get_by_text("Har praktik")).to_be_visible()
    follow(page, now.get_by_role("button", name="Stämmer fortfarande").click)
    expect(page.get_by_text("Det är antecknat.")).to_be_visible()
    follow(page, page.get_by_role("button", name="Stämmer inte längre").click)
    expect(page.get_by_text("Ingen vet vad personen gör just nu.")).to_be_visible()
    assert_accessible_at_all_widths(page, "occupation-unknown")


def test_by_keyboard_with_a_mistake(visit: Visit, cast: Cast, maja: Person) -> None:
    page = visit(f"/personer/{maja.pk}/sysselsattning/", user=cast.anna)
    page.get_by_role("radio", name="Arbetar").focus()
    page.keyboard.press("Space")
    tab(page, 1)
    page.keyboard.press("Enter")  # opens what one rarely changes
    page.get_by_label("När fick ni veta det?").fill("2099-01-01")
    page.get_by_role("button", name="Spara").focus()
    enter(page)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_verified_on_error")).to_contain_text("har inte varit än")
    assert_accessible_at_all_widths(page, "occupation-error")


def test_without_script_on_a_phone(visit: Visit, cast: Cast, maja: Person) -> None:
    page = visit(
        f"/personer/{maja.pk}/sysselsattning/", user=cast.bo, script=False, width=360
    )
    page.get_by_role("radio", name="Har ingen sysselsättning").check()
    follow(page, page.get_by_role("button", name="Spara").click)
    now = page.get_by_role("region", name="Just nu")
    expect(now.get_by_text("Har ingen sysselsättning")).to_be_visible()


def test_why_is_read_and_printed(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    questions.take(cast, tmp_path)
    questions.signed(cast)
    ids = {}
    with cast.asking(cast.anna):
        for number in (questions.MAJA, questions.KIM, questions.OMAR):
            ids[number] = Person.objects.get(identity__number=number).pk
    for number, answer in (
        (questions.MAJA, "Det är inte avgjort"),
        (questions.KIM, "Ingår inte i kommunens aktivitetsansvar"),
    ):
        page = visit(f"/personer/{ids[number]}/varfor/", user=cast.anna)
        expect(page.get_by_text(answer)).to_be_visible()
        assert page.title() == "Varför – Fullfölj"
        assert_accessible_at_all_widths(page, f"why-{number[:4]}")
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation")).to_have_count(0)
        expect(page.get_by_text("Utskrivet av Anna")).to_be_visible()
        take(page, f"why-{number[:4]}-print")


def test_what_a_school_told_is_typed_and_taken_back(
    visit: Visit, cast: Cast, maja: Person
) -> None:
    page = visit(f"/personer/{maja.pk}/skolmeddelande/", user=cast.bo, width=360)
    page.get_by_role("radio", name="Eleven slutar").check()
    page.get_by_role("combobox", name="Skola").fill("Bergs gymnasieskola")
    page.get_by_label("Vilken dag gäller det?").fill("2026-11-13")
    page.get_by_label("När kom meddelandet?").fill("2099-01-01")
    save = page.get_by_role("button", name="Spara")
    follow(page, save.click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "notice-error")
    page.get_by_label("När kom meddelandet?").fill("2026-11-18")
    follow(page, save.click)
    expect(page.get_by_text("Slutade 13 nov 2026")).to_be_visible()
    assert_accessible_at_all_widths(page, "notice")
    follow(page, page.get_by_role("button", name="Det var fel").click)
    expect(page.get_by_text("Inget meddelande är inskrivet.")).to_be_visible()


def test_what_a_school_told_without_script(
    visit: Visit, cast: Cast, maja: Person
) -> None:
    page = visit(f"/personer/{maja.pk}/skolmeddelande/", user=cast.anna, script=False)
    page.get_by_role("radio", name="Eleven är borta mycket").check()
    page.get_by_role("combobox", name="Skola").fill("Bergs gymnasieskola")
    page.get_by_label("Vilken dag gäller det?").fill("2026-11-13")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Borta mycket sedan 13 nov 2026")).to_be_visible()


def test_why_says_to_ask_a_silent_school_first(
    visit: Visit, cast: Cast, maja: Person
) -> None:
    placed(cast, maja)
    ask(cast, maja, "R4c")  # with what the population register says
    with cast.asking(cast.anna):
        Municipality.objects.create(
            authority=cast.berg, code=HERE, valid_from=days_ago(900)
        )
    page = visit(f"/personer/{maja.pk}/varfor/", user=cast.bo)
    expect(page.get_by_role("note")).to_contain_text("Fråga skolan innan du ringer.")
    assert_accessible_at_all_widths(page, "why-unconfirmed")
