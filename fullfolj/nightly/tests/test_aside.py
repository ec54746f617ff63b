"""Rows that cannot be used stay one matter while they only change their place."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fullfolj.access import wall
from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tests.folders import ANNA, BERG, BO, write_folder
from fullfolj.exchange.imports.models import SetAside
from fullfolj.nightly.tests.test_register import take

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-32,,active,no"
WORSE = f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-19,,activ,no"
MORE = f"{ANNA},12345678,Bergs gymnasieskola,GY,NA,2022-08-18,2023-06-10,completed,"


def test_a_row_that_moves_in_its_file_is_set_aside_since_the_same_day(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def since(day: int, *rows: str) -> date:
        instant = datetime(2026, 11, day, 12, tzinfo=UTC)
        monkeypatch.setattr("fullfolj.core.clock.now", lambda: instant)
        take(write_folder(tmp_path, {**BERG, "enrolments": rows}), cast.berg)
        with wall.as_job(cast.berg.pk, "test", sees_protected=True):
            (aside,) = SetAside.objects.known_now().by_person().values()
            return aside.since

    own = BERG["enrolments"][0]
    assert since(2, own, WRONG) == date(2026, 11, 2)
    assert since(4, MORE, own, WRONG) == date(2026, 11, 2)
    assert since(6, own, WRONG) == date(2026, 11, 2)
    assert since(8, own, WORSE) == date(2026, 11, 8), "another matter"
