"""Kom igång, as a coordinator does it on the first morning."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.exchange.begin.tests.test_lists import FILES
from fullfolj.exchange.extracts.tests.folders import ANNA, BO, DAN
from fullfolj.exchange.imports.tests.deliveries import answers_for_berg, read, send


@pytest.fixture
def berg(cast: Cast) -> Cast:
    answers_for_berg(cast)
    return cast


def test_bo_enters_a_person(visit: Visit, berg: Cast) -> None:
    """T6: who is there already is not entered twice."""
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


LIST = "\n".join(
    (
        "Våra ungdomar 2026;;;",
        "Namn;Personnr;Sak;Läge",
        f"Anna Åkesson;{ANNA};1;Ringt två gånger",
        f"Bo Alm;{BO};2;",
        "Fel Fel;20080101-0000;3;",
        "Okänd Okändsson;20080101-1230;4;",
        "Dan Dalin;;5;",
    )
)


def test_anna_finds_who_was_missing(visit: Visit, berg: Cast, tmp_path: Path) -> None:
    page = visit("/", user=berg.anna)
    menu = page.get_by_role("main")
    follow(page, menu.get_by_role("link", name="Kom igång").click)
    assert_accessible_at_all_widths(page, "begin-nothing")
    read(send(signed_in(berg.anna), FILES, dry_run=False))
    page.reload()
    assert_accessible_at_all_widths(page, "begin-not-computed")
    follow(page, page.get_by_role("button", name="Gå igenom alla nu").click)
    expect(page.get_by_text("Reglerna har gått igenom alla.")).to_be_visible()
    follow(page, page.get_by_role("button", name="Jämför").click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "begin-error")
    path = tmp_path / "lista.csv"
    path.write_text(LIST, encoding="cp1252")
    page.get_by_label("Er lista").set_input_files(path)
    follow(page, page.get_by_role("button", name="Jämför").click)
    expect(page.get_by_label("Personnr")).to_have_value("number")
    page.get_by_label("Sak").select_option("number")
    follow(page, page.get_by_role("button", name="Jämför").click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "begin-columns-error")
    page.get_by_label("Sak").select_option("")
    follow(page, page.get_by_role("button", name="Jämför").click)
    expect(page.get_by_text("4 i målgruppen, med de oklara.")).to_be_visible()
    assert_accessible_at_all_widths(page, "begin-answer")
    for group in ("2 saknades", "1 nummer går inte", "1 på er lista ska bort"):
        follow(page, page.get_by_role("link", name=group).click)
        assert_accessible_at_all_widths(page, f"begin-{group.split()[-1]}")
    expect(page.get_by_text("Går i gymnasieskolan: Bergs")).to_be_visible()
    follow(page, page.get_by_role("button", name="Klar: kasta listan").click)
    expect(page.get_by_text("Listan är kastad.")).to_be_visible()
    assert_accessible_at_all_widths(page, "begin-done")


@pytest.fixture
def computed(berg: Cast) -> Cast:
    """The files are read in, and the rules have gone through everybody."""
    anna = signed_in(berg.anna)
    read(send(anna, FILES, dry_run=False))
    assert anna.post("/kom-igang/rakna/").status_code == 302
    return berg


def test_columns_that_were_wrong_are_put_right_the_next_time(
    visit: Visit, computed: Cast, tmp_path: Path
) -> None:
    page = visit("/kom-igang/", user=computed.anna, script=False, width=360)
    path = tmp_path / "lista.csv"
    path.write_text(f"Kod;Sak\n{BO};{ANNA}\n{BO};{DAN}\n", encoding="utf-8")
    compare = page.get_by_role("button", name="Jämför")
    page.get_by_label("Er lista").set_input_files(path)
    follow(page, compare.click)
    follow(page, compare.click)
    expect(page.get_by_text("0 hade ni på listan.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Skicka in listan igen").click)
    page.get_by_label("Er lista").set_input_files(path)
    follow(page, compare.click)
    expect(page.get_by_text("ifyllda som förra gången")).to_be_visible()
    expect(page.get_by_label("Kod")).to_have_value("number")
    page.get_by_label("Kod").select_option("")
    page.get_by_label("Sak").select_option("number")
    follow(page, compare.click)
    expect(page.get_by_text("2 hade ni på listan.")).to_be_visible()
    page.goto("/kom-igang/")
    page.get_by_label("Er lista").set_input_files(path)
    follow(page, compare.click)
    expect(page.get_by_label("Sak")).to_have_value("number")
    follow(page, compare.click)
    expect(page.get_by_text("2 hade ni på listan.")).to_be_visible()


@pytest.mark.parametrize("has_headings", [True, False])
def test_the_columns_to_confirm(
    visit: Visit, computed: Cast, tmp_path: Path, has_headings: bool
) -> None:
    page = visit("/kom-igang/", user=computed.anna)
    path = tmp_path / "lista.csv"
    rows = LIST.splitlines()[1 if has_headings else 2 :]
    path.write_text("\n".join(rows), encoding="cp1252")
    compare = page.get_by_role("button", name="Jämför")
    page.get_by_label("Er lista").set_input_files(path)
    follow(page, compare.click)
    follow(page, compare.click)
    expect(page.get_by_text("i målgruppen")).to_be_visible()
    page.goto("/kom-igang/")
    page.get_by_label("Er lista").set_input_files(path)
    follow(page, compare.click)
    said = "ifyllda som förra gången" if has_headings else "Den har inga rubriker."
    expect(page.get_by_text(said)).to_be_visible()
    name = "remembered" if has_headings else "headless"
    assert_accessible_at_all_widths(page, f"begin-columns-{name}")
