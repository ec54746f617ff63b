"""A contact: three taps on a phone, by keyboard, kept while it is written."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.models import Case, Contact, Draft
from fullfolj.casework.tests.cases import found, tried
from fullfolj.config.cast import Cast
from fullfolj.core import clock

SAVE = "Spara kontakten"


@pytest.fixture
def elin(cast: Cast) -> Case:
    return youths.morning(cast)


def contacts(cast: Cast, case: Case) -> list[tuple[str, bool, str]]:
    with cast.asking(cast.anna):
        made = Contact.objects.filter(case=case)
        return list(made.values_list("channel", "reached", "next_step"))


def address(case: Case) -> str:
    return f"/ungdomar/{case.pk}/kontakt/"


def test_three_taps_on_a_phone_without_script(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit("/min-dag/", user=cast.anna, width=360, script=False)
    follow(page, page.get_by_role("link", name="Kontakt Elin Testsson").click)
    page.get_by_label("Skickade sms").check()
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Kontakten är sparad.")).to_be_visible()
    assert page.url.endswith("/min-dag/"), "back where one was"
    assert contacts(cast, elin) == [("sms", False, "Försöka igen")]
    with cast.asking(cast.anna):
        kept = found(elin.person)
    assert kept.next_step_on == clock.today() + timedelta(days=7)


def test_by_keyboard_alone(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(f"/ungdomar/{elin.pk}/", user=cast.anna)
    page.get_by_role("link", name="Ny kontakt").focus()
    enter(page)
    page.get_by_label("Ringde").focus()
    page.keyboard.press("ArrowDown")
    stops = tab(page, 2)
    assert [stop["name"] for stop in stops][-1] == "line", stops
    page.keyboard.type("Ingen svarade, la ett meddelande")
    assert all(stop["seen"] and stop["marked"] for stop in stops)
    enter(page)
    expect(page.get_by_text("Kontakten är sparad.")).to_be_visible()
    expect(page.get_by_text("Ingen svarade, la ett meddelande")).to_be_visible()
    assert_accessible_at_all_widths(page, "case-tried")


def test_what_is_wrong_is_told_and_nothing_is_lost(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(address(elin), user=cast.anna)
    page.get_by_label("Vad hände?").fill("Pratade länge")
    page.get_by_label("Dag för nästa steg").fill("2020-01-01")
    page.locator("#id_next_step").fill("")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.get_by_label("Vad hände?")).to_have_value("Pratade länge")
    page.locator("#id_next_step").fill("Ringa igen")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("#id_next_step_on_error")).to_contain_text("har redan varit")
    assert_accessible_at_all_widths(page, "contact-error")
    assert contacts(cast, elin) == []


def test_what_is_written_is_kept_for_the_writer(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(address(elin), user=cast.bo)
    page.get_by_label("Vad hände?").fill("Halv mening om")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(address(elin), user=cast.anna)
    expect(page.get_by_label("Vad hände?")).to_have_value("")
    page = visit(address(elin), user=cast.bo)
    expect(page.get_by_label("Vad hände?")).to_have_value("Halv mening om")
    assert_accessible_at_all_widths(page, "contact-draft")
    follow(page, page.get_by_role("button", name="Släng utkastet").click)
    expect(page.get_by_label("Vad hände?")).to_have_value("")
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()


def test_two_who_write_at_once_see_both_texts(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(address(elin), user=cast.bo)
    page.locator("#id_next_step").fill("Skicka brev")
    with cast.asking(cast.anna):
        tried(found(elin.person), cast.anna, next_step="Träffas på biblioteket")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Träffas på biblioteket", exact=True)).to_be_visible()
    expect(page.locator("#id_next_step")).to_have_value("Skicka brev")
    assert_accessible_at_all_widths(page, "contact-conflict")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Kontakten är sparad.")).to_be_visible()
    assert len(contacts(cast, elin)) == 2


def test_sent_twice_is_one_contact(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(address(elin), user=cast.anna)
    again = same_form(page)
    follow(page, page.get_by_role("button", name=SAVE).click)
    house = page.url.split("/ungdomar")[0]
    answer = page.request.post(
        house + address(elin), form=again, headers={"Referer": house}
    )
    assert answer.ok
    assert len(contacts(cast, elin)) == 1


def same_form(page: Page) -> dict[str, Any]:
    """What the form would send."""
    sent: dict[str, Any] = page.evaluate(
        "Object.fromEntries(new FormData(document.querySelector('form[data-draft]')))"
    )
    return sent


def test_owner_and_next_step_are_changed_on_pages_of_their_own(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(f"/ungdomar/{elin.pk}/", user=cast.anna)
    follow(page, page.get_by_role("link", name="Välj ansvarig").click)
    assert_accessible_at_all_widths(page, "owner")
    page.get_by_label("Ansvarig").select_option(label="Bo")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Ansvarig är ändrad.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Ändra nästa steg").click)
    assert_accessible_at_all_widths(page, "step")
    page.locator("#id_next_step").fill("Träffas på fiket")
    page.get_by_label("Dag för nästa steg").fill(str(clock.today()))
    follow(page, page.get_by_role("button", name="Spara nästa steg").click)
    expect(page.get_by_text("Träffas på fiket")).to_be_visible()
    with cast.asking(cast.anna):
        assert found(elin.person).owner == cast.bo.pk
