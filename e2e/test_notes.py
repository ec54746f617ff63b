"""Notes, files and the timeline: by telephone, by keyboard, without script."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Note
from fullfolj.casework.tests.cases import found, tried
from fullfolj.casework.tests.notes import PDF, attached, corrected, noted
from fullfolj.config.cast import Cast
from fullfolj.core import clock

SAVE = "Spara anteckningen"
LONG = (
    "Träffades på biblioteket. Vill läsa till undersköterska, men inte i stan.\n\n"
    "Vi ringer komvux tillsammans på tisdag. Tar bussen själv hit nu, det är nytt."
)


@pytest.fixture
def elin(cast: Cast) -> Case:
    return youths.morning(cast)


def address(case: Case, page: str = "") -> str:
    return f"/ungdomar/{case.pk}/{page}"


def texts(cast: Cast) -> list[tuple[str, bool]]:
    with cast.asking(cast.bo):
        standing = Note.objects.standing().with_text().order_by("written_at")
        return list(standing.values_list("text", "is_restricted"))


def happened(cast: Cast, case: Case) -> None:
    """Something of each kind, for all to read and for a few."""
    today = clock.today()
    with cast.asking(cast.bo):
        tried(
            case,
            cast.bo,
            channel="sms",
            line="Föreslog en tid på biblioteket",
            happened_on=today - timedelta(days=9),
        )
        noted(case, cast.bo, text=LONG, happened_on=today - timedelta(days=3))
        old = noted(case, cast.bo, text="Kommer på måndag")
        corrected(case, old, cast.bo, text="Kommer på tisdag", reason="Fel dag")
        attached(case, cast.bo, name="Intyg från Birka folkhögskola")
        noted(case, cast.bo, text="Berättade om hemma", is_restricted=True)
        attached(case, cast.bo, name="Brev", is_restricted=True)
        tried(found(case.person), cast.anna, channel="met", reached=True)


def test_everything_that_happened_is_read_in_one_list(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(address(elin), user=cast.anna)
    expect(page.get_by_text("Inget har hänt ännu")).to_be_visible()
    happened(cast, elin)
    page = visit(address(elin), user=cast.anna)
    entries = page.get_by_role("region", name="Vad som har hänt").locator("ol > li")
    expect(entries).to_have_count(7)
    expect(page.get_by_text("Berättade om hemma")).to_have_count(0)
    expect(page.get_by_text("Spärrad anteckning")).to_be_visible()
    assert_accessible_at_all_widths(page, "timeline")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Filer").click)
    expect(entries).to_have_count(2)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta").click()
    assert fetched.value.suggested_filename == f"bilaga-{clock.today()}.pdf"
    assert Path(fetched.value.path()).read_bytes() == PDF


def test_a_note_on_a_phone_without_script(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(address(elin), user=cast.bo, width=360, script=False)
    follow(page, page.get_by_role("link", name="Skriv anteckning").click)
    page.get_by_label("Anteckning", exact=True).fill(LONG)
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Anteckningen är sparad.")).to_be_visible()
    expect(page.get_by_text("Vi ringer komvux tillsammans")).to_be_visible()
    assert [restricted for _, restricted in texts(cast)] == [False]


def test_words_that_hurt_are_asked_about_by_keyboard_alone(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(address(elin, "anteckning/"), user=cast.bo)
    assert_accessible_at_all_widths(page, "note")
    widen(page, 1280)
    page.get_by_label("Anteckning", exact=True).focus()
    page.keyboard.type("Har ADHD och mår dåligt. Ring 070-123 45 67.")
    page.get_by_role("button", name=SAVE).focus()
    enter(page)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.get_by_text("(telefonnummer)")).to_be_visible()
    expect(page.get_by_label("Bara du och den som är ansvarig")).to_be_checked()
    assert_accessible_at_all_widths(page, "note-words")
    widen(page, 1280)
    page.get_by_label("Bara du och den som är ansvarig").focus()
    page.keyboard.press("ArrowDown")
    stops = tab(page, 1)
    assert all(stop["seen"] and stop["marked"] for stop in stops)
    page.get_by_role("button", name=SAVE).focus()
    enter(page)
    expect(page.get_by_text("Anteckningen är sparad.")).to_be_visible()
    assert texts(cast) == [("Har ADHD och mår dåligt. Ring 070-123 45 67.", False)]


def test_what_is_written_is_kept_while_it_is_written(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(address(elin, "anteckning/"), user=cast.bo)
    page.get_by_label("Anteckning", exact=True).fill("Halv mening om")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(address(elin, "anteckning/"), user=cast.bo)
    field = page.get_by_label("Anteckning", exact=True)
    expect(field).to_have_value("Halv mening om")
    follow(page, page.get_by_role("button", name="Släng utkastet").click)
    expect(field).to_have_value("")


def test_a_correction_shows_what_stood_and_two_at_once_see_both(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        note = noted(elin, cast.bo, text="Kommer på måndag")
    page = visit(address(elin, f"anteckning/{note.pk}/"), user=cast.bo)
    page.get_by_text("Rätta anteckningen").click()
    page.get_by_label("Anteckning", exact=True).fill("Kommer på onsdag")
    page.get_by_label("Varför rättar du?").fill("Fel dag")
    assert_accessible_at_all_widths(page, "note-correct")
    with cast.asking(cast.anna):
        assign(cases=[elin.pk], owner=cast.anna, by=cast.anna)
        corrected(found(elin.person), note, cast.anna, text="Kommer på tisdag")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Spara rättelsen").click)
    expect(page.get_by_text("Kommer på tisdag")).to_be_visible()
    expect(page.get_by_label("Anteckning", exact=True)).to_have_value(
        "Kommer på onsdag"
    )
    assert_accessible_at_all_widths(page, "note-conflict")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Spara rättelsen").click)
    expect(page.get_by_text("Anteckningen är rättad.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Visa tidigare text").click)
    expect(page.get_by_text("Kommer på måndag")).to_be_visible()
    assert_accessible_at_all_widths(page, "note-wordings")


def test_a_file_is_added_without_script_and_one_that_may_not_be_is_told_about(
    visit: Visit, cast: Cast, elin: Case, tmp_path: Path
) -> None:
    bad, good = tmp_path / "program.pdf", tmp_path / "Elin Testsson 20080501.pdf"
    bad.write_bytes(b"MZ\x90\x00\x03")
    good.write_bytes(PDF)
    page = visit(address(elin), user=cast.bo, width=360, script=False)
    follow(page, page.get_by_role("link", name="Lägg till fil").click)
    page.get_by_label("Fil", exact=True).set_input_files(bad)
    page.get_by_label("Vad är det?").fill("Intyg från skolan")
    follow(page, page.get_by_role("button", name="Lägg till filen").click)
    expect(page.get_by_text("Spara den som pdf").first).to_be_visible()
    expect(page.get_by_label("Vad är det?")).to_have_value("Intyg från skolan")
    page.get_by_label("Fil", exact=True).set_input_files(good)
    follow(page, page.get_by_role("button", name="Lägg till filen").click)
    expect(page.get_by_text("Filen är sparad.")).to_be_visible()
    expect(page.get_by_text("Fil: Intyg från skolan")).to_be_visible()
    expect(page.get_by_text("20080501")).to_have_count(0)
    page = visit(address(elin, "bilaga/"), user=cast.bo)
    assert_accessible_at_all_widths(page, "attach")
