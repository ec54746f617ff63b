"""Sending in files by the page, as an administrator and a coordinator do it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from fullfolj.config.cast import Cast, everyone
from fullfolj.core import clock, uploads
from fullfolj.core.tests.cost import costs_little
from fullfolj.exchange.extracts.tests.folders import ANNA, BERG, BO, write_workbook
from fullfolj.exchange.imports.actions.keeping import sweep
from fullfolj.exchange.imports.models import ImportRun, ImportSetting, Upload
from fullfolj.exchange.imports.tests.deliveries import (
    SEND,
    answers_for_berg,
    files,
    kept,
    page,
    read,
    say,
    send,
    visitor,
)
from fullfolj.kaa.models import Municipality
from fullfolj.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/importer/"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """With real commits: the progress is written by another connection."""
    with transaction.atomic():
        made = everyone()
        answers_for_berg(made)
    return made


def people(cast: Cast) -> int:
    with cast.asking(cast.anna):
        return Person.objects.count()


def test_first_tried_then_applied_and_the_files_are_gone(
    cast: Cast, uploads: Path
) -> None:
    """T7 by the page: what the trial shows is what is done."""
    anna = visitor(cast.anna)
    upload = send(anna)
    (folder,) = uploads.iterdir()
    assert uploads.stat().st_mode & 0o777 == folder.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in folder.iterdir()) == [
        "credentials.csv",
        "enrolments.csv",
        "people.csv",
        "registrations.csv",
    ]
    assert "Väntar på sin tur" in anna.get(page(upload)).content.decode()
    read(upload)
    shown = anna.get(page(upload)).content.decode()
    assert "Ingenting är ändrat än" in shown
    assert people(cast) == 0
    say(anna, upload, "apply")
    read(upload)
    shown = anna.get(page(upload)).content.decode()
    assert "Uppgifterna är inlästa." in shown
    assert people(cast) == 3
    assert list(uploads.iterdir()) == []
    assert kept(cast, upload).is_kept is False
    shown = anna.get(LIST).content.decode()
    assert f'href="{page(upload)}"' in shown


def test_the_same_files_again_change_nothing(cast: Cast) -> None:
    anna = visitor(cast.anna)
    for _ in range(2):
        upload = send(anna, dry_run=False)
        read(upload)
    report: Any = kept(cast, upload).report
    counts = [(c["new"], c["changed"], c["gone"]) for c in report["tables"].values()]
    assert counts == [(0, 0, 0)] * 4
    assert people(cast) == 3


def test_the_job_once_more_does_nothing(cast: Cast) -> None:
    upload = send(visitor(cast.anna), dry_run=False)
    for _ in range(3):
        read(upload)
    with cast.asking(cast.anna):
        assert ImportRun.objects.count() == 1


def test_refused_rows_are_told_by_place_and_never_by_person(cast: Cast) -> None:
    wrong = (*BERG["registrations"], f"{BO},23,2008-05-12,,")
    anna = visitor(cast.anna)
    upload = send(anna, {"registrations": wrong})
    read(upload)
    shown = anna.get(page(upload)).content.decode()
    assert "registrations.csv, rad 5" in shown
    assert "En kommunkod har fyra siffror." in shown
    assert "municipality_code" in shown
    for number in (ANNA, BO, ANNA[2:], BO[2:], "Åkesson"):
        assert number not in shown


def test_a_drop_is_accepted_once(cast: Cast, uploads: Path) -> None:
    anna = visitor(cast.anna)
    more = crowd(20)
    upload = send(anna, more, dry_run=False)
    read(upload)
    assert kept(cast, upload).state == "applied", kept(cast, upload).reason
    upload = send(anna, dry_run=False)
    read(upload)
    shown = anna.get(page(upload)).content.decode()
    assert "ett fall på mer än 20 %" in shown
    assert "--accept-drop" not in shown
    say(anna, upload, "accept_drop")
    read(upload)
    assert kept(cast, upload).state == "applied"
    assert list(uploads.iterdir()) == []


def crowd(size: int) -> dict[str, list[str]]:
    """The youths of Berg and as many more."""
    numbers = [f"20080101{n:03d}" for n in range(100, 100 + size)]
    whole = [n + luhn(n[2:]) for n in numbers]
    found = {name: list(rows) for name, rows in BERG.items()}
    found["people"] += [f"{n},Nils,Provsson,,none,,,,,,," for n in whole]
    found["registrations"] += [f"{n},2326,2008-01-01,," for n in whole]
    return found


def luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(digits):
        value = int(digit) * (2 - place % 2)
        total += value // 10 + value % 10
    return str(-total % 10)


def test_an_empty_column_for_protection_is_asked_about_once(cast: Cast) -> None:
    silent = {"people": [f"{ANNA},Anna,Åkesson,female,,,,,,,,"]}
    silent |= {name: list(BERG[name][:1]) for name in BERG if name != "people"}
    anna = visitor(cast.anna)
    upload = send(anna, silent, dry_run=True)
    read(upload)
    shown = anna.get(page(upload)).content.decode()
    assert "Vad betyder en tom uppgift om skydd?" in shown
    assert "Filen saknar uppgiften: kasta filerna" in shown
    say(anna, upload, "empty_is_none")
    read(upload)
    assert kept(cast, upload).state == "tried"
    with cast.asking(cast.anna):
        assert not ImportSetting.objects.filter(empty_protection_is_none=True).exists()
    say(anna, upload, "apply")
    read(upload)
    assert kept(cast, upload).state == "applied"
    upload = send(anna, silent, dry_run=False)
    read(upload)
    assert kept(cast, upload).state == "applied"


def test_thrown_away(cast: Cast, uploads: Path) -> None:
    anna = visitor(cast.anna)
    upload = send(anna)
    read(upload)
    say(anna, upload, "discard")
    assert list(uploads.iterdir()) == []
    shown = say(anna, upload, "apply").content.decode()
    assert "Det går inte längre" in shown
    assert people(cast) == 0


def test_what_is_not_offered_cannot_be_said(cast: Cast) -> None:
    hilda = visitor(cast.hilda)
    upload = send(hilda)
    for answer in ("apply", "accept_drop", "empty_is_none", "", "x"):
        say(hilda, upload, answer)
    found = kept(cast, upload)
    assert (found.state, found.dry_run, found.accept_drop) == ("waiting", True, False)


def test_a_final_refusal_deletes_the_files(cast: Cast, uploads: Path) -> None:
    elsewhere = {"registrations": [f"{ANNA},0180,2007-03-10,,"]}
    anna = visitor(cast.anna)
    upload = send(anna, elsewhere)
    read(upload)
    shown = anna.get(page(upload)).content.decode()
    assert "Ingen i filerna är eller har varit folkbokförd i 2326" in shown
    assert list(uploads.iterdir()) == []


def test_whoever_lost_the_role_imports_nothing(cast: Cast) -> None:
    from fullfolj.access.actions import memberships
    from fullfolj.access.models import Membership

    upload = send(visitor(cast.anna), dry_run=False)
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.anna)
        memberships.end(membership=held, on=clock.today(), by=cast.hilda)
    read(upload)
    found = kept(cast, upload, cast.hilda)
    assert (found.state, found.reason) == ("refused", "not_allowed")


def test_one_that_was_interrupted_three_times_is_given_up(cast: Cast) -> None:
    from fullfolj.exchange.imports import jobs

    anna = visitor(cast.anna)
    upload = send(anna, dry_run=False)
    jobs.read(kept(cast, upload).pk, jobs.MOST_TRIES)
    assert "avbröts tre gånger" in anna.get(page(upload)).content.decode()
    say(anna, upload, "again")
    read(upload)
    assert kept(cast, upload).state == "applied"


def test_a_workbook(cast: Cast, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "Nisse Nilssons utdrag.XLSX")
    sent = SimpleUploadedFile(book.name, book.read_bytes())
    anna = visitor(cast.anna)
    answer = anna.post(SEND, {"delivery": [sent]})
    upload = Upload(pk=answer["Location"].split("/")[-2])
    assert kept(cast, upload).files.keys() == {"extract.xlsx"}
    read(upload)
    assert kept(cast, upload).state == "applied"
    assert "Nisse" not in anna.get(page(upload)).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "Välj de filer som ska läsas in."),
        (files(but=["registrations"]), "Det saknas: registrations.csv."),
        (
            [*files(), SimpleUploadedFile("Nisse Nilsson.pdf", b"x")],
            "Fil 5 har ett namn som inte känns igen.",
        ),
        ([*files(), *files()], "people.csv är vald två gånger."),
        ([SimpleUploadedFile("people.csv", b"")], "Den skickade filen är tom."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    cast: Cast, uploads: Path, given: list[Any], sentence: str
) -> None:
    for file in given:
        file.seek(0)
    answer = visitor(cast.anna).post(SEND, {"delivery": given})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert sentence in shown
    assert "Nisse" not in shown
    assert [p for p in uploads.rglob("*") if p.is_file()] == []


def test_too_much_is_refused_before_it_is_received(
    cast: Cast, uploads_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 100)
    answer = visitor(cast.anna).post(SEND, {"delivery": files(), "dry_run": "on"})
    assert answer.status_code == 422
    assert "tillsammans större än" in answer.content.decode()
    assert not uploads_folder.exists()


@pytest.fixture
def uploads_folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue("uploads")
    return found


def test_files_are_received_nowhere_else(cast: Cast, uploads_folder: Path) -> None:
    visitor(cast.anna).post("/personer/", {"text": "x", "delivery": files()})
    visitor(cast.anna).post("/nowhere/", {"delivery": files()})
    from django.test import Client

    Client().post(SEND, {"delivery": files()})
    assert not uploads_folder.exists()


def test_the_first_import_says_for_which_municipality(cast: Cast) -> None:
    with cast.asking(cast.hilda):
        Municipality.objects.update(valid_to=clock.today())
    shown = visitor(cast.anna).get(SEND).content.decode()
    assert "Be en administratör hos er" in shown
    hilda = visitor(cast.hilda)
    answer = hilda.post(SEND, {"delivery": files(), "municipality": "23"})
    assert "En kommunkod har fyra siffror." in answer.content.decode()
    answer = hilda.post(SEND, {"delivery": files(), "municipality": "2326"})
    upload = Upload(pk=answer["Location"].split("/")[-2])
    read(upload)
    assert kept(cast, upload).state == "applied"


def test_the_neighbour_gets_404_and_a_coach_403(cast: Cast) -> None:
    upload = send(visitor(cast.anna))
    read(upload)
    gun = visitor(cast.gun)
    assert gun.get(page(upload)).status_code == 404
    assert say(gun, upload, "apply").status_code == 404
    assert "Pågår eller väntar" not in gun.get(LIST).content.decode()
    assert visitor(cast.bo).get(page(upload)).status_code == 403
    assert kept(cast, upload).state == "tried"


def test_a_day_later_the_files_are_gone(cast: Cast, uploads: Path) -> None:
    import os

    anna = visitor(cast.anna)
    upload = send(anna)
    read(upload)
    assert sweep() == 0
    yesterday = (clock.now() - timedelta(hours=25)).timestamp()
    os.utime(next(uploads.iterdir()), (yesterday, yesterday))
    assert sweep() == 1
    assert list(uploads.iterdir()) == []
    with cast.asking(cast.anna):
        Upload.objects.update(received_at=clock.now() - timedelta(hours=25))
    shown = anna.get(page(upload)).content.decode()
    assert "Filerna har raderats" in shown
    assert "Genomför" not in re.sub(r"Genomförd", "", shown)


@pytest.mark.parametrize("which", [LIST, SEND, "upload"])
def test_a_page_costs_few_statements_and_bytes(cast: Cast, which: str) -> None:
    anna = visitor(cast.anna)
    upload = send(anna)
    read(upload)
    path = page(upload) if which == "upload" else which
    anna.get(path)
    costs_little(lambda: anna.get(path))
