"""Finding a person, reading about them, and who has read: as people do it."""

import pytest
from playwright.sync_api import Page, expect

from e2e import people
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
from fullfolj.people.models import Person

LIST = "/personer/"
SEARCH = "Sök på namn, personnummer eller telefon"


@pytest.fixture
def asa(cast: Cast) -> Person:
    """Åsa, among others."""
    return people.some(cast)


def title_is_nobodys(page: Page) -> None:
    assert page.title() in {
        "Personer – Fullfölj",
        "Person – Fullfölj",
        "Vem har läst – Fullfölj",
    }


def test_anna_finds_a_person_and_sees_who_has_read(
    visit: Visit, cast: Cast, asa: Person
) -> None:
    people.reach(cast, asa)
    page = visit("/", user=cast.anna)
    expect(page.get_by_role("heading", name="Hej Anna")).to_be_visible()
    assert_accessible_at_all_widths(page, "start-anna")
    widen(page, 1280)
    menu = page.get_by_role("navigation", name="Huvudmeny")
    follow(page, menu.get_by_role("link", name="Personer").click)
    assert_accessible_at_all_widths(page, "people")
    page.get_by_label(SEARCH).fill("öberg")
    follow(page, page.get_by_role("button", name="Sök").click)
    expect(page).to_have_url(f"{page.url.split('/personer')[0]}{LIST}")
    expect(page.get_by_role("heading", name="Träffar på ”öberg”")).to_be_visible()
    assert_accessible_at_all_widths(page, "people-search")
    follow(page, page.get_by_role("link", name="Öberg Lind, Åsa").click)
    expect(page.get_by_role("heading", name="Åsa Öberg Lind")).to_be_visible()
    title_is_nobodys(page)
    assert_accessible_at_all_widths(page, "person")
    follow(page, page.get_by_role("link", name="Vem har läst").click)
    expect(page.get_by_role("row")).to_have_count(4)
    title_is_nobodys(page)
    assert_accessible_at_all_widths(page, "readings")


def test_a_protected_person_has_a_banner(visit: Visit, cast: Cast, asa: Person) -> None:
    page = visit(LIST, user=cast.anna)
    for name in ("Dunkel, Dold", "Holm, Hemlig", "Ej, Vet"):
        page.goto(f"{LIST}?page=2")
        follow(page, page.get_by_role("link", name=name).click)
        expect(page.get_by_role("note")).to_be_visible()
        assert_accessible_at_all_widths(page, f"person-{name[:2]}")


def test_nobody_found(visit: Visit, cast: Cast, asa: Person) -> None:
    page = visit(LIST, user=cast.bo)
    page.get_by_label(SEARCH).fill("dunkel")
    enter(page)
    expect(page.get_by_text("Inga träffar")).to_be_visible()
    assert_accessible_at_all_widths(page, "people-none")
    page.get_by_label(SEARCH).fill("a b c d e f g")
    enter(page)
    expect(page.get_by_text("Det här behöver du rätta")).to_be_visible()
    assert_accessible_at_all_widths(page, "people-error")


def test_by_keyboard_alone(visit: Visit, cast: Cast, asa: Person) -> None:
    page = visit(LIST, user=cast.anna)
    names = [stop["name"] for stop in tab(page, 11)]
    assert names == [
        "Gå till innehållet",
        "Fullfölj",
        "Start",
        "Min dag",
        "Mina ungdomar",
        "Ungdomar",
        "Personer",
        "Granskning",
        "Inläsning",
        "Anna",
        "Logga ut",
    ]
    page.get_by_label(SEARCH).focus()
    page.keyboard.type("numro öberg")
    page.keyboard.press("Control+A")
    page.keyboard.type("öberg")
    enter(page)
    expect(page.get_by_role("heading", name="Träffar på ”öberg”")).to_be_visible()
    page.get_by_label(SEARCH).focus()
    stops = tab(page, 4)
    assert stops[-1]["name"] == "Öberg, Åsa", stops
    enter(page)
    expect(page.get_by_role("heading", name="Åsa Öberg")).to_be_visible()


def test_without_script_on_a_phone(visit: Visit, cast: Cast, asa: Person) -> None:
    page = visit(LIST, user=cast.bo, script=False, width=360)
    page.get_by_label(SEARCH).fill("provsson")
    follow(page, page.get_by_role("button", name="Sök").click)
    expect(page.get_by_text("Visar 1–30 av 30")).to_be_visible()
    follow(page, page.get_by_role("link", name="Visa alla personer").click)
    expect(page.get_by_text("Visar 1–30 av 36")).to_be_visible()
    follow(page, page.get_by_role("link", name="Nästa sida").click)
    expect(page.get_by_text("Visar 31–36 av 36")).to_be_visible()
    follow(page, page.get_by_role("link", name="Öberg, Åsa").click)
    expect(page.get_by_role("heading", name="Åsa Öberg")).to_be_visible()
    follow(page, page.get_by_role("button", name="English").click)
    expect(page.get_by_role("heading", name="Åsa Öberg")).to_be_visible()
    expect(page.get_by_text("No contact details")).to_be_visible()


def test_on_paper(visit: Visit, cast: Cast, asa: Person) -> None:
    people.reach(cast, asa)
    page = visit(f"{LIST}{asa.pk}/", user=cast.anna)
    page.emulate_media(media="print")
    expect(page.get_by_text("Utskrivet av Anna")).to_be_visible()
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_hidden()
    expect(page.get_by_role("link", name="Vem har läst")).to_be_hidden()
    take(page, "person-print")
