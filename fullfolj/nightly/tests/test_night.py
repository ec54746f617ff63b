"""A night that stops goes on where it stopped; who watches the house is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from fullfolj.config.cast import Cast
from fullfolj.config.doctor import nights_are_done
from fullfolj.config.postgres.faults import Fault
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import write_folder
from fullfolj.kaa.models import RegisterSpell
from fullfolj.nightly import steps
from fullfolj.nightly.jobs import tonight
from fullfolj.nightly.models import JobRun
from fullfolj.nightly.tests.test_register import night, take

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def runs(cast: Cast) -> list[tuple[str, str]]:
    with cast.asking(cast.anna):
        found = JobRun.objects.order_by("started_at").values_list("step", "outcome")
        return list(found)


def test_a_step_that_fails_changes_nothing_and_stops_no_other(
    cast: Cast, tmp_path: Path
) -> None:
    take(write_folder(tmp_path), cast.berg)
    role = connections["default"].settings_dict["USER"]
    as_owner(f'REVOKE INSERT ON kaa_reviewspell FROM "{role}"')
    try:
        done = {(o.step, o.authority): o.reason for o in steps.run(clock.today())}
    finally:
        as_owner(f'GRANT INSERT ON kaa_reviewspell TO "{role}"')
    assert done.pop(("compute-register", "berg")) == "ProgrammingError"
    assert set(done.values()) == {""}
    assert ("compute-register", "failed") in runs(cast)
    with cast.asking(cast.anna):
        assert not RegisterSpell.objects.exists(), "whole or not at all"
    again = list(steps.run_missing(clock.today()))
    assert [(o.step, o.authority) for o in again] == [("compute-register", "berg")]
    assert again[0].counts["added"]
    assert not list(steps.run_missing(clock.today()))


def test_the_worker_does_the_night_once_and_not_before_it_has_come(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(write_folder(tmp_path), cast.berg)
    evening = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)  # half past one here
    monkeypatch.setattr(clock, "now", lambda: evening)
    tonight()
    assert not runs(cast)
    monkeypatch.setattr(clock, "now", lambda: evening + timedelta(hours=1))
    tonight()
    assert len(runs(cast)) == len(steps.STEPS)
    tonight()
    assert len(runs(cast)) == len(steps.STEPS)


def test_who_watches_is_told_when_the_last_good_night_is_too_old(
    cast: Cast, tmp_path: Path
) -> None:
    asked = Client().get("/halsa/")
    assert (asked.status_code, asked.json()["is_recent"]) == (200, True), "nothing yet"
    take(write_folder(tmp_path), cast.berg)
    asked = Client().get("/halsa/")
    assert (asked.status_code, asked.json()["last_good_night"]) == (503, None)
    night(clock.today())
    assert Client().get("/halsa/").status_code == 200
    as_owner("UPDATE nightly_jobrun SET finished_at = now() - interval '40 hours'")
    asked = Client().get("/halsa/")
    assert (asked.status_code, asked.json()["is_recent"]) == (503, False)
    assert asked.json()["last_good_night"]


def test_doctor_says_when_no_night_was_done(cast: Cast, tmp_path: Path) -> None:
    assert nights_are_done()
    take(write_folder(tmp_path), cast.berg)
    with pytest.raises(Fault, match="fullfolj nightly"):
        nights_are_done()
    night(clock.today())
    assert nights_are_done()
