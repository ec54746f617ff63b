"""`fullfolj changes` as a coordinator runs it in the morning."""

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from fullfolj.access.models import Read
from fullfolj.config import manage
from fullfolj.config.cast import Cast, everyone
from fullfolj.config.command import main
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.tests.folders import Rows, write_folder
from fullfolj.nightly import steps

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)
CODES = ("2326", "2309", "2380")
KINDS = ("in", "out", "moved", "to_review", "from_review", "changed_reason")


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for name in ("set_up", "settle"):
        monkeypatch.setattr(manage, name, lambda: None)
    with transaction.atomic():
        return everyone()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the extracts, whatever day the tests are run."""
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: SECOND)


def number(name: str) -> str:
    return f"20080501{name}"


def school(name: str, kind: str, since: str, until: str = "") -> str:
    status = "interrupted" if until else "active"
    return f"{number(name)},1,Skolan,{kind},NA,{since},{until},{status},no"


def home(name: str, code: str = "2326", since: str = "2008-05-01") -> str:
    return f"{number(name)},{code},{since},,"


def files(
    marked: dict[str, str], homes: dict[str, list[str]], schools: dict[str, list[str]]
) -> Rows:
    """Everyone born 1 May 2008, at home in Berg, in no school but as said."""
    return {
        "people": [
            f"{number(name)},A,B,,{mark},,,,,,," for name, mark in marked.items()
        ],
        "registrations": [
            row for name in marked for row in homes.get(name, [home(name)])
        ],
        "enrolments": [row for rows in schools.values() for row in rows],
        "credentials": [],
    }


STARTED, STOPPED = "2024-08-19", "2026-11-19"
CAME, LEFT, MOVED, DOUBTED, CLEARED, ANOTHER = (
    *("TF01", "TF02", "TF03", "TF04", "TF05"),
    "TF06",
)
HIDDEN = tuple(f"TH{place:02}" for place in range(6))
OPEN = dict.fromkeys((CAME, LEFT, MOVED, DOUBTED, CLEARED, ANOTHER), "none")


def before(hidden: int) -> Rows:
    marked = OPEN | dict.fromkeys(HIDDEN[:hidden], "none")
    schools = {
        CAME: [school(CAME, "GY", STARTED)],
        CLEARED: [school(CLEARED, "FHS", STARTED)],
    }
    return files(marked, {}, schools)


def after(hidden: int) -> Rows:
    marked = OPEN | dict.fromkeys(HIDDEN[:hidden], "protected_registration")
    moved = [f"{number(MOVED)},2326,2008-05-01,2026-11-20,moved"]
    homes = {MOVED: [*moved, home(MOVED, "2309", "2026-11-20")]}
    schools = {
        CAME: [school(CAME, "GY", STARTED, STOPPED)],
        LEFT: [school(LEFT, "GY", "2026-11-20")],
        DOUBTED: [school(DOUBTED, "FHS", "2026-11-20")],
        CLEARED: [school(CLEARED, "GY", STARTED)],
        ANOTHER: [school(ANOTHER, "VUX", "2026-11-20")],
    }
    return files(marked, homes, schools)


def take(folder: Path, rows: Rows) -> None:
    asked = ["import", str(write_folder(folder, rows)), "--authority", "berg"]
    places = [word for code in CODES for word in ("--municipality", code)]
    assert main([*asked, *places, "--accept-drop"]) == 0


def night(as_of: date) -> None:
    assert not [done.reason for done in steps.run(as_of) if done.reason]


def two_nights(folder: Path, hidden: int = 0) -> None:
    take(folder, before(hidden))
    night(FIRST)
    take(folder, after(hidden))
    night(SECOND)


def said(capsys: pytest.CaptureFixture[str], *more: str, status: int = 0) -> str:
    capsys.readouterr()
    assert main(["changes", "--authority", "berg", *more]) == status
    found = capsys.readouterr()
    return found.err if status else found.out


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))[1:]


def test_every_kind_with_what_was_and_what_is(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two_nights(tmp_path)
    found = rows(said(capsys, "--format", "csv"))
    assert found == [
        [number(CAME), "in", "2326", "", "OUT", "", "IN", "R11", ""],
        [number(LEFT), "out", "2326", "2326", "IN", "R11", "OUT", "", "R5a"],
        [number(DOUBTED), "out", "2326", "2326", "IN", "R11", "REVIEW", "R6d", "R6d"],
        [number(MOVED), "moved", "2309", "2326", "IN", "R11", "IN", "R11", ""],
        [
            *(number(DOUBTED), "to_review", "2326", "2326"),
            *("IN", "R11", "REVIEW", "R6d", ""),
        ],
        [
            *(number(CLEARED), "from_review", "2326", "2326"),
            *("REVIEW", "R6d", "OUT", "", "R5a"),
        ],
        [
            *(number(ANOTHER), "changed_reason", "2326", "2326"),
            *("IN", "R11", "IN", "R6e", ""),
        ],
    ]


def test_counts_come_first_and_are_the_same_in_every_format(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two_nights(tmp_path)
    found = json.loads(said(capsys, "--format", "json"))
    assert found["counts"] == {
        **{"in": 1, "out": 2, "moved": 1, "to_review": 1},
        **{"from_review": 1, "changed_reason": 1},
    }
    assert (found["from"], found["to"]) == (FIRST.isoformat(), SECOND.isoformat())
    lines = said(capsys, "--language", "en").splitlines()
    assert lines[1:3] == [
        "      1 came into the target group",
        "      2 went out of the target group",
    ]
    assert f"{number(LEFT)[:8]}-{LEFT}  2326  IN R11 → OUT R5a" in " ".join(lines)
    assert max(map(len, lines)) <= 80
    same = said(capsys, "--from", f"{SECOND}", "--to", f"{SECOND}", "--format", "json")
    assert set(json.loads(same)["counts"].values()) == {0}


@pytest.mark.parametrize("protected", [(0, None), (1, None), (4, None), (5, 5), (6, 6)])
def test_the_protected_are_counted_where_they_are_five_and_never_named(
    cast: Cast,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    protected: tuple[int, int | None],
) -> None:
    hidden, told = protected
    two_nights(tmp_path, hidden)
    found = json.loads(said(capsys, "--format", "json"))
    assert found["protected"] == told
    assert sum(found["counts"].values()) == len(found["rows"]) == 7
    for form in ("table", "csv", "json"):
        out = said(capsys, "--format", form)
        assert "TH0" not in out
    english = said(capsys, "--language", "en")
    assert ("Fewer than five with protected" in english) == (told is None)
    with cast.asking(cast.anna):
        reads = Read.objects.filter(page="changes")
        assert {(r.kind, r.job, len(r.person_ids)) for r in reads} == {
            ("export", "changes", 6)
        }


def test_a_date_without_a_good_night_is_told_with_the_nearest(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "fullfolj nightly" in said(capsys, status=1)
    take(tmp_path, before(0))
    night(FIRST)
    assert f"före {FIRST}" in said(capsys, status=1)
    night(SECOND)
    err = said(capsys, "--from", "2026-10-01", status=1)
    assert err == (
        "Det finns ingen färdig natt den 2026-10-01. Den närmaste är 2026-11-20.\n"
    )
    with pytest.raises(SystemExit) as stop:
        said(capsys, "--from", f"{SECOND}", "--to", f"{FIRST}")
    assert stop.value.code == 2
    assert main(["changes", "--authority", "inget"]) == 1


def test_a_spell_that_was_taken_back_has_the_rule_of_the_better_facts(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(tmp_path, files({LEFT: "none"}, {}, {}))
    night(FIRST)
    all_along = files({LEFT: "none"}, {}, {LEFT: [school(LEFT, "GY", STARTED)]})
    take(tmp_path, all_along)
    night(SECOND)
    (row,) = rows(said(capsys, "--format", "csv"))
    assert row[1:] == ["out", "2326", "2326", "IN", "R11", "OUT", "", "R5a"]


def test_the_last_good_night_of_a_date_counts(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(tmp_path, before(0))
    night(FIRST)
    night(SECOND)
    take(tmp_path, after(0))
    assert not rows(said(capsys, "--format", "csv"))
    night(SECOND)
    assert len(rows(said(capsys, "--format", "csv"))) == 7


def test_a_year_of_the_demo_region_adds_up(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The register grows by those who came less those who went, night after night."""
    write_demo(tmp_path, scale="region", as_of=SECOND, seed=3, persons=3000)
    asked = ["import", str(tmp_path), "--authority", "berg"]
    assert main([*asked, *(w for c in CODES for w in ("--municipality", c))]) == 0
    days = [SECOND - timedelta(days=back) for back in (300, 160, 0)]
    for day in days:
        night(day)
    found = [
        Counter(row[1] for row in rows(said(capsys, *_between(one, two))))
        for one, two in ((days[0], days[1]), (days[1], days[2]), (days[0], days[2]))
    ]
    for come, gone in (("in", "out"), ("to_review", "from_review")):
        first, second, whole = (each[come] - each[gone] for each in found)
        assert first + second == whole
        assert found[2][come] >= 3
    assert set(found[2]) <= set(KINDS)
    ended = [
        row for row in rows(said(capsys, *_between(*days[::2]))) if row[1] == "out"
    ]
    assert ended
    assert all(row[-1] for row in ended), "each out names the rule that ended it"


def _between(one: date, two: date) -> tuple[str, ...]:
    return ("--from", f"{one}", "--to", f"{two}", "--format", "csv")
