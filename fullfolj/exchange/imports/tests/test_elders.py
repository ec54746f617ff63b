"""Those past 21: no import keeps them, and none brings them back."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import (
    BERG,
    Rows,
    write_folder,
)
from fullfolj.exchange.imports.models import SetAside
from fullfolj.exchange.imports.report import as_json, as_text
from fullfolj.exchange.imports.tests.test_import import (
    crowd,
    person,
    refused,
    rows,
    take,
)
from fullfolj.kaa.models import RegisterSpell
from fullfolj.people.models import (
    CONFIDENTIAL,
    CivilRecord,
    Identity,
)
from fullfolj.schooling.jobs import erase_facts

pytestmark = pytest.mark.django_db

OLD, YOUNG = "20041121TF01", "20041122TF01"  # 22 today, and tomorrow
TODAY = date(2026, 11, 21)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TODAY)
    return TODAY


def elders(*numbers: str, protection: str = "none") -> Rows:
    """The youths of Berg, and these."""
    return {
        "people": (
            *BERG["people"],
            *(f"{n},O,L,,{protection},,,,,,," for n in numbers),
        ),
        "registrations": (
            *BERG["registrations"],
            *(f"{n},2326,2004-12-01,," for n in numbers),
        ),
        "enrolments": (
            *BERG["enrolments"],
            *(f"{n},1,S,GY,NA,2020-08-19,,active," for n in numbers),
        ),
        "credentials": BERG["credentials"],
    }


def test_who_has_turned_22_is_left_out_and_counted(
    cast: Cast, berg: Authority, tmp_path: Path, today: date
) -> None:
    take(write_folder(tmp_path / "without"), berg)
    before = rows(cast)
    folder = write_folder(tmp_path / "with", elders(OLD))
    report = take(folder, berg)
    assert report.too_old == 1
    assert rows(cast) == before
    assert "Äldre än 21 år: 1 personer. De lagras inte." in as_text(report, "sv")
    assert json.loads(as_json(report, "sv"))["too_old"] == 1
    assert take(write_folder(folder, elders(OLD, YOUNG)), berg).too_old == 1
    with cast.asking(cast.anna):
        assert person(YOUNG).birth_date == date(2004, 11, 22)


def test_what_cannot_be_used_of_them_is_not_kept_either(
    cast: Cast, berg: Authority, tmp_path: Path, today: date
) -> None:
    bad = f"{OLD},1,S,GY,NA,igår,,active,"
    unknown = "200411201234,2326,2004-12-01,,"  # a wrong check digit, 22 yesterday
    files = {**elders(OLD), "registrations": (*BERG["registrations"], unknown)}
    folder = write_folder(tmp_path / "a", files, enrolments=bad)
    report = take(folder, berg)
    assert report.too_old == 2
    assert len(report.refusals) == 2
    with cast.asking(cast.anna):
        assert not SetAside.objects.exists()


def test_the_day_after_the_erasure_nothing_is_stored_again(
    cast: Cast, berg: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(day: date) -> None:
        monkeypatch.setattr("fullfolj.core.clock.today", lambda: day)

    on(TODAY)
    folder = write_folder(tmp_path / "a", elders(YOUNG))
    take(folder, berg)
    on(TODAY + timedelta(days=1))
    report = take(folder, berg)
    assert (report.too_old, report.tables["people"].gone) == (1, 0)
    with wall.as_job(berg.pk, "night", sees_protected=True):
        assert erase_facts(berg, clock.today())["people_civilrecord"] == 1
    before = rows(cast)
    assert take(folder, berg).too_old == 1
    assert rows(cast) == before
    with cast.asking(cast.anna):
        assert not Identity.objects.filter(number=YOUNG).exists()


def test_protection_is_followed_for_who_is_still_in_the_register(
    cast: Cast, berg: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TODAY)
    folder = write_folder(tmp_path / "a", elders(YOUNG))
    take(folder, berg)
    with cast.asking(cast.anna):
        spell = {"municipality_code": "2326", "rule": "R11", "ended_by": "R1"}
        days = {"valid_from": date(2023, 1, 1), "valid_to": date(2024, 11, 22)}
        RegisterSpell.about(person(YOUNG), **spell, **days).save(force_insert=True)
    later = TODAY + timedelta(days=1)
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: later)
    with wall.as_job(berg.pk, "night", sees_protected=True):
        erase_facts(berg, later)
    report = take(write_folder(folder, elders(YOUNG, protection="confidential")), berg)
    assert (report.too_old, report.marked) == (1, 1)
    with cast.asking(cast.anna):
        assert person(YOUNG).marking == CONFIDENTIAL
        assert not CivilRecord.objects.filter(person=person(YOUNG)).exists()
        assert not RegisterSpell.objects.get().is_open


def test_the_old_in_a_file_hide_no_drop_among_the_young(
    cast: Cast, berg: Authority, tmp_path: Path, today: date
) -> None:
    take(write_folder(tmp_path / "a", crowd(60)), berg)
    old = [f"20040101TF{i:02}" for i in range(60)]
    few, more = crowd(40), elders(*old)
    both = {name: [*few[name], *more[name][3:]] for name in few}
    assert refused(write_folder(tmp_path / "b", both), berg) == "import.drop"
