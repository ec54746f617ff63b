"""`fullfolj register` as a municipality runs it."""

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from fullfolj.config.command import main
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    BO,
    CIA,
    write_folder,
)
from fullfolj.kaa.tests.reference import Case, cases

AS_OF = "2026-11-21"


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, *more: str, code: str = "2326"
) -> tuple[int, str, str]:
    try:
        status = main(
            [
                *("register", "--from", str(folder), "--municipality", code),
                *("--as-of", AS_OF, *more),
            ]
        )
    except SystemExit as stop:
        status = int(stop.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def berg(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "berg")


def test_csv_is_the_contracts(berg: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, berg, "--format", "csv")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == (
        "person_no,as_of,decision,rule,municipality_code,since,reasons"
    )
    found = [list(row.values())[:6] for row in rows(out)]
    assert found == [
        [ANNA, AS_OF, "IN", "R10", "2326", "2026-06-11"],
        [BO, AS_OF, "OUT", "R5a", "2326", "2024-08-19"],
        [CIA, AS_OF, "REVIEW", "R3b", "", "2009-01-01"],
    ]
    assert " | " in rows(out)[0]["reasons"]


def test_table_says_what_to_do_first_in_80_columns(
    berg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, berg)
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "1 i målgruppen" in out
    assert "Gör först" in out
    assert "Åkesson, Anna" in out
    assert CIA[8:] not in out, "protected registration is shown nowhere"
    _, out, _ = run(capsys, berg, "--language", "en")
    assert "1 in the target group" in out


def test_table_never_names_a_protected_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [row.replace(",none,", ",,") for row in BERG["people"]]
    folder = write_folder(tmp_path / "unknown", {**BERG, "people": people})
    _, out, _ = run(capsys, folder)
    assert "Åkesson" not in out
    assert "skyddade uppgifter" in out


def test_json_says_what_would_change_the_answer(
    berg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, berg, "--format", "json")
    found = json.loads(out)
    anna = found["rows"][0]
    assert anna["changes"] == [
        {
            "on": "2027-03-10",
            "because": "20-årsdagen",
            "decision": "OUT",
            "rule": "R1",
        }
    ]
    assert anna["gymnasieratt_until"] == "2027-06-30"
    assert set(anna["reasons"]) == {"sv", "en"}
    assert found["counts"] == {"IN": 1, "OUT": 1, "REVIEW": 1}


def test_a_refused_row_is_reported_and_its_person_reviewed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = f"{BO},12345678,Skola,GY,NA,2026-13-40,,active,"
    folder = write_folder(tmp_path / "bad", enrolments=bad)
    status, out, err = run(capsys, folder, "--format", "csv")
    assert status == 0
    assert [row["rule"] for row in rows(out)] == ["R10", "R0", "R3b"]
    assert "enrolments.csv, rad 4, from (datum)" in err
    assert BO not in err, "no person in a message"


@pytest.mark.parametrize("fault", ["missing", "empty", "column"])
def test_a_file_that_cannot_be_used_is_one_sentence_and_status_1(
    berg: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    path = berg / "people.csv"
    match fault:
        case "missing":
            path.unlink()
        case "empty":
            path.write_text("")
        case "column":
            path.write_text(path.read_text("utf-8").replace("protection", "x"), "utf-8")
    status, out, err = run(capsys, berg, "--format", "csv")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "people.csv" in err


@pytest.mark.parametrize(
    "wrong", [["--as-of", "2026-13-40"], ["--municipality", "Berg"], ["--format", "x"]]
)
def test_wrong_use_is_status_2(
    berg: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    assert run(capsys, berg, *wrong)[0] == 2


def test_a_code_nobody_has_is_asked_about(
    berg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, berg, "--format", "csv", code="9999")
    assert (status, rows(out)) == (0, [])
    assert "9999" in err


def test_the_list_is_written_whole_or_not_at_all(
    berg: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "lista.csv"
    assert run(capsys, berg, "--format", "csv", "--out", str(target))[0] == 0
    assert len(rows(target.read_text("utf-8"))) == 3
    assert target.stat().st_mode & 0o077 == 0, "a list of persons is nobody else's"
    status, _, err = run(capsys, berg, "--out", str(tmp_path / "none" / "lista.csv"))
    assert (status, len(err.splitlines())) == (1, 1)


def test_a_reader_that_stops_early_is_no_fault(berg: Path) -> None:
    command = (
        f"{sys.executable} -c 'from fullfolj.config.command import main; "
        f'import sys; sys.exit(main(["register", "--from", "{berg}", "--municipality", '
        f'"2326", "--as-of", "{AS_OF}"]))\' | true'
    )
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_progress_is_told_when_it_takes_over_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fullfolj.config import command
    from fullfolj.exchange.extracts import read

    ticks = itertools.count(0, 20)
    monkeypatch.setattr(command, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(read, "PROGRESS_EVERY", 1)
    _, _, err = run(capsys, write_folder(tmp_path / "slow"), "--format", "csv")
    assert "Läser registrations.csv: " in err
    assert "Skriver listan: " in err


def test_the_age_of_the_listed_is_14_to_21(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = date.fromisoformat(AS_OF)
    folder = write_folder(tmp_path / "ages")
    listed = []
    for years in (13, 14, 21, 22):
        born = day.replace(year=day.year - years)
        for on in (born, born + timedelta(days=1)):
            number = f"{on:%Y%m%d}TF01"
            people = [f"{number},,,,none,,,,,,,"]
            lines = [f"{number},2326,{on},,"]
            write_folder(folder, {**BERG, "people": people, "registrations": lines})
            _, out, _ = run(capsys, folder, "--format", "csv")
            listed.append(len(rows(out)))
    assert listed == [0, 0, 1, 0, 1, 1, 0, 1]


# ── The reference table once more, through the files ─────────────────────────────────


def test_the_files_give_the_reference_tables_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every case without a policy, written as files and listed by the command."""
    by_question: dict[tuple[str, str], list[Case]] = {}
    for case in cases():
        if case.policy.admitted_counts_until is None and _literal(case):
            key = (case.municipality, case.as_of.isoformat())
            by_question.setdefault(key, []).append(case)
    checked = 0
    for (code, as_of), group in by_question.items():
        numbers = {f"{c.facts.born_on:%Y%m%d}TF{i:02}": c for i, c in enumerate(group)}
        folder = write_folder(tmp_path / "case", _files(numbers))
        _, out, err = run(
            capsys, folder, "--format", "csv", "--as-of", as_of, code=code
        )
        assert ", rad " not in err, err
        for row in rows(out):
            case = numbers[row["person_no"]]
            since = case.expected[3].isoformat() if case.expected[3] else ""
            assert (
                row["decision"],
                row["rule"],
                row["municipality_code"],
                row["since"],
            ) == (*case.expected[:3], since), case.story
            checked += 1
    assert checked >= 150


def _literal(case: Case) -> bool:
    policy = case.policy
    return policy.equivalent_studies == policy.finishing_compulsory == "REVIEW"


def _files(numbers: dict[str, Case]) -> dict[str, list[str]]:
    def text(day: date | None) -> str:
        return day.isoformat() if day else ""

    files: dict[str, list[str]] = {name: [] for name in BERG}
    for number, case in numbers.items():
        f = case.facts
        files["people"].append(
            f"{number},,,,{f.protection},{text(f.deceased_on)},"
            f"{text(f.compulsory_until)},,,,,"
        )
        files["registrations"] += [
            f"{number},{r.municipality_code},{r.valid_from},{text(r.valid_to)},"
            f"{r.end_reason}"
            for r in f.registrations
        ]
        files["enrolments"] += [
            f"{number},1,Skola,{e.school_type},{e.programme_code},{e.first_on},"
            f"{text(e.last_on)},{e.status},{'yes' if e.study_abroad else ''}"
            for e in f.enrolments
        ]
        files["credentials"] += [
            f"{number},{c.kind},{c.awarded_on}" for c in f.credentials
        ]
    return files


def test_the_installed_command_runs_as_anyone(berg: Path) -> None:
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("fullfolj"), "register", "--from", berg),
            *("--municipality", "2326", "--as-of", AS_OF, "--format", "csv"),
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"},
    )
    assert len(rows(done.stdout)) == 3
