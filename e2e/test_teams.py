"""The team's meeting, youth after youth, by keyboard and telephone; checklists."""

import pytest
from playwright.sync_api import expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, widen
from fullfolj.casework.actions.team_meetings import close
from fullfolj.casework.models import Case, Decision, TeamMeeting
from fullfolj.casework.tests.cases import found
from fullfolj.casework.tests.teams import arranged, decided, point, taken_up, ticked
from fullfolj.config.cast import Cast

NEXT = "Spara och ta nästa"


@pytest.fixture
def elin(cast: Cast) -> Case:
    return youths.morning(cast)


def decisions(cast: Cast) -> list[str]:
    with cast.asking(cast.anna):
        kept = Decision.objects.order_by("recorded_at")
        return list(kept.values_list("text", flat=True))


def test_a_meeting_is_run_from_the_list_to_the_minutes(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit("/teammoten/", user=cast.anna)
    expect(page.get_by_text("Inget möte ännu")).to_be_visible()
    follow(page, page.get_by_role("link", name="Nytt möte").click)
    page.get_by_label("Gäster").fill("Eva från bostadsbolaget")
    assert_accessible_at_all_widths(page, "team-arrange")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Välj ungdomar").click)
    assert_accessible_at_all_widths(page, "team-propose")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Lägg till de ikryssade").click)
    assert_accessible_at_all_widths(page, "team-meeting")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Starta mötet").click)
    assert_accessible_at_all_widths(page, "team-item")
    widen(page, 1280)
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Vad bestämde ni?").fill("Vi prövar praktik i köket")
    page.get_by_label("Nästa steg").fill("Ringa köket")
    page.get_by_label("Vad får ungdomen veta?").fill("Att vi frågar köket")
    page.get_by_label("Vem berättar?").select_option("Anna")
    follow(page, page.get_by_role("button", name=NEXT).click)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    follow(page, page.get_by_role("link", name="Till mötet").first.click)
    expect(page.get_by_text("Klar", exact=True)).to_have_count(1)
    follow(page, page.get_by_role("link", name="Läs anteckningarna").click)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert_accessible_at_all_widths(page, "team-minutes")


def test_the_next_is_ready_by_keyboard_alone(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    """Written, two presses of Tab, and Enter: nothing else is needed."""
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        first = taken_up(meeting, elin, cast.anna)
        others = Case.objects.filter(is_open=True).exclude(pk=elin.pk)
        taken_up(meeting, others.select_related("person")[0], cast.anna)
    page = visit(f"/ungdomar/{elin.pk}/beslut/{first.pk}/", user=cast.anna)
    page.keyboard.type("Vi ringer skolan")
    page.keyboard.press("Tab")
    page.keyboard.type("Ringa skolan")
    enter(page)
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()
    expect(page.get_by_text("2 av 2")).to_be_visible()
    assert decisions(cast) == ["Vi ringer skolan"]


def test_a_decision_on_a_phone_without_script(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        first = taken_up(arranged(cast, cast.bo), elin, cast.bo)
    address = f"/ungdomar/{elin.pk}/beslut/{first.pk}/"
    page = visit(address, user=cast.bo, width=360, script=False)
    page.get_by_label("Vad bestämde ni?").fill("Vi väntar en vecka")
    page.get_by_label("Nästa steg").fill("Skicka sms")
    follow(page, page.get_by_role("button", name="Spara", exact=True).click)
    expect(page.get_by_text("1 av 1 klara")).to_be_visible()
    with cast.asking(cast.bo):
        step = found(elin.person).next_step
        assert step == "Skicka sms (Bo)", "nobody answers for Elin: so who does it"


def test_who_may_not_know_of_somebody_never_sees_that_they_wait(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        close(meeting=arranged(cast, cast.anna, title="Förra mötet"), by=cast.anna)
        meeting = arranged(cast, cast.anna)
        hidden = Case.objects.select_related("person").get(is_open=False)
        taken_up(meeting, elin, cast.anna)
        decided(taken_up(meeting, hidden, cast.anna), cast.anna)
        assert point(meeting, hidden)
        TeamMeeting.objects.update(guests=["Eva från bostadsbolaget"])
    page = visit("/teammoten/", user=cast.anna)
    expect(page.get_by_role("link", name="Förra mötet")).to_be_visible()
    assert_accessible_at_all_widths(page, "team-meetings")
    page = visit(f"/teammoten/{meeting.pk}/med/", user=cast.anna)
    assert_accessible_at_all_widths(page, "team-seats")
    page = visit(f"/teammoten/{meeting.pk}/", user=cast.anna)
    expect(page.get_by_text("Någon väntar på att tas upp")).to_be_visible()
    expect(page.get_by_text("Dunkel")).to_have_count(0)
    assert_accessible_at_all_widths(page, "team-kept-back")
    page = visit(f"/teammoten/{meeting.pk}/", user=cast.bo)
    expect(page.get_by_text("Någon väntar på att tas upp")).to_have_count(0)


def test_a_checklist_is_ticked_in_a_case(visit: Visit, cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        ticked(elin, cast.bo, "tolk")
    page = visit(f"/ungdomar/{elin.pk}/", user=cast.anna, width=360, script=False)
    follow(page, page.get_by_role("link", name="Ny i målgruppen").click)
    page.get_by_label("Telefonnummer och adress stämmer.").check()
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("2 av 6 klara")).to_be_visible()
    page = visit(f"/ungdomar/{elin.pk}/checklista/ny/", user=cast.anna)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    assert_accessible_at_all_widths(page, "checklist")
    page = visit("/checklistor/", user=cast.anna)
    assert_accessible_at_all_widths(page, "checklists")
    page = visit("/checklistor/ny/", user=cast.anna)
    assert_accessible_at_all_widths(page, "checklist-words")
