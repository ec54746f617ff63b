"""`fullfolj import-ss12000`: signs in each way, says what came, refuses in a word."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from fullfolj.access import wall
from fullfolj.config import manage
from fullfolj.config.cast import Cast, everyone
from fullfolj.config.command import main
from fullfolj.exchange.ss12000.models import CHANGES, WHOLE, Connection, Pull
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.schooling.models import Enrolment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for name in ("set_up", "settle"):
        monkeypatch.setattr(manage, name, lambda: None)
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TODAY)
    with transaction.atomic():
        return everyone()


def ask(school: SchoolServer, *more: str) -> int:
    return main(["import-ss12000", school.url, "--authority", "berg", *more])


def pulls(cast: Cast) -> list[str]:
    with wall.as_job(cast.berg.pk, "test"):
        rows = Pull.objects.order_by("started_at")
        return [f"{pull.kind} {pull.outcome}" for pull in rows]


def test_first_all_then_what_has_changed_by_a_token(
    cast: Cast, school: SchoolServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(school, "--token", school.token, "--format", "json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["tables"]["enrolments"]["new"] > 100
    school.move_clock(timedelta(hours=1))
    assert ask(school) == 0, "it remembers how to sign in"
    assert pulls(cast) == [f"{WHOLE} applied", f"{CHANGES} applied"]
    with wall.as_job(cast.berg.pk, "test"):
        (connection,) = Connection.objects.all()
    assert school.token not in connection.secret
    with cast.asking(cast.gun):
        assert not Connection.objects.exists()


def test_by_client_credentials(cast: Cast, school: SchoolServer) -> None:
    signing = ["--client-id", school.client_id, "--client-secret", school.client_secret]
    assert ask(school, *signing, "--token-url", school.token_url) == 0
    assert pulls(cast) == [f"{WHOLE} applied"]


def test_a_dry_run_changes_nothing(
    cast: Cast, school: SchoolServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(school, "--token", school.token, "--dry-run") == 0
    assert capsys.readouterr().out
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        assert not Enrolment.objects.exists()
    assert pulls(cast) == []


def test_a_refusal_is_one_sentence_and_no_secret(
    cast: Cast, school: SchoolServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(school, "--token", "wrong-key") == 1
    said = capsys.readouterr().err
    assert "godkänner inte inloggningen" in said
    assert "wrong-key" not in said
    school.switch(faults.html(), on="/persons")
    assert ask(school, "--token", school.token) == 1
    assert "SS 12000" in capsys.readouterr().err
    assert pulls(cast) == [f"{WHOLE} refused"] * 2


def test_an_authority_that_is_not_there(
    cast: Cast, school: SchoolServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-ss12000", school.url, "--authority", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
