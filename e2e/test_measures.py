"""Insatser: what a youth is offered, the method bank, the introductory programme."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.actions import measures
from fullfolj.casework.models import Case, Measure
from fullfolj.casework.rules.eligibility import school_year
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.measures import FIVE, offered, passed
from fullfolj.casework.tests.test_introductions import noted
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.programmes.tests.test_methods import PORTEN, added
from fullfolj.schooling.tests.test_schooling import placed
from fullfolj.schooling.tests.told import AUGUST, CILLA, tell
from fullfolj.schooling.told import Mentor

SAVE = "Spara"


@pytest.fixture
def lina(cast: Cast) -> Case:
    return opened(cast, "Lina Provsson", "200903011234")


def press(page: Page, name: str) -> Callable[[], None]:
    """Press the button with these words."""
    return page.get_by_role("button", name=name, exact=True).click


def to(page: Page, name: str) -> None:
    """Follow the link with these words."""
    follow(page, page.get_by_role("link", name=name, exact=True).click)


def nobody_in_title(page: Page) -> None:
    assert "Provsson" not in page.title()


def test_offered_answered_begun_noted_and_ended(
    visit: Visit, cast: Cast, lina: Case
) -> None:
    added(cast)
    page = visit(f"/ungdomar/{lina.pk}/", user=cast.bo)
    expect(page.get_by_text("Ingen insats är erbjuden ännu")).to_be_visible()
    to(page, "Ny insats")
    assert_accessible_at_all_widths(page, "measure-offer")
    widen(page, 1280)
    page.get_by_label("Metod").select_option(label=PORTEN.name)
    page.get_by_label("Vad är det för insats?").select_option(label="Praktik")
    page.get_by_label("Insatsen i några ord").fill("Praktik på cykelverkstad")
    page.get_by_label("Vem håller i den?").fill("Bergs cykel")
    page.get_by_label("Timmar i veckan").fill("12,5")
    follow(page, press(page, "Spara insatsen"))
    expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()
    to(page, "Skriv in svaret")
    page.get_by_role("radio", name="Ja tack").check()
    page.get_by_label("Med egna ord").fill("Jag vill prova")
    assert_accessible_at_all_widths(page, "measure-answer")
    follow(page, press(page, SAVE))
    to(page, "Insatsen har börjat")
    follow(page, press(page, SAVE))
    to(page, "Anteckna en vecka")
    page.get_by_label("Timmar på plats").fill("10")
    assert_accessible_at_all_widths(page, "measure-week")
    follow(page, press(page, SAVE))
    expect(page.get_by_text("10 av 12,5 timmar, 1 vecka antecknad.")).to_be_visible()
    nobody_in_title(page)
    assert_accessible_at_all_widths(page, "measure")
    go_on_and_end(page)
    tie_afterwards(page)
    to(page, "Tillbaka till ungdomen")
    expect(page.get_by_text("Ungdomen började arbeta.")).to_be_visible()


def go_on_and_end(page: Page) -> None:
    """Looked at and put off; then over, which it cannot be without a reason."""
    to(page, "Den fortsätter")
    assert_accessible_at_all_widths(page, "measure-go-on")
    widen(page, 1280)
    follow(page, press(page, SAVE))
    to(page, "Avsluta insatsen")
    follow(page, press(page, SAVE))
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "measure-end-error")
    page.get_by_role("radio", name="Ungdomen började arbeta").check()
    follow(page, press(page, SAVE))
    expect(page.get_by_text("Insatsen är avslutad.")).to_be_visible()


def tie_afterwards(page: Page) -> None:
    """Free text first and the bank afterwards, also of what is over."""
    free = "Ingen metod ur metodbanken"
    for link, method in (
        ("Byt metod", free),
        ("Välj en metod ur metodbanken", PORTEN.name),
    ):
        to(page, link)
        page.get_by_label("Metod").select_option(label=method)
        if method == free:
            assert_accessible_at_all_widths(page, "measure-method")
        follow(page, press(page, SAVE))
        expect(page.get_by_text("Metoden är sparad.")).to_be_visible()
    expect(page.get_by_role("link", name=PORTEN.name)).to_be_visible()


def test_a_no_in_the_youths_words_without_script_on_a_phone(
    visit: Visit, cast: Cast, lina: Case
) -> None:
    page = visit(f"/ungdomar/{lina.pk}/insats/", user=cast.bo, width=360, script=False)
    page.get_by_label("Vad är det för insats?").select_option(label="Gruppaktivitet")
    page.get_by_label("Insatsen i några ord").fill("Gympagrupp")
    page.get_by_label("Vem håller i den?").fill("Fritidsgården")
    page.get_by_text("Erbjöd ni den en annan dag?").click()
    page.get_by_label("När erbjöd ni den?").fill("2020-01-01")
    page.get_by_role("radio", name="Tackade nej").check()
    page.get_by_label("Vad sa ungdomen?").fill("Vågar inte åka buss än")
    follow(page, press(page, "Spara insatsen"))
    expect(page.locator("#id_offered_on_error")).to_contain_text("mer än två år bort")
    expect(page.get_by_label("Vad sa ungdomen?")).to_have_value(
        "Vågar inte åka buss än"
    )
    page.get_by_label("När erbjöd ni den?").fill(str(clock.today()))
    expect(page.get_by_label("När är det tänkt att den slutar?")).not_to_have_value("")
    follow(page, press(page, "Spara insatsen"))
    expect(page.get_by_text("Vågar inte åka buss än")).to_be_visible()
    expect(page.get_by_text("Tänkt att sluta")).to_have_count(0)
    with cast.asking(cast.bo):
        made = Measure.objects.get()
        assert (made.state, made.ends_on) == ("declined", None)


def test_what_is_written_is_kept_and_two_see_both(
    visit: Visit, cast: Cast, lina: Case
) -> None:
    page = visit(f"/ungdomar/{lina.pk}/insats/", user=cast.bo)
    page.get_by_label("Insatsen i några ord").fill("Studiebesök på")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(f"/ungdomar/{lina.pk}/insats/", user=cast.bo)
    expect(page.get_by_label("Insatsen i några ord")).to_have_value("Studiebesök på")
    with cast.asking(cast.bo):
        made = offered(lina, cast.bo)
    page = visit(f"/insatser/{made.pk}/svar/", user=cast.bo)
    with cast.asking(cast.anna):
        measures.answer(
            measure=made,
            version=1,
            accepted=True,
            answered_on=clock.today(),
            answer_words="",
            by=cast.anna,
        )
    page.get_by_role("radio", name="Nej tack").check()
    page.get_by_label("Med egna ord").fill("Ångrade sig")
    follow(page, press(page, SAVE))
    expect(page.get_by_text("Så här står det nu")).to_be_visible()
    expect(page.get_by_text("Tackade ja", exact=True)).to_be_visible()
    expect(page.get_by_label("Med egna ord")).to_have_value("Ångrade sig")
    assert_accessible_at_all_widths(page, "measure-conflict")


def test_the_case_shows_measures_and_ways(visit: Visit, cast: Cast, lina: Case) -> None:
    today = clock.today()
    with cast.asking(cast.bo):
        made = offered(lina, cast.bo, offered_on=today - timedelta(days=9))
        measures.start(
            measure=made,
            version=1,
            starts_on=today - timedelta(days=7),
            ends_on=today + timedelta(days=60),
            hours=Decimal(15),
            by=cast.bo,
        )
        offered(lina, cast.bo, title="Vägledning", kind="guidance")
        passed(lina, cast.bo, "swedish_second", "mathematics", *FIVE)
    page = visit(f"/ungdomar/{lina.pk}/", user=cast.bo)
    expect(page.get_by_text("1 kvar: engelska", exact=True)).to_be_visible()
    page.get_by_text("Vägar till studier").click()
    expect(page.get_by_text("20 kap. 20 § skollagen")).to_be_visible()
    assert_accessible_at_all_widths(page, "case-measures")


def test_t13_seven_of_eight_is_one_left_by_keyboard(
    visit: Visit, cast: Cast, lina: Case
) -> None:
    """T13: 7 of 8 is "1 kvar: engelska", 8 of 8 eligible for a vocational programme."""
    page = visit(f"/ungdomar/{lina.pk}/introduktion/", user=cast.bo)
    assert_accessible_at_all_widths(page, "introduction-empty")
    widen(page, 1280)
    page.get_by_role("link", name="Skriv in godkända ämnen").focus()
    enter(page)
    page.get_by_role("checkbox", name="Svenska som andraspråk").focus()
    page.keyboard.press("Space")
    assert tab(page, 1)[-1]["marked"]
    for name in ("Matematik", "Bild", "Musik", "Slöjd", "Idrott och hälsa", "Historia"):
        page.get_by_role("checkbox", name=name, exact=True).focus()
        page.keyboard.press("Space")
    assert_accessible_at_all_widths(page, "introduction-subjects")
    widen(page, 1280)
    page.get_by_role("button", name=SAVE, exact=True).focus()
    enter(page)
    expect(page.get_by_text("1 kvar: engelska", exact=True)).to_be_visible()
    page.get_by_role("link", name="Skriv in godkända ämnen").focus()
    enter(page)
    page.get_by_role("checkbox", name="Engelska", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=SAVE, exact=True).focus()
    enter(page)
    expect(page.get_by_text("1 kvar")).to_have_count(0)
    expect(page.get_by_text("Behörig", exact=True)).to_be_visible()


def test_t2_goals_mentor_home_and_language(
    visit: Visit, cast: Cast, lina: Case
) -> None:
    """T2: study goals, who is mentor at school and at home, and help with language."""
    school = placed(cast, lina.person, programme_code="IMSPR")
    mentor = replace(CILLA, unit_id=school.pk, first_on=AUGUST)
    tell(cast, {lina.person: [mentor]}, Mentor)
    page = visit(f"/ungdomar/{lina.pk}/introduktion/", user=cast.bo)
    to(page, "Nytt studiemål")
    page.get_by_label("Vad vill ungdomen ha lärt sig?").fill("Klara muntligt prov")
    page.get_by_label("Ämne").select_option(label="Engelska")
    follow(page, press(page, SAVE))
    follow(page, page.get_by_role("link", name="Skriv in program").click)
    page.get_by_role("radio", name="Språkintroduktion").check()
    page.get_by_label("Boende", exact=False).first.fill("Gläntan")
    page.get_by_label("Kontaktperson på boendet").fill("Mona")
    page.get_by_label("Telefon till boendet").fill("070-111 22 33")
    page.get_by_role("checkbox", name="Tolk vid samtal").check()
    assert_accessible_at_all_widths(page, "introduction-around")
    follow(page, press(page, SAVE))
    expect(page.get_by_role("link", name="070-111 22 33")).to_be_visible()
    expect(page.get_by_text("Cilla Berg")).to_be_visible()
    nobody_in_title(page)
    assert_accessible_at_all_widths(page, "introduction")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Nått").click)
    expect(page.get_by_text("Målet är nått.")).to_be_visible()


def test_the_method_bank(visit: Visit, cast: Cast) -> None:
    page = visit("/metoder/", user=cast.anna)
    expect(page.get_by_text("Metodbanken är tom")).to_be_visible()
    to(page, "Ny metod")
    page.get_by_label("Namn").fill("Kaffe på biblioteket")
    page.get_by_role("radio", name="Åtgärda").check()
    page.get_by_role("radio", name="Bemötande").check()
    page.get_by_label("Hur många nådde resultatet?").fill("7")
    follow(page, press(page, "Spara metoden"))
    expect(page.locator("#id_reached_of_error")).to_contain_text("av hur många")
    assert_accessible_at_all_widths(page, "method-error")
    page.get_by_label("Hur många nådde resultatet?").fill("")
    page.get_by_label("Hur många ska delta?").fill("40")
    page.get_by_label("Hur många har deltagit?").fill("23")
    follow(page, press(page, "Spara metoden"))
    expect(page.get_by_role("definition").filter(has_text="Inte mätt")).to_be_visible()
    added(cast)
    page.goto("/metoder/")
    assert_accessible_at_all_widths(page, "methods")
    widen(page, 1280)
    to(page, "Kaffe på biblioteket")
    expect(page.get_by_text("23 av 40 som var målet, 57,5 %")).to_be_visible()
    assert_accessible_at_all_widths(page, "method")


def test_eligibility_by_year(visit: Visit, cast: Cast) -> None:
    """T2: +11 (1 → 12) to those who work there; nobody else can count the one."""
    last = school_year(clock.today()) - 1
    for year, number in ((last - 2, 1), (last - 1, 5), (last, 12)):
        noted(cast, year, number)
    page = visit("/behorighet/", user=cast.anna)
    expect(page.locator(".headline")).to_contain_text("+11 (1 → 12)")
    assert_accessible_at_all_widths(page, "eligibility")
    widen(page, 1280)
    to(page, "Så här ser det ut för andra")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.filter(has_text="färre än 5")).to_have_count(1)
    expect(rows.last).to_contain_text("+7")
    for told in ("+11", "+4", "1 →"):
        expect(page.get_by_text(told)).to_have_count(0)
    assert_accessible_at_all_widths(page, "eligibility-others")
