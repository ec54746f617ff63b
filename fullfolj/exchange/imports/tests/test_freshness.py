"""How old the data are, in words for the head of a page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from fullfolj.config.cast import Cast
from fullfolj.core.tests.cost import statements
from fullfolj.exchange.extracts.tests.folders import BERG, BO, DAN, write_folder
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.actions.undo import undo
from fullfolj.exchange.imports.freshness import Freshness, Heard, freshness
from fullfolj.exchange.imports.models import ImportRun

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = Options(answers_for=("2326",), accept_drop=True)
ON = date(2026, 11, 22)
DAYS = [date(2026, 10, 1), date(2026, 11, 3), date(2026, 11, 20)]
AT_BIRKA = f"{DAN},11112222,Birka folkhögskola,FHS,,2026-08-17,,active,no"
AT_BERG = f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-19,,active,no"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: ON)


@contextmanager
def on_the(day: date, hour: int = 9) -> Iterator[None]:
    """The clock goes, from an hour of a day."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    ticking = iter(range(1_000_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "fullfolj.core.clock.now", lambda: at.replace(microsecond=next(ticking))
        )
        yield


def take(cast: Cast, folder: Path, day: date, *rows: str) -> None:
    """Berg's files of a day, with these places at schools."""
    dan = {
        "people": (*BERG["people"], f"{DAN},Dan,Dahl,male,none,,,,,,,"),
        "registrations": (*BERG["registrations"], f"{DAN},2326,2008-02-28,,"),
    }
    files = write_folder(folder, {**BERG, **dan, "enrolments": rows})
    with on_the(day):
        import_folder(folder=files, authority=cast.berg, options=OPTIONS)


def take_back(cast: Cast, day: date) -> None:
    """The latest import is undone, in the afternoon of a day."""
    with on_the(day, 15), cast.asking(cast.anna):
        undo(run=ImportRun.objects.standing()[0], by=cast.anna)


def found(cast: Cast) -> Freshness:
    with cast.asking(cast.anna):
        return freshness(ON)


def in_words(fresh: Freshness) -> str:
    text = render_to_string("imports/freshness.html", {"fresh": fresh})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).strip()


def test_before_anything_was_read(cast: Cast) -> None:
    fresh = found(cast)
    assert fresh == Freshness(None, [])
    assert in_words(fresh) == "Inga uppgifter är inlästa än."


def test_all_are_as_fresh(cast: Cast, tmp_path: Path) -> None:
    take(cast, tmp_path, DAYS[2], AT_BERG, AT_BIRKA)
    fresh = found(cast)
    assert fresh == Freshness(DAYS[2], [])
    assert in_words(fresh) == "Folkbokföringen och skolorna är inlästa 20 nov 2026."


def test_a_school_that_is_missing_lags_by_the_day_it_was_last_there(
    cast: Cast, tmp_path: Path
) -> None:
    take(cast, tmp_path, DAYS[0], AT_BERG, AT_BIRKA)
    take(cast, tmp_path, DAYS[1], AT_BERG, AT_BIRKA)
    take(cast, tmp_path, DAYS[2], AT_BERG)
    fresh = found(cast)
    assert fresh == Freshness(DAYS[2], [Heard("Birka folkhögskola", DAYS[1])])
    assert in_words(fresh) == (
        "Folkbokföringen och skolorna är inlästa 20 nov 2026, utom "
        "Birka folkhögskola: 3 nov 2026."
    )
    with cast.asking(cast.anna):
        sent, _ = statements(lambda: freshness(ON))
    assert len(sent) == 1
    with cast.asking(cast.gun):
        assert freshness(ON) == Freshness(None, [])
    take(cast, tmp_path, ON, AT_BERG, AT_BIRKA)
    assert found(cast) == Freshness(ON, [])


@pytest.mark.parametrize("ends", [",2026-10-31,active", ",2027-06-11,interrupted"])
def test_a_school_whose_pupils_would_have_left_does_not_lag(
    cast: Cast, tmp_path: Path, ends: str
) -> None:
    place = AT_BIRKA.replace(",,active", ends)
    take(cast, tmp_path, DAYS[0], AT_BERG, place)
    take(cast, tmp_path, DAYS[1], AT_BERG)
    assert found(cast) == Freshness(DAYS[1], [])


def test_what_was_undone_was_not_read_in(cast: Cast, tmp_path: Path) -> None:
    take(cast, tmp_path, DAYS[0], AT_BERG, AT_BIRKA)
    take(cast, tmp_path, DAYS[1], AT_BERG, AT_BIRKA)
    take_back(cast, DAYS[1])
    assert found(cast) == Freshness(DAYS[0], [])
    take(cast, tmp_path, DAYS[2], AT_BERG)
    birka = Heard("Birka folkhögskola", DAYS[0])
    assert found(cast) == Freshness(DAYS[2], [birka])
    take_back(cast, DAYS[2])
    assert found(cast) == Freshness(DAYS[0], [])


def test_when_the_only_import_is_undone_nothing_was_read(
    cast: Cast, tmp_path: Path
) -> None:
    take(cast, tmp_path, DAYS[0], AT_BERG, AT_BIRKA)
    take_back(cast, DAYS[1])
    assert found(cast) == Freshness(None, [])


def test_a_school_that_still_sends_others_does_not_lag(
    cast: Cast, tmp_path: Path
) -> None:
    at_berg = AT_BERG.replace(BO, DAN)
    take(cast, tmp_path, DAYS[0], AT_BERG, at_berg)
    take(cast, tmp_path, DAYS[1], AT_BERG)
    assert found(cast) == Freshness(DAYS[1], [])


def test_many_that_lag_are_three_and_a_number() -> None:
    lagging = [Heard(f"Skola {n}", DAYS[n % 2] if n else None) for n in range(5)]
    assert in_words(Freshness(ON, lagging)) == (
        "Folkbokföringen och skolorna är inlästa 22 nov 2026, utom "
        "Skola 0, Skola 1: 3 nov 2026, Skola 2: 1 okt 2026 och 2 skolor till."
    )


def test_a_schools_own_system_is_told_by_when_it_was_asked_last() -> None:
    systems = [Heard("Bergs skolor", None), Heard("Birka", ON)]
    assert in_words(Freshness(DAYS[0], [], systems)) == (
        "Folkbokföringen är inläst 1 okt 2026. Bergs skolor: inte hämtat än,"
        " Birka: hämtat 22 nov 2026."
    )
