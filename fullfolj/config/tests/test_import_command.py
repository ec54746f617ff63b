"""`fullfolj import` as a municipality runs it, and a machine that stops in the middle.

The command works in the database of the tests: in another process by DATABASE_URL.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections, transaction

from fullfolj.config import manage
from fullfolj.config.cast import Cast, everyone
from fullfolj.config.command import main
from fullfolj.exchange.extracts.tests.folders import BERG, write_folder
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.people.models import Person
from fullfolj.schooling.models import Enrolment

pytestmark = pytest.mark.django_db(transaction=True)

# Imports one person a batch, and after the second waits to be killed.
HALF = """
import sys
import django
django.setup()
from pathlib import Path
from fullfolj.access.models import Authority
from fullfolj.exchange.imports.actions import run
run.BATCH = 1
take, done = run._Import.take, []
def stop(self, numbers):
    take(self, numbers)
    done.append(numbers)
    if len(done) == 2:
        print("half", flush=True)
        sys.stdin.read()
run._Import.take = stop
berg = Authority.objects.get(slug="berg")
run.import_folder(folder=Path(sys.argv[1]), authority=berg, options=run.Options())
"""


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for name in ("set_up", "settle"):
        monkeypatch.setattr(manage, name, lambda: None)
    with transaction.atomic():
        return everyone()


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, *more: str, slug: str = "berg"
) -> tuple[int, str, str]:
    status = main(["import", str(folder), "--authority", slug, *more])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_report_is_read_by_people_and_by_programs(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "berg", enrolments="x,1,S,GY,NA,2024-01-01,,,")
    status, out, err = run(capsys, folder)
    assert (status, out) == (1, "")
    assert "svarar inte för någon kommun" in err
    status, out, err = run(capsys, folder, "--municipality", "2326", "--dry-run")
    assert (status, err) == (0, "")
    assert "Ingenting ändrades" in out
    assert max(len(line) for line in out.splitlines() if "csv" not in line) <= 80
    assert run(capsys, folder)[0] == 1, "a dry run remembers nothing"
    asked = ("--municipality", "2326", "--format", "json", "--language", "en")
    status, out, _ = run(capsys, folder, *asked)
    found = json.loads(out)
    assert status == 0
    assert found["tables"]["people"]["new"] == 3
    assert [r["line"] for r in found["refused"]] == [4]
    assert run(capsys, folder, slug="inget")[0] == 1


def test_a_refused_import_says_why_in_a_sentence(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "a")
    assert run(capsys, folder, "--municipality", "2326")[0] == 0
    empty = write_folder(tmp_path / "b", {**BERG, "enrolments": ()})
    status, out, err = run(capsys, empty)
    assert (status, out) == (1, "")
    assert err == (
        "Det finns inget att använda i studier, och 2 rader var kända. "
        "Hämta utdraget på nytt. Ingenting ändrades.\n"
    )


def test_killed_in_the_middle_the_former_state_is_whole(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "a")
    assert run(capsys, folder, "--municipality", "2326")[0] == 0
    before = state(cast)
    changes = {
        "people": [row.replace(",none,", ",confidential,") for row in BERG["people"]],
        "enrolments": BERG["enrolments"][:1],
    }
    write_folder(folder, {**BERG, **changes})
    process = subprocess.Popen(
        [sys.executable, "-c", HALF, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **as_application()},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert state(cast) == before
    status, out, _ = run(capsys, folder, "--format", "json")
    found = json.loads(out)
    assert (status, found["marked"], found["tables"]["enrolments"]["gone"]) == (0, 1, 1)


def state(cast: Cast) -> tuple[object, ...]:
    with cast.asking(cast.anna):
        return (
            sorted(Person.objects.values_list("pk", "marking")),
            sorted(Enrolment.objects.values_list("pk", "recorded_to")),
            sorted(ImportRun.objects.values_list("pk", flat=True)),
        )


def as_application() -> dict[str, str]:
    entry = connections["default"].settings_dict
    url = f"postgresql:///{entry['NAME']}?user={entry['USER']}&host={entry['HOST']}"
    return {
        "DATABASE_URL": f"{url}&port={entry['PORT']}",
        "DJANGO_SETTINGS_MODULE": "fullfolj.config.settings",
    }
