"""`register` and `why` on what is stored: as files answer, and as we knew it then."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from fullfolj.access.models import Read
from fullfolj.config import manage
from fullfolj.config.cast import Cast, everyone
from fullfolj.config.command import main
from fullfolj.core import clock
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.tests.folders import ANNA, BERG, BO, DAN, write_folder

pytestmark = pytest.mark.django_db(transaction=True)

AS_OF = "2026-11-21"
REGION = ("2326", "2309", "2380")


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for name in ("set_up", "settle"):
        monkeypatch.setattr(manage, name, lambda: None)
    with transaction.atomic():
        return everyone()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the extracts: an import leaves out those past 21 on its own day."""
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: date.fromisoformat(AS_OF))


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    assert main([str(word) for word in words]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def take(folder: Path, *more: str) -> None:
    asked = ["import", str(folder), "--authority", "berg", *more]
    assert main([*asked, "--municipality", "2326"]) == 0


def stored(capsys: pytest.CaptureFixture[str], *more: str, code: str = "2326") -> str:
    asked = ("register", "--authority", "berg", "--municipality", code)
    return said(capsys, *asked, "--as-of", AS_OF, "--format", "csv", *more)


def from_files(
    capsys: pytest.CaptureFixture[str], folder: Path, code: str = "2326"
) -> str:
    asked = ("register", "--from", folder, "--municipality", code)
    return said(capsys, *asked, "--as-of", AS_OF, "--format", "csv")


def test_why_tells_since_when_by_the_swedish_day(
    cast: Cast,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    after_midnight = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    monkeypatch.setattr("fullfolj.core.clock.now", lambda: after_midnight)
    take(write_folder(tmp_path))
    told = said(capsys, "why", ANNA, "--authority", "berg", "--as-of", AS_OF)
    assert "2026-11-20" not in told
    assert told.count("2026-11-21") > 1


def test_a_night_is_of_a_day_that_a_list_may_be_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for wrong in ("0001-01-01", "9999-12-31", "2026-02-30", "20261121"):
        with pytest.raises(SystemExit) as left:
            main(["nightly", "--as-of", wrong])
        assert left.value.code == 2
    assert "2026-08-20" in capsys.readouterr().err, "says how to write it"


def test_files_and_database_give_the_same_list_of_the_demo_region(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = tmp_path / "demo"
    write_demo(
        demo, scale="region", as_of=date.fromisoformat(AS_OF), seed=3, persons=4000
    )
    take(demo, *(word for code in REGION for word in ("--municipality", code)))
    for code in REGION:
        files = from_files(capsys, demo, code)
        assert stored(capsys, code=code).splitlines() == files.splitlines()
        assert len(files.splitlines()) > 20
    assert "R0" in files


def test_the_list_is_the_same_after_imports_that_correct_and_come_back(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = tmp_path / "demo"
    on = date.fromisoformat(AS_OF)
    write_demo(demo, scale="region", as_of=on, seed=4, persons=3000)
    first = from_files(capsys, demo)
    take(demo)
    assert stored(capsys) == first
    between = clock.now()
    for name in ("enrolments", "registrations"):
        path = demo / f"{name}.csv"
        header, *rows = path.read_text("utf-8").splitlines()
        kept = [row for place, row in enumerate(rows) if place % 20]
        path.write_text("\n".join([header, *reversed(kept)]) + "\n", "utf-8")
    take(demo)
    later = from_files(capsys, demo)
    assert stored(capsys) != first
    ours, theirs = _by_number(stored(capsys)), _by_number(later)
    assert {n: ours[n] for n in theirs} == theirs, "and more: those gone whole"
    assert stored(capsys, "--known-at", between.isoformat()) == first


def _by_number(text: str) -> dict[str, str]:
    """Rows by number, without the lines of the file that a refusal names."""
    found = {}
    for row in text.splitlines()[1:]:
        number, rest = row.split(",", 1)
        found[number] = rest if ",R0," not in rest else "R0"
    return found


def test_an_earlier_answer_is_given_again(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "berg")
    take(folder)
    first, then = stored(capsys), clock.now()
    stopped = f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-19,2026-01-09"
    enrolments = (BERG["enrolments"][0], f"{stopped},interrupted,no")
    take(write_folder(folder, {**BERG, "enrolments": enrolments}))
    assert f"{BO},{AS_OF},IN,R11,2326,2026-01-10" in stored(capsys)
    assert stored(capsys, "--known-at", then.isoformat()) == first
    assert f"{BO},{AS_OF},OUT,R5a" in first
    yesterday = clock.today() - timedelta(days=2)
    assert len(stored(capsys, "--known-at", f"{yesterday}").splitlines()) == 1


def test_why_shows_rule_facts_sources_and_what_would_change_it(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(write_folder(tmp_path / "berg"))
    asked = ("why", f"{ANNA[2:8]}-{ANNA[8:]}", "--authority", "berg", "--as-of", AS_OF)
    out = said(capsys, *asked)
    assert "IN enligt R10 den 2026-11-21, sedan 2026-06-11" in out
    assert "Bergs gymnasieskola" in out
    assert f"källa: files, känt sedan {timezone.localdate(clock.now())}" in out
    assert "2027-03-10: OUT, R1" in out
    with cast.asking(cast.anna):
        assert Read.objects.get(page="why").job == "why"
    assert main(["why", DAN, "--authority", "berg", "--as-of", AS_OF]) == 1
    assert DAN not in capsys.readouterr().err


def test_the_list_that_leaves_the_house_is_in_the_read_log(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(write_folder(tmp_path / "berg"))
    stored(capsys)
    with cast.asking(cast.anna):
        reads = Read.objects.filter(page="register").order_by("is_open")
        found = [(r.is_open, r.kind, len(r.person_ids)) for r in reads]
    assert found == [(False, "export", 2), (True, "export", 1)]


def test_only_a_municipality_that_the_authority_answers_for(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(write_folder(tmp_path / "berg"))
    asked = ["register", "--authority", "berg", "--municipality", "2309"]
    assert main([*asked, "--as-of", AS_OF]) == 1
    assert "2326" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        main(["register", "--from", str(tmp_path), "--as-of", AS_OF])
    assert stop.value.code == 2
