"""When systems are asked by themselves: by night, each hour, and when they speak."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.imports.tests.deliveries import until, worker
from fullfolj.exchange.ss12000 import jobs
from fullfolj.exchange.ss12000.models import Connection, Pull
from fullfolj.exchange.ss12000.rules import Times, is_due, night_of
from fullfolj.exchange.ss12000.tests.connecting import connect, page, shown, turn
from fullfolj.exchange.ss12000.tests.server import SchoolServer


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


ADDED = at(1, 12)
NOBODY = "ALTER TABLE schooling_enrolment"


@pytest.mark.parametrize(
    ("schedule", "times", "now", "said"),
    [
        ("by_hand", Times(ADDED), at(20, 3), False),
        ("hourly", Times(ADDED), at(1, 13), True),
        ("hourly", Times(ADDED, tried=at(20, 3)), at(20, 3, 30), False),
        ("hourly", Times(ADDED, tried=at(20, 3)), at(20, 4), True),
        ("nightly", Times(ADDED), at(1, 23), False),  # added today: first tonight
        ("nightly", Times(ADDED), at(2, 1, 59), False),
        ("nightly", Times(ADDED), at(2, 2), True),
        ("nightly", Times(ADDED, None, at(20, 2), at(20, 2)), at(20, 9), False),
        ("nightly", Times(ADDED, None, at(20, 2), at(20, 2)), at(21, 1), False),
        ("nightly", Times(ADDED, None, at(20, 2), at(20, 2)), at(21, 2), True),
        ("nightly", Times(ADDED, None, at(20, 2), at(19, 2)), at(20, 2, 30), False),
        ("nightly", Times(ADDED, None, at(20, 2), at(19, 2)), at(20, 3), True),
        ("by_hand", Times(ADDED, heard=at(20, 9), tried=at(20, 8)), at(20, 10), True),
        ("by_hand", Times(ADDED, heard=at(20, 7), tried=at(20, 8)), at(20, 10), False),
    ],
)
def test_when_a_system_is_due(
    schedule: str, times: Times, now: datetime, said: bool
) -> None:
    assert is_due(schedule, times, now) is said


def test_the_night_begins_at_two() -> None:
    assert night_of(at(20, 1, 59)) == at(19, 2)
    assert night_of(at(20, 2)) == at(20, 2)


@pytest.fixture
def anna(cast: Cast, settings: Any) -> Client:
    settings.SCHOOLS_ON_THIS_MACHINE = True
    return signed_in(cast.anna)


def pulls(cast: Cast) -> list[tuple[str, str]]:
    with cast.asking(cast.anna):
        found = Pull.objects.order_by("started_at")
        return list(found.values_list("kind", "outcome"))


@pytest.mark.django_db(transaction=True)
def test_the_hour_queues_what_is_due_once(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school, schedule="hourly")
    assert jobs.queue_due() == 1
    assert jobs.queue_due() == 0  # it waits already
    jobs.ask(connection.pk, 0)
    assert pulls(cast) == [("whole", "applied")]
    assert jobs.queue_due() == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_fault_of_ours_is_kept_and_nobody_is_named(
    anna: Client, cast: Cast, school: SchoolServer, caplog: pytest.LogCaptureFixture
) -> None:
    connection = connect(anna, cast, school)
    anna.post(page(connection, "hamta/"), {"how": "changes"})
    with connections["owner"].cursor() as owner:
        owner.execute(f"{NOBODY} ADD CONSTRAINT nobody CHECK (false) NOT VALID")
        try:
            jobs.ask(connection.pk, 0)
        finally:
            owner.execute(f"{NOBODY} DROP CONSTRAINT nobody")
    assert pulls(cast) == [("changes", "broken")]
    assert not turn(cast, connection).is_active
    assert "Något gick fel som inte beror på dig" in shown(anna, page(connection))
    (told,) = caplog.messages
    assert told.startswith("pull: IntegrityError")
    assert "Failing row" not in told


@pytest.mark.django_db(transaction=True)
def test_a_wish_to_be_told_is_renewed_before_the_system_forgets_it(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school, schedule="hourly", wants_word="on")
    told = school.school.subscriptions
    (first,) = told
    jobs.queue_due()
    jobs.ask(connection.pk, 0)
    assert [*told] == [first]
    with cast.asking(cast.anna):
        then = clock.now() - timedelta(days=8)
        Connection.objects.update(subscribed_at=then)
        Pull.objects.update(started_at=then)
    jobs.queue_due()
    jobs.ask(connection.pk, 0)
    (second,) = told
    assert second != first
    assert "och när systemet säger till" in shown(anna, page(connection))


@pytest.mark.django_db(transaction=True)
def test_a_worker_asks_what_is_queued_and_the_page_follows(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    anna.post(page(connection, "hamta/"), {"how": "changes"})
    with worker():
        until(lambda: not turn(cast, connection).is_active)
    assert pulls(cast) == [("whole", "applied")]
    assert "Allt hämtades: " in shown(anna, page(connection))
