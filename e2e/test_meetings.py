"""Mina ungdomar and meetings: a coach's day on a phone, and a week to print."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Meeting
from fullfolj.casework.tests.cases import begun, found, held, met
from fullfolj.config.cast import Cast
from fullfolj.core import clock

MINE, WEEK = "/mina/", "/min-dag/traffar/"


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A morning of Bo's: one meeting has begun, one is to be told of, one tomorrow."""
    elin = youths.morning(cast)
    with cast.asking(cast.anna):
        cases = Case.objects.select_related("person").filter(is_open=True)
        theirs = {case.pk: case for case in cases.exclude(owner=cast.anna.pk)}
        assign(cases=list(theirs), owner=cast.bo, by=cast.anna)
    with cast.asking(cast.bo):
        karimi, haddad, long = (
            Case.objects.select_related("person").get(
                person__identity__family_name=name
            )
            for name in ("Karimi", "Haddad", "Wachtmeister-Oxenstierna")
        )
        begun(met(karimi, cast.bo, kind="coaching", interpreter="Dari"), minutes=5)
        begun(met(haddad, cast.bo, kind="guidance"), days=2)
        met(long, cast.bo, second=cast.anna.pk, reminder_days=1)
        soon = {"starts_at": clock.now() + timedelta(days=2)}
        held(met(found(long.person), cast.bo, **soon), cast.bo, outcome="cancelled")
    return elin


def meetings(cast: Cast, case: Case) -> list[Any]:
    with cast.asking(cast.bo):
        return list(Meeting.objects.of_case(case))


def test_bo_sees_his_day_and_logs_a_contact_in_three_taps_without_script(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(MINE, user=cast.bo, width=360, script=False)
    expect(page.get_by_role("heading", name="Träffar i dag")).to_be_visible()
    page.get_by_role("link", name="Ny kontakt Elin").click()
    page.get_by_label("Skickade sms").check()
    follow(page, page.get_by_role("button", name="Spara kontakten").click)
    expect(page.get_by_text("Kontakten är sparad.")).to_be_visible()
    assert page.url.endswith(MINE), "back where one was"


def test_mina_ungdomar_is_read_at_all_widths(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit("/hem/", user=cast.bo)
    assert page.url.endswith(MINE), "a coach's day begins there"
    expect(page.get_by_role("heading", name="Hur gick det?")).to_be_visible()
    expect(page.get_by_role("heading", name="Påminn i dag")).to_be_visible()
    assert_accessible_at_all_widths(page, "mine")
    page = visit("/hem/", user=cast.anna)
    assert page.url.endswith("/min-dag/"), "and who leads begins elsewhere"
    page = visit(MINE, user=cast.anna)
    assert_accessible_at_all_widths(page, "mine-few")
    page = visit(MINE, user=cast.gun)
    assert_accessible_at_all_widths(page, "mine-empty")


def fill(page: Page, on: Any, at: str, place: str) -> None:
    page.locator("#id_on").fill(str(on))
    page.locator("#id_at").fill(at)
    page.locator("#id_place").fill(place)


def test_a_meeting_is_booked_by_keyboard_moved_and_held(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    page = visit(f"/ungdomar/{elin.pk}/", user=cast.bo)
    page.get_by_role("link", name="Boka träff").focus()
    enter(page)
    assert_accessible_at_all_widths(page, "meeting-new")
    widen(page, 1280)
    fill(page, tomorrow, "09:00", "")
    page.locator("#id_at").focus()
    stops = tab(page, 6)
    assert stops[-1]["name"] == "place", stops
    page.keyboard.type("Biblioteket, caféet")
    enter(page)
    expect(page.get_by_text("Träffen är bokad.")).to_be_visible()
    expect(page.get_by_text("Träff kl. 09.00, Biblioteket, caféet")).to_be_visible()
    assert_accessible_at_all_widths(page, "case-met")
    widen(page, 1280)
    follow(page, page.locator("#met ~ * a, section[aria-labelledby=met] li a").click)
    assert_accessible_at_all_widths(page, "meeting")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Flytta till en annan tid").click)
    assert_accessible_at_all_widths(page, "meeting-move")
    widen(page, 1280)
    page.locator("#id_at").fill("10:30")
    page.get_by_label("Varför flyttas den?").fill("Bussen gick inte")
    follow(page, page.get_by_role("button", name="Flytta träffen").click)
    expect(page.get_by_text("Träffen är flyttad.")).to_be_visible()
    new, old = meetings(cast, elin)
    assert (old.state, old.moved_to, new.state) == ("moved", new.pk, "planned")
    with cast.asking(cast.bo):
        begun(new)
    page.goto(f"/ungdomar/{elin.pk}/traff/{new.pk}/?fran=mina")
    page.get_by_label("Kom", exact=True).check()
    page.get_by_label("Vad hände?").fill("Vill börja på komvux")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Träffen är sparad.")).to_be_visible()
    assert page.url.endswith(MINE)
    page.goto(f"/ungdomar/{elin.pk}/")
    expect(page.get_by_text("Träffades", exact=True)).to_be_visible()
    assert_accessible_at_all_widths(page, "case-held")


def test_what_is_wrong_is_told_and_nothing_is_lost(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(f"/ungdomar/{elin.pk}/traff/", user=cast.bo)
    yesterday = clock.today() - timedelta(days=1)
    fill(page, yesterday, "14:00", "Biblioteket")
    page.get_by_label("Minuter").fill("0")
    follow(page, page.get_by_role("button", name="Boka träffen").click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_minutes_error")).to_contain_text("från 5 till 480")
    page.get_by_label("Minuter").fill("30")
    follow(page, page.get_by_role("button", name="Boka träffen").click)
    expect(page.locator("#id_on_error")).to_contain_text("har redan varit")
    fill(page, clock.today() + timedelta(days=1), "14:15", "Biblioteket")
    follow(page, page.get_by_role("button", name="Boka träffen").click)
    expect(page.locator("#id_anyway_error")).to_contain_text("redan en träff då")
    assert_accessible_at_all_widths(page, "meeting-clash")
    widen(page, 1280)
    expect(page.locator("#id_place")).to_have_value("Biblioteket")
    page.get_by_label("Boka ändå").check()
    follow(page, page.get_by_role("button", name="Boka träffen").click)
    expect(page.get_by_text("Träffen är bokad.")).to_be_visible()
    assert len(meetings(cast, elin)) == 1


def test_a_meeting_half_written_is_kept(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(f"/ungdomar/{elin.pk}/traff/", user=cast.bo)
    page.locator("#id_place").fill("Badhuset")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(f"/ungdomar/{elin.pk}/traff/", user=cast.bo)
    expect(page.locator("#id_place")).to_have_value("Badhuset")


def test_the_week_shows_what_is_free_and_prints(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(WEEK, user=cast.bo)
    assert_accessible_at_all_widths(page, "week")
    expect(page.get_by_label("Vems träffar")).to_have_count(0)
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Dagen efter").click)
    expect(page.get_by_text("14.00–14.45")).to_be_visible()
    assert "dag=" in page.url
    page = visit(WEEK, user=cast.anna)
    page.get_by_label("Vems träffar").select_option(label="Bo")
    follow(page, page.get_by_role("button", name="Visa", exact=True).click)
    expect(page.get_by_role("link", name="Ali Karimi")).to_be_visible()
    assert_accessible_at_all_widths(page, "week-of-bo")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Visa", exact=True)).to_be_hidden()


def test_an_address_for_ones_own_calendar(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(WEEK, user=cast.bo)
    follow(page, page.get_by_role("link", name="Visa dem i din egen kalender").click)
    follow(page, page.get_by_role("button", name="Gör en adress").click)
    address = page.get_by_label("Adress till kalendern").input_value()
    assert_accessible_at_all_widths(page, "calendar-made")
    stranger = visit("/", script=False)
    path = address[address.index("/kalender/") :]
    told = stranger.request.get(path)
    assert told.ok
    assert "SUMMARY:Träff" in told.text()
    assert "Karimi" not in told.text()
    page.goto("/min-dag/kalender/")
    assert_accessible_at_all_widths(page, "calendar")
