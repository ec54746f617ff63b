"""A case opened by hand, closed, asked after and opened again, as people do it."""

import pytest
from playwright.sync_api import Page, expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.models import Case, FollowUp
from fullfolj.casework.rules.cases import months_after
from fullfolj.casework.tests.cases import closed, found, met, tried
from fullfolj.casework.tests.measures import offered
from fullfolj.casework.tests.plans import written
from fullfolj.casework.tests.progress import uses
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import Person

CLOSE, REOPEN = "Avsluta ärendet", "Öppna igen"


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A morning with everything on it; Elin has been met."""
    case = youths.morning(cast)
    with cast.asking(cast.bo):
        tried(found(case.person), cast.bo, channel="met", reached=True)
        return found(case.person)


def fill_closing(page: Page) -> None:
    page.get_by_role("radio", name="Målet är nått").check()
    page.get_by_label("Vart går ungdomen?").select_option(label="Folkhögskola")
    page.get_by_label("Vad försörjer sig ungdomen på?").select_option(
        label="Studiestöd"
    )


def half_a_year_later(cast: Cast) -> None:
    """The first follow-ups have come to their day."""
    with cast.asking(cast.anna):
        early = FollowUp.objects.filter(due_on__lt=months_after(clock.today(), 12))
        early.update(due_on=clock.today())


def test_closed_with_its_outcome(visit: Visit, cast: Cast, elin: Case) -> None:
    """T3: every closing tells where the youth went; nothing closes itself.

    What still runs is shown, and ends for a reason (2006:39, 8 §).
    """
    with cast.asking(cast.bo):
        days = {"starts_on": clock.today(), "ends_on": months_after(clock.today(), 3)}
        offered(elin, cast.bo, state="ongoing", **days)
        written(elin, cast.bo)
        met(elin, cast.bo)
    page = visit(f"/ungdomar/{elin.pk}/", user=cast.anna)
    assert_accessible_at_all_widths(page, "life-open")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name=CLOSE).click)
    expect(page.get_by_text("Personen står kvar i registret.")).to_be_visible()
    assert_accessible_at_all_widths(page, "close")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name=CLOSE).click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "close-error")
    widen(page, 1280)
    fill_closing(page)
    follow(page, page.get_by_role("button", name=CLOSE).click)
    expect(page.locator("#id_end_reason_error")).to_contain_text("Insatser pågår.")
    expect(page.get_by_role("radio", name="Ungdomen nådde sitt mål")).to_be_checked()
    page.get_by_role("radio", name="Ungdomen började studera").check()
    follow(page, page.get_by_role("button", name=CLOSE).click)
    expect(
        page.get_by_text("Ärendet är avslutat. Historiken finns kvar.")
    ).to_be_visible()
    assert_accessible_at_all_widths(page, "life-closed")
    assert page.title() == "Ungdom – Fullfölj"


def test_asked_after_and_opened_again(visit: Visit, cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        closed(elin, cast.anna, destination="folk_high_school")
    half_a_year_later(cast)
    uses(cast, "self_view")
    page = visit("/min-dag/", user=cast.anna)
    expect(page.get_by_role("heading", name="Uppföljning efter avslut")).to_be_visible()
    assert_accessible_at_all_widths(page, "my-day-follow-up")
    widen(page, 1280)
    page.goto("/ungdomar/uppfoljningar/")
    assert_accessible_at_all_widths(page, "follow-ups")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Svara Elin Testsson").click)
    expect(page.get_by_role("link", name="Ställ de tio frågorna")).to_be_visible()
    assert_accessible_at_all_widths(page, "follow-up")
    page.get_by_label("Var är ungdomen nu?").select_option(label="Arbete")
    page.get_by_label("Vad försörjer sig ungdomen på?").select_option(
        label="Egen inkomst"
    )
    follow(page, page.get_by_role("button", name="Spara svaret").click)
    expect(page.get_by_text("Ingen att fråga i dag")).to_be_visible()
    assert_accessible_at_all_widths(page, "follow-ups-none")
    page.goto(f"/ungdomar/{elin.pk}/")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name=REOPEN).click)
    assert_accessible_at_all_widths(page, "reopen")
    page.get_by_label("Varför öppnar ni det igen?").fill(
        "Ringde själv och vill börja om"
    )
    follow(page, page.get_by_role("button", name=REOPEN).click)
    life = page.get_by_role("region", name="Ärendet")
    expect(life.get_by_text("Ringde själv och vill börja om")).to_be_visible()
    expect(page.get_by_role("link", name="Ny kontakt")).to_be_visible()
    assert_accessible_at_all_widths(page, "life-reopened")


def test_who_turned_twenty_gets_another_case(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        Person.objects.filter(pk=elin.person_id).update(birth_date="2004-05-01")
    page = visit(f"/personer/{elin.person_id}/", user=cast.anna)
    follow(page, page.get_by_role("link", name="Öppna ett ärende").click)
    assert_accessible_at_all_widths(page, "open-case")
    widen(page, 1280)
    page.get_by_role("radio", name="Över tjugo år").check()
    follow(page, page.get_by_role("button", name="Öppna ärendet").click)
    expect(page.locator("#id_ground_error")).to_be_visible()
    assert_accessible_at_all_widths(page, "open-case-error")
    page.get_by_label("Grund").fill("Elins ja, 3 maj")
    page.get_by_text("Har någon annan frågat er?").click()
    page.get_by_label("Vem har frågat?").fill("Arbetsförmedlingen")
    follow(page, page.get_by_role("button", name="Öppna ärendet").click)
    expect(page.get_by_text("Elins ja, 3 maj")).to_be_visible()
    expect(page.get_by_role("link", name="Aktivitetsansvaret")).to_be_visible()
    assert_accessible_at_all_widths(page, "life-over-twenty")
    page.goto(f"/ungdomar/person/{elin.person_id}/")
    expect(page.get_by_role("link", name="Över tjugo år")).to_be_visible()
    assert_accessible_at_all_widths(page, "cases-of-person")


def test_by_keyboard_alone(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(f"/ungdomar/{elin.pk}/avsluta/", user=cast.bo)
    page.get_by_role("radio", name="Målet är nått").focus()
    page.keyboard.press("Space")
    stops = tab(page, 2)
    assert stops[-1]["tag"] == "select", stops
    page.keyboard.type("Folk")
    tab(page, 1)
    page.keyboard.type("Studie")
    page.get_by_role("button", name=CLOSE).focus()
    enter(page)
    life = page.get_by_role("region", name="Ärendet")
    expect(life.get_by_text("Avslutat")).to_be_visible()
    expect(life.get_by_text("Folkhögskola")).to_be_visible()


def test_what_is_written_of_a_closing_is_kept(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(f"/ungdomar/{elin.pk}/avsluta/", user=cast.bo)
    page.get_by_label("Vilket annat skäl?").fill("Halv mening om")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(f"/ungdomar/{elin.pk}/avsluta/", user=cast.bo)
    expect(page.get_by_label("Vilket annat skäl?")).to_have_value("Halv mening om")


def test_without_script_on_a_phone(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(f"/ungdomar/{elin.pk}/avsluta/", user=cast.bo, script=False, width=360)
    fill_closing(page)
    follow(page, page.get_by_role("button", name=CLOSE).click)
    expect(page.get_by_text("Ärendet är avslutat.")).to_be_visible()
    half_a_year_later(cast)
    page.goto("/min-dag/")
    follow(page, page.get_by_role("link", name="Uppföljning efter avslut").click)
    follow(page, page.get_by_role("link", name="Svara Elin Testsson").click)
    follow(page, page.get_by_role("button", name="Fråga inte mer").click)
    expect(page.get_by_text("Ingen att fråga i dag")).to_be_visible()


def test_writing_in_what_was_closed_meanwhile_loses_nothing(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(f"/ungdomar/{elin.pk}/kontakt/", user=cast.bo)
    page.get_by_label("Vad hände?").fill("Vill komma på torsdag")
    with cast.asking(cast.anna):
        closed(found(elin.person), cast.anna)
    follow(page, page.get_by_role("button", name="Spara kontakten").click)
    expect(page.get_by_text("Ärendet är avslutat. Öppna det igen")).to_be_visible()
    expect(page.get_by_label("Vad hände?")).to_have_value("Vill komma på torsdag")
    assert_accessible_at_all_widths(page, "contact-closed")


def test_hilda_adds_a_programme(visit: Visit, cast: Cast) -> None:
    page = visit("/program/", user=cast.hilda)
    assert_accessible_at_all_widths(page, "programmes-none")
    widen(page, 1280)
    page.get_by_label("Namn").fill("Navigator")
    page.get_by_label("Lägsta ålder").fill("29")
    page.get_by_label("Högsta ålder").fill("16")
    page.get_by_label("Rättslig grund").fill("Avtal med samordningsförbundet, 3 maj")
    follow(page, page.get_by_role("button", name="Spara programmet").click)
    expect(page.locator("#id_highest_age_error")).to_be_visible()
    assert_accessible_at_all_widths(page, "programmes-error")
    page.get_by_label("Lägsta ålder").fill("16")
    page.get_by_label("Högsta ålder").fill("29")
    follow(page, page.get_by_role("button", name="Spara programmet").click)
    expect(page.get_by_text("16 till och med 29 år")).to_be_visible()
    assert_accessible_at_all_widths(page, "programmes")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Avsluta programmet").click)
    assert_accessible_at_all_widths(page, "programme-end")
    follow(page, page.get_by_role("button", name="Spara dagen").click)
    expect(page.locator("#id_valid_to_error")).to_be_visible()
