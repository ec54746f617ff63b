"""What schools told, by a file: kept once, kept for good, undone with its run."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.extracts import checks
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BO,
    DAN,
    NOTICES,
    tell,
    write_folder,
)
from fullfolj.exchange.imports.models import ImportRun, SetAside, Upload
from fullfolj.exchange.imports.report import as_json, as_text
from fullfolj.exchange.imports.tests.deliveries import SEND, files, kept, page, read
from fullfolj.exchange.imports.tests.test_import import (
    counts,
    person,
    rows,
    take,
    without,
)
from fullfolj.exchange.imports.tests.test_undo import take_back
from fullfolj.people.models import Identity, Person
from fullfolj.people.tests.people import enter
from fullfolj.schooling import models
from fullfolj.schooling.actions import notices
from fullfolj.schooling.models import Notice, SchoolUnit

pytestmark = pytest.mark.django_db

SCHOOL = "12345678,Bergs gymnasieskola"
ENDED = f"end,{SCHOOL},2026-06-10,2026-06-15"
AWAY = f"absence,{SCHOOL},2026-02-02,2026-03-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "berg")


def test_the_codes_of_the_file_are_those_of_the_table() -> None:
    assert frozenset(models.NOTICES) == checks.NOTICES


def test_they_are_kept_as_open_as_their_persons(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    report = take(tell(folder, f"{ANNA},{ENDED}", f"{BO},{AWAY}"), berg)
    assert counts(report)["notices"] == (2, 0, 0, 0, 0)
    with cast.asking(cast.anna):
        assert Notice.objects.count() == 2
        assert SchoolUnit.objects.count() == 1, "the one of the enrolments"
    with cast.asking(cast.bo):
        told = Notice.objects.get()
        assert (told.person_id, told.kind) == (person(ANNA).pk, "end")
        assert (told.on, told.received_on) == (date(2026, 6, 10), date(2026, 6, 15))
        assert (told.source, told.by_user) == ("files", None)
        assert told.import_run == ImportRun.objects.get().pk
    shown = signed_in(cast.bo).get(f"/personer/{told.person_id}/skolmeddelande/")
    assert "Inläst från en fil" in shown.content.decode()


def test_the_same_file_twice_changes_nothing(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    tell(folder, f"{ANNA},{ENDED}", f"{ANNA},{ENDED[:-2]}16", f"{BO},{AWAY}")
    assert counts(take(folder, berg))["notices"] == (2, 0, 1, 0, 0)
    before = (rows(cast), told(cast))
    assert counts(take(folder, berg))["notices"] == (0, 0, 3, 0, 0)
    assert (rows(cast), told(cast)) == before


def told(cast: Cast) -> list[Any]:
    with cast.asking(cast.anna):
        return list(Notice.objects.order_by("id").values())


def test_a_dry_run_says_the_same_and_keeps_nothing(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    tell(folder, f"{ANNA},{ENDED}", f"{DAN},{ENDED}")
    said = counts(take(folder, berg, dry_run=True))
    assert told(cast) == []
    assert counts(take(folder, berg)) == said


def test_what_a_later_file_has_no_more_stays(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(tell(folder, *(f"{ANNA},{ENDED[:-2]}15", f"{ANNA},{AWAY}")), berg)
    before = told(cast)
    assert counts(take(tell(folder), berg))["notices"] == (0, 0, 0, 0, 0)
    (folder / "notices.csv").unlink()
    assert "notices" not in take(folder, berg).tables
    assert told(cast) == before


def test_somebody_known_before_need_not_stand_in_the_files(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    enter(cast, cast.anna, "Dan Berg", DAN)
    take(folder, berg)
    with cast.asking(cast.anna):
        before = Identity.objects.count()
    report = take(tell(folder, f"{DAN},{ENDED}"), berg)
    assert counts(report)["notices"] == (1, 0, 0, 0, 0)
    with cast.asking(cast.anna):
        assert Notice.objects.get().person_id == person(DAN).pk
        assert Identity.objects.count() == before


def test_who_left_the_files_is_gone_whatever_a_school_told(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(folder, berg)
    fewer = {
        table: without(table, BO)[table]
        for table in ("people", "registrations", "enrolments")
    }
    write_folder(folder, fewer)
    report = take(tell(folder, f"{BO},{ENDED}"), berg)
    assert (report.tables["people"].gone, report.tables["notices"].new) == (1, 1)


def test_rows_that_are_not_kept_are_told_and_nobody_is_set_aside(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(folder, berg)
    late = f"{ANNA},late,{SCHOOL},2026-06-10,2026-06-15"
    report = take(tell(folder, late, f"{DAN},{ENDED}", f"{ANNA},{ENDED}"), berg)
    assert counts(report)["notices"] == (1, 0, 0, 0, 2)
    said = "\n".join(as_text(report, "sv"))
    assert "notices.csv, rad 2, kind (text): koden finns inte" in said
    assert "rad 3, person_no (siffror): personen finns varken" in said
    assert DAN not in said
    assert len(json.loads(as_json(report, "en"))["refused"]) == 2
    with cast.asking(cast.anna):
        assert not SetAside.objects.exists()
        assert not Identity.objects.filter(number=DAN).exists()


def test_who_has_turned_22_is_left_out_and_counted(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    born = clock.today() - timedelta(days=23 * 365)
    old = f"{born:%Y%m%d}TF10"
    report = take(tell(folder, f"{old},{ENDED}"), berg)
    assert (report.too_old, report.refusals) == (1, [])
    assert told(cast) == []


def test_what_somebody_took_back_stays_so(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(tell(folder, f"{ANNA},{ENDED}"), berg)
    with cast.asking(cast.bo):
        wrong = Notice.objects.get()
        notices.take_back(person=person(ANNA), notice=wrong, by=cast.bo)
    assert counts(take(folder, berg))["notices"] == (0, 0, 1, 0, 0)
    assert len(told(cast)) == 1


def test_what_somebody_typed_is_not_kept_once_more(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(folder, berg)
    typed(cast, date(2026, 6, 10))
    report = take(tell(folder, f"{ANNA},{ENDED}"), berg)
    assert counts(report)["notices"] == (0, 0, 1, 0, 0)
    take_back(cast)
    with cast.asking(cast.bo):
        assert Notice.objects.known_now().get().source == "own"


def typed(cast: Cast, on: date) -> None:
    with cast.asking(cast.bo):
        notices.record(
            person=person(ANNA),
            kind="end",
            school="Bergs gymnasieskola",
            on=on,
            received_on=on,
            by=cast.bo,
        )


# ── Undoing ──────────────────────────────────────────────────────────────────────────


def test_undone_with_the_run_and_told_again_by_the_next(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(tell(folder, f"{ANNA},{AWAY}"), berg)
    take(tell(folder, f"{ANNA},{AWAY}", f"{ANNA},{ENDED}"), berg)
    done = take_back(cast)
    assert done.counts["notices"]["gone"] == 1
    with cast.asking(cast.bo):
        assert Notice.objects.known_now().get().kind == "absence"
        assert Notice.objects.count() == 2, "what was known in between is kept"
    assert counts(take(folder, berg))["notices"] == (1, 0, 1, 0, 0)
    assert len(told(cast)) == 3


def test_who_came_with_the_run_goes_with_what_was_told_of_them(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(tell(folder, f"{ANNA},{ENDED}", f"{BO},{AWAY}"), berg)
    take_back(cast)
    with cast.asking(cast.anna):
        assert not Person.objects.exists()
        assert not Notice.objects.exists()


def test_what_somebody_typed_keeps_who_came_with_the_run(
    cast: Cast, berg: Authority, folder: Path
) -> None:
    take(tell(folder, f"{ANNA},{ENDED}"), berg)
    typed(cast, date(2026, 9, 1))
    take_back(cast)
    with cast.asking(cast.bo):
        assert list(Person.objects.all()) == [person(ANNA)]
        assert Notice.objects.known_now().get().source == "own"


# ── The page ─────────────────────────────────────────────────────────────────────────


def test_by_the_page(cast: Cast, berg: Authority) -> None:
    anna = signed_in(cast.anna)
    text = "\n".join((NOTICES, f"{ANNA},{ENDED}", f"{DAN},{ENDED}", ""))
    file = SimpleUploadedFile("notices.csv", text.encode())
    answer = anna.post(SEND, {"delivery": [*files(), file]})
    assert answer.status_code == 302, answer.content.decode()
    upload = Upload(pk=answer["Location"].split("/")[-2])
    read(upload)
    assert kept(cast, upload).state == "applied"
    shown = anna.get(page(upload)).content.decode()
    assert "Skolmeddelanden" in shown
    assert "Ett skolmeddelande som inte gick att använda sparas inte." in shown
    assert "någon måste granska" not in shown
    assert DAN not in shown
