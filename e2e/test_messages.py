"""Messages: chosen, seen and sent, by telephone and without script."""

import pytest
from playwright.sync_api import expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.casework.models import Case, Contact, Message
from fullfolj.casework.tests.cases import found
from fullfolj.casework.tests.messages import LETTER, reachable, sent, settled
from fullfolj.config.cast import Cast

LIST = "/ungdomar/"


@pytest.fixture
def elin(cast: Cast) -> Case:
    settled(cast)
    case = youths.morning(cast)
    with cast.asking(cast.anna):
        reachable(case, "address")
    return case


@pytest.mark.parametrize("script", [True, False])
def test_two_are_written_to_and_one_is_not_reached(
    visit: Visit, cast: Cast, elin: Case, script: bool
) -> None:
    """A text to those one ticked, seen before it goes; who is not reached is told."""
    page = visit(LIST, user=cast.bo, script=script)
    for name in ("Testsson, Elin", "Provsson, Omar"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    follow(page, page.get_by_role("button", name="Skriv till de ikryssade").click)
    page.get_by_label("Vad vill du skicka?").select_option(value="igen-sms-sv")
    follow(page, page.get_by_role("button", name="Visa vad som skickas").click)
    expect(page.get_by_text("Till 1 ungdom")).to_be_visible()
    expect(page.get_by_text("Nummer eller adress saknas (1)")).to_be_visible()
    if script:
        assert_accessible_at_all_widths(page, "write")
        widen(page, 360)
    follow(page, page.get_by_role("button", name="Gör i ordning 1 sms").click)
    sms = page.get_by_role("link", name="Öppna sms")
    assert (sms.get_attribute("href") or "").startswith("sms:0701234567?&body=Hej")
    if script:
        assert_accessible_at_all_widths(page, "batch")
        widen(page, 360)
    follow(page, page.get_by_role("button", name="Jag har skickat det").click)
    expect(page.get_by_text("Försöket är sparat")).to_be_visible()
    follow(page, page.get_by_role("link", name="Utskick").click)
    if script:
        assert_accessible_at_all_widths(page, "batches")
    expect(page.get_by_text("Skickat från telefonen")).to_be_visible()
    with cast.asking(cast.bo):
        assert Message.objects.get().state == "handed_over"
        assert found(elin.person).attempts == 1


def test_what_the_youth_says_no_to_is_offered_nowhere(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        sent(cast, [elin], cast.anna, LETTER)
    page = visit(f"{LIST}{elin.pk}/", user=cast.anna)
    expect(page.get_by_text("Väntar på att skickas")).to_be_visible()
    assert_accessible_at_all_widths(page, "messages-of-case")
    widen(page, 1280)
    link = page.get_by_role("link", name="Vill inte bli kontaktad så")
    follow(page, link.click)
    page.get_by_label("Vill inte ha sms").check()
    assert_accessible_at_all_widths(page, "refuse")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_role("link", name="Skriv sms")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_home_visit_is_made_in_pairs(
    visit: Visit, cast: Cast, elin: Case, script: bool
) -> None:
    """The fields of a home visit stand with it alone, also without script."""
    page = visit(f"{LIST}{elin.pk}/kontakt/", user=cast.anna, script=script)
    along = page.get_by_label("Vem följde med?")
    expect(along).to_be_hidden()
    page.get_by_label("Gjorde hembesök").check()
    expect(along).to_be_visible()
    if script:
        assert_accessible_at_all_widths(page, "home-visit")
        widen(page, 1280)
    follow(page, page.get_by_role("button", name="Spara kontakten").click)
    said = page.get_by_text("Gör alltid hembesök två tillsammans").first
    expect(said).to_be_visible()
    along.select_option(label="Bo")
    page.get_by_label("Bra att veta före nästa hembesök").fill("Porten är låst")
    follow(page, page.get_by_role("button", name="Spara kontakten").click)
    with cast.asking(cast.anna):
        visited = Contact.objects.get(case=elin)
    assert (visited.channel, visited.second) == ("home_visit", cast.bo.pk)
    page.goto(f"{LIST}{elin.pk}/")
    expect(page.get_by_text("Porten är låst").first).to_be_visible()


def test_the_texts_are_the_authoritys_to_choose(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit("/meddelanden/", user=cast.anna)
    assert_accessible_at_all_widths(page, "message-texts")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Lägg till en text").click)
    page.get_by_label("Vad ska texten heta?").fill("Fika")
    page.locator("#id_text").fill("Du har skolkat. {coach}")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Ordet ”skolkat”").first).to_be_visible()
    assert_accessible_at_all_widths(page, "message-text")
    widen(page, 1280)
    page.locator("#id_text").fill("Hej! Kom på fika. {coach}")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Texten är tillagd.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Ändra hur ni skriver").click)
    assert_accessible_at_all_widths(page, "message-office")
