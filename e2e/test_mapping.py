"""The mapping: a section at a time, kept while it is written, opened by the youth."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.actions import mapping
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, MappingAnswer, Words
from fullfolj.casework.rules.mapping import WAITING
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.mappings import (
    HEALTH,
    INTERESTS,
    answered,
    locked,
    opened_to,
)
from fullfolj.config.cast import Cast

WORKS, HARD, WANT = "Vad funkar?", "Vad är svårt?", "Vad vill du?"
LONG = "Jag vill gå en kurs i serieteckning, gärna på kvällen.\nInte i stor grupp."


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A case that Anna answers for."""
    case = opened(cast, "Elin Testsson", "200805011236")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    return case


def place(case: Case, rest: str = "") -> str:
    return f"/ungdomar/{case.pk}/kartlaggning/{rest}"


def words(cast: Cast, case: Case, code: str = INTERESTS) -> Words | None:
    with cast.asking(cast.anna):
        standing = MappingAnswer.objects.standing(case, code)
        return standing.words if standing else None


def save(page: Page) -> None:
    follow(page, page.get_by_role("button", name="Spara", exact=True).click)


def link(page: Page, name: str) -> Callable[[], None]:
    return page.get_by_role("main").get_by_role("link", name=name).click


def test_one_section_on_a_phone_without_script(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    """T2: five to begin with, the rest offered, any of them skipped."""
    page = visit(f"/ungdomar/{elin.pk}/", user=cast.bo, width=360, script=False)
    follow(page, link(page, "Börja kartlägga"))
    first = page.get_by_role("region", name="Börja här")
    expect(first.get_by_role("link")).to_have_count(5)
    expect(first.get_by_text("Inte börjat")).to_have_count(5)
    follow(page, first.get_by_role("link", name="Intressen och styrkor").click)
    page.get_by_label(WORKS).fill("Teckna serier")
    page.get_by_label(WANT).fill(LONG)
    page.get_by_label("Behöver svar").check()
    save(page)
    expect(page.get_by_text("Svaret är sparat.")).to_be_visible()
    expect(first.get_by_text("Behöver svar")).to_have_count(1)
    assert words(cast, elin) == Words("Teckna serier", "", LONG)


def test_by_keyboard_alone(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(place(elin), user=cast.bo)
    assert_accessible_at_all_widths(page, "mapping-none")
    widen(page, 1280)
    page.get_by_role("link", name="Ta sig fram").focus()
    enter(page)
    page.get_by_label(WORKS).focus()
    page.keyboard.type("Cykla")
    stops = tab(page, 3)
    assert [stop["name"] for stop in stops] == ["hard", "want", "state"], stops
    page.keyboard.press("ArrowDown")
    tab(page, 1)
    enter(page)
    expect(page.get_by_text("Svaret är sparat.")).to_be_visible()
    assert words(cast, elin, "ta-sig-fram") == Words("Cykla")


def test_what_is_written_is_kept_and_two_see_both_texts(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    """T2: a draft on the server for each section; nobody writes over anybody."""
    page = visit(place(elin, f"{INTERESTS}/"), user=cast.bo)
    assert_accessible_at_all_widths(page, "mapping-section")
    page.get_by_label(WANT).fill("Halv mening om")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(place(elin, f"{INTERESTS}/"), user=cast.anna)
    expect(page.get_by_label(WANT)).to_have_value("")
    page.get_by_label(WANT).fill("Spela gitarr i ett band")
    save(page)
    page = visit(place(elin, f"{INTERESTS}/"), user=cast.bo)
    expect(page.get_by_label(WANT)).to_have_value("Halv mening om")
    expect(page.get_by_role("region", name="Så här skrev Anna")).to_contain_text(
        "Spela gitarr i ett band"
    )
    assert_accessible_at_all_widths(page, "mapping-conflict")
    widen(page, 1280)
    page.get_by_label(WANT).fill("Halv mening om serier")
    save(page)
    expect(page.get_by_text("Svaret är sparat.")).to_be_visible()
    assert words(cast, elin) == Words(want="Halv mening om serier")


def test_what_is_wrong_is_told_and_nothing_is_lost(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(place(elin, f"{INTERESTS}/"), user=cast.bo)
    page.get_by_label(WANT).fill("a" * 2001)
    save(page)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.get_by_label(WANT)).to_have_value("a" * 2001)
    assert_accessible_at_all_widths(page, "mapping-error")


def test_private_locked_and_compared(visit: Visit, cast: Cast, elin: Case) -> None:
    """T2: what is private is there and not readable; what is done again is compared."""
    with cast.asking(cast.anna):
        answered(elin, cast.anna, works="Teckna serier", want="Visa upp dem")
        answered(elin, cast.anna, "vardag", hard="Vänt på dygnet", state=WAITING)
        answered(elin, cast.anna, HEALTH, hard="Sover dåligt")
        mapping.begin(case=elin, number=2, by=cast.anna)
        answered(elin, cast.anna, "om-en-manad", want="Ha åkt buss själv")
        locked(elin, cast.anna, "om-en-manad")
        answered(elin, cast.anna, "vardag", works="Upp klockan nio", want="")
        answered(elin, cast.anna, HEALTH, hard="Sover bättre")
        opened_to(elin, cast.cilla, cast.anna, code="vardag")
    page = visit(place(elin), user=cast.bo)
    expect(page.get_by_text("Låst av Anna")).to_be_visible()
    assert_accessible_at_all_widths(page, "mapping")
    widen(page, 1280)
    follow(page, link(page, "Hur du mår"))
    expect(page.get_by_text("Finns, men visas bara för ansvarig")).to_be_visible()
    assert_accessible_at_all_widths(page, "mapping-private")
    page.goto(place(elin, "om-en-manad/"))
    expect(page.get_by_text("Ha åkt buss själv")).to_be_visible()
    expect(page.get_by_role("button", name="Lås upp")).to_have_count(0)
    assert_accessible_at_all_widths(page, "mapping-locked")
    page.goto(place(elin, "jamfor/"))
    expect(page.get_by_role("region", name="Vardagen")).to_contain_text(
        "Vänt på dygnet"
    )
    expect(page.get_by_role("region", name="Vardagen")).to_contain_text(
        "Upp klockan nio"
    )
    assert_accessible_at_all_widths(page, "mapping-compare")
    page.goto(place(elin, "vardag/"))
    assert_accessible_at_all_widths(page, "mapping-again")
    page.goto(f"/ungdomar/{elin.pk}/")
    assert_accessible_at_all_widths(page, "mapping-case")


def test_a_youth_opens_a_section_to_a_mentor_and_closes_it(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    """T2: the mentor reads and writes that one, and it ends at once."""
    with cast.asking(cast.anna):
        answered(elin, cast.anna, INTERESTS, hard="Sitta still, har ADHD", want="")
    page = visit(place(elin, f"{INTERESTS}/"), user=cast.anna)
    follow(page, link(page, "Ungdomen vill öppna delen"))
    page.get_by_label("Mentor", exact=True).select_option(label="Cilla")
    assert_accessible_at_all_widths(page, "mapping-share")
    widen(page, 1280)
    page.get_by_label("Hur sa ungdomen ja?").fill("sa det på vår träff")
    follow(page, page.get_by_role("button", name="Öppna delen").click)
    expect(page.get_by_role("region", name="Läs en gång till")).to_contain_text("ADHD")
    assert_accessible_at_all_widths(page, "mapping-share-words")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Öppna delen").click)
    assert_accessible_at_all_widths(page, "mapping-shared-to")
    mentor = visit("/", user=cast.cilla)
    follow(mentor, link(mentor, "Delat med mig"))
    assert_accessible_at_all_widths(mentor, "shared")
    follow(mentor, link(mentor, "Elin: Intressen och styrkor"))
    assert_accessible_at_all_widths(mentor, "shared-section")
    widen(mentor, 1280)
    mentor.get_by_label(HARD).fill("Att visa dem för andra")
    expect(mentor.get_by_text("Utkast sparat")).to_be_visible()
    mentor.reload()
    expect(mentor.get_by_text("Ditt utkast från")).to_be_visible()
    assert_accessible_at_all_widths(mentor, "shared-draft")
    widen(mentor, 1280)
    save(mentor)
    assert words(cast, elin) == Words(hard="Att visa dem för andra")
    follow(mentor, link(mentor, "Elin: Intressen och styrkor"))
    mentor.get_by_label(WANT).fill("Ställa ut i skolan")
    page.goto(place(elin, f"{INTERESTS}/"))
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Stäng nu Cilla").click)
    save(mentor)
    expect(mentor.get_by_label("Din text")).to_have_value(
        re.compile("Ställa ut i skolan$")
    )
    assert_accessible_at_all_widths(mentor, "shared-closed")
    mentor.goto("/delade-med-mig/")
    expect(mentor.get_by_text("Ingen har öppnat något för dig")).to_be_visible()
    assert_accessible_at_all_widths(mentor, "shared-none")


def test_an_authority_adds_a_section_of_its_own(visit: Visit, cast: Cast) -> None:
    page = visit("/", user=cast.anna)
    follow(page, link(page, "Kartläggning"))
    assert_accessible_at_all_widths(page, "sections-none")
    widen(page, 1280)
    follow(page, link(page, "Lägg till en del"))
    assert_accessible_at_all_widths(page, "section-new")
    widen(page, 1280)
    page.get_by_label("Rubrik", exact=False).first.fill("Djur och natur")
    save(page)
    own = page.get_by_role("region", name="Era egna")
    expect(own.get_by_text("Djur och natur").first).to_be_visible()
    follow(page, page.get_by_role("button", name="Ta bort Pengar").click)
    expect(page.get_by_text("Delen är inte med längre.")).to_be_visible()
    assert_accessible_at_all_widths(page, "sections")
