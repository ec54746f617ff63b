"""Inläsning: sending in files and following them, as a coordinator does it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, tab
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    BO,
    DAN,
    tell,
    write_folder,
)
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.models import Progress, Upload
from fullfolj.exchange.imports.tests.deliveries import answers_for_berg, read

LIST = "/importer/"
SHOWN = "Inläsning av filer"


@pytest.fixture
def folder(tmp_path: Path, cast: Cast) -> Path:
    """The youths of Berg, three rows of whom cannot be used."""
    answers_for_berg(cast)
    return write_folder(
        tmp_path / "files",
        registrations=f"{BO},23,2008-05-12,,",
        enrolments=f"{ANNA},1,X,GY,NA,2027-13-01,,active,",
        credentials=f"{ANNA},doktor,2026-06-10",
    )


def choose(page: Page, folder: Path, names: Sequence[str] = tuple(BERG)) -> None:
    page.get_by_label("Filer").set_input_files([folder / f"{n}.csv" for n in names])


def sent(page: Page) -> Upload:
    """What was sent in, by the address of its page."""
    expect(page.get_by_role("heading", name=SHOWN, level=1)).to_be_visible()
    return Upload(pk=page.url.rstrip("/").split("/")[-1])


def stands(cast: Cast, upload: Upload, **values: Any) -> None:
    """How far it has come, as the worker says it."""
    with cast.asking(cast.anna):
        Upload.objects.filter(pk=upload.pk).update(state="running")
        Progress.objects.filter(pk=upload.pk).update(**values)


def queued(cast: Cast, upload: Upload) -> Upload:
    """The same, for the worker to take."""
    with cast.asking(cast.anna):
        Upload.objects.filter(pk=upload.pk).update(state="waiting")
    return upload


def test_anna_tries_and_applies(visit: Visit, cast: Cast, folder: Path) -> None:
    page = visit("/", user=cast.anna)
    page.get_by_role("main").get_by_role("link", name="Inläsning").click()
    assert_accessible_at_all_widths(page, "imports-empty")
    page.get_by_role("link", name="Ny inläsning").click()
    assert_accessible_at_all_widths(page, "imports-send")
    choose(page, folder, ["people"])
    page.get_by_role("button", name="Skicka in").click()
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_delivery_error")).to_contain_text("registrations.csv")
    assert_accessible_at_all_widths(page, "imports-send-error")
    choose(page, folder)
    expect(page.get_by_role("checkbox", name="Prova först")).to_be_checked()
    page.get_by_role("button", name="Skicka in").click()
    upload = sent(page)
    expect(page.get_by_text("Väntar på sin tur")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-waiting")
    stands(cast, upload, stage="applying", done=5000, total=12480)
    expect(page.get_by_text("5 000 av 12 480 personer")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 57)
    assert_accessible_at_all_widths(page, "imports-running")
    read(queued(cast, upload))
    expect(page.get_by_text("Ingenting är ändrat än")).to_be_visible()
    expect(page.locator("#sagt")).to_have_text("Inläsningen är klar.")
    expect(page.get_by_text("3 rader gick inte att använda")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-tried")
    page.goto(LIST)
    assert_accessible_at_all_widths(page, "imports-unfinished")
    page.get_by_role("link", name="Filer från").click()
    page.get_by_role("button", name="Genomför").click()
    expect(page.get_by_text("Väntar på sin tur")).to_be_visible()
    read(upload)
    expect(page.get_by_text("Uppgifterna är inlästa.")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-applied")
    page.get_by_role("link", name="Till alla inläsningar").click()
    expect(page.get_by_role("table").get_by_text("Inläst")).to_have_count(1)
    assert_accessible_at_all_widths(page, "imports")


def test_anna_undoes(visit: Visit, cast: Cast, folder: Path) -> None:
    import_folder(folder=folder, authority=cast.berg, options=Options())
    page = visit(LIST, user=cast.anna)
    follow(page, page.get_by_role("link", name="Ångra").click)
    assert_accessible_at_all_widths(page, "imports-undo")
    follow(page, page.get_by_role("button", name="Ångra inläsningen").click)
    expect(page.get_by_text("Inläsningen är ångrad.")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-undone")
    page.go_back()
    follow(page, page.get_by_role("button", name="Ångra inläsningen").click)
    expect(page.get_by_text("Bara den senaste")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-undo-refused")


def test_questions_and_refusals(
    visit: Visit, cast: Cast, folder: Path, tmp_path: Path
) -> None:
    silent = {"people": [f"{ANNA},Anna,Åkesson,female,,,,,,,,"]}
    silent |= {name: list(BERG[name][:1]) for name in BERG if name != "people"}
    page = visit(f"{LIST}ny/", user=cast.anna)
    choose(page, write_folder(tmp_path / "silent", silent))
    page.get_by_role("button", name="Skicka in").click()
    read(sent(page))
    expect(page.get_by_text("Vad betyder en tom uppgift om skydd?")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-question")
    page.get_by_role("button", name="Filen saknar uppgiften").click()
    expect(page.get_by_text("Filerna är kastade.")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-discarded")
    for name, sentence in (
        ("import.drop", "Godkänn minskningen en gång"),
        ("gave_up", "Försök igen"),
    ):
        upload = refused(cast, name)
        page.goto(f"{LIST}{upload.pk}/")
        expect(page.get_by_role("button", name=sentence)).to_be_visible()
        assert_accessible_at_all_widths(page, f"imports-{name.split('.')[-1]}")
    page.goto(LIST)
    expect(page.get_by_text("Uppgift om skydd saknades för alla.")).to_have_count(2)
    assert_accessible_at_all_widths(page, "imports-refused")


def refused(cast: Cast, reason: str) -> Upload:
    """Files that were refused, as the worker leaves them."""
    values = {"table": "enrolments", "before": 812, "after": 96, "largest": 20}
    with cast.asking(cast.anna):
        return Upload.objects.create(
            authority=cast.berg,
            by_user=cast.anna.pk,
            received_at=clock.now(),
            files={"people.csv": 61_440, "registrations.csv": 40_000},
            dry_run=False,
            state="broken" if reason == "gave_up" else "refused",
            reason=reason,
            values=values,
        )


def test_by_keyboard_alone(visit: Visit, cast: Cast, folder: Path) -> None:
    page = visit(f"{LIST}ny/", user=cast.anna)
    choose(page, folder)
    page.get_by_label("Filer").focus()
    stops = tab(page, 2)
    assert [stop["name"] for stop in stops] == ["dry_run", "Skicka in"]
    page.keyboard.press("Enter")
    upload = sent(page)
    read(upload)
    expect(page.get_by_role("button", name="Genomför")).to_be_visible()
    page.get_by_role("button", name="Genomför").focus()
    tab(page, 1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Väntar på sin tur")).to_be_visible()
    read(upload)
    expect(page.get_by_text("Uppgifterna är inlästa.")).to_be_visible()


def test_without_script_on_a_phone(visit: Visit, cast: Cast, folder: Path) -> None:
    page = visit(LIST, user=cast.hilda, script=False, width=360)
    page.get_by_role("link", name="Ny inläsning").click()
    choose(page, folder)
    page.get_by_role("button", name="Skicka in").click()
    upload = sent(page)
    stands(cast, upload, stage="reading", done=20_000, total=41_000)
    page.get_by_role("link", name="Visa hur långt den har kommit").click()
    expect(page.get_by_text("20 000 av 41 000 rader")).to_be_visible()
    read(queued(cast, upload))
    page.get_by_role("link", name="Visa hur långt den har kommit").click()
    page.get_by_role("button", name="Genomför").click()
    read(upload)
    page.get_by_role("link", name="Visa hur långt den har kommit").click()
    expect(page.get_by_text("Uppgifterna är inlästa.")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("The facts are imported.")).to_be_visible()
    expect(page.get_by_text("3 rows could not be used")).to_be_visible()


def test_anna_sends_in_what_schools_told(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    answers_for_berg(cast)
    about = "12345678,Bergs gymnasieskola,2026-06-10,2026-06-15"
    rows = (f"{ANNA},end,{about}", f"{BO},sick,{about}", f"{DAN},end,{about}")
    page = visit("/importer/ny/", user=cast.anna)
    choose(page, tell(write_folder(tmp_path / "told"), *rows), [*BERG, "notices"])
    page.get_by_role("button", name="Skicka in").click()
    upload = sent(page)
    read(upload)
    visit(f"/importer/{upload.pk}/", user=cast.anna)
    row = page.get_by_role("row", name="Skolmeddelanden")
    expect(row.get_by_role("cell")).to_have_text(["1", "0", "0", "0", "2"])
    expect(page.get_by_text("Ett skolmeddelande som inte gick")).to_be_visible()
    assert_accessible_at_all_widths(page, "imports-notices")
