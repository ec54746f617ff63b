"""A real worker, a process of its own, on a real PostgreSQL: it works, it dies."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from procrastinate.contrib.django.models import ProcrastinateJob

from fullfolj.access import queue, wall
from fullfolj.config.cast import Cast, everyone
from fullfolj.exchange.imports import jobs
from fullfolj.exchange.imports.models import ImportRun, Upload
from fullfolj.exchange.imports.tests.deliveries import (
    answers_for_berg,
    kept,
    page,
    read,
    send,
    until,
    visitor,
    worker,
)
from fullfolj.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    with transaction.atomic():
        made = everyone()
        answers_for_berg(made)
    return made


def state(cast: Cast, upload: Upload) -> str:
    return str(kept(cast, upload).state)


def people(cast: Cast) -> int:
    with cast.asking(cast.anna):
        return Person.objects.count()


@contextmanager
def in_the_way() -> Iterator[None]:
    """Hold up an import in its middle: persons are written, credentials are not."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as owner:
        owner.execute("LOCK TABLE schooling_credential IN EXCLUSIVE MODE")
        yield


def waits() -> bool:
    """Whether an import stands before the lock."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND relation = 'schooling_credential'::regclass"
        )
        return bool(owner.fetchone()[0])


def test_queued_worked_off_and_told(cast: Cast, uploads: Path) -> None:
    anna = visitor(cast.anna)
    upload = send(anna, dry_run=False)
    with worker():
        with in_the_way():
            until(lambda: waits() and state(cast, upload) == "running")
            until(lambda: "Steg 2 av 2" in anna.get(page(upload)).content.decode())
            shown = anna.get(page(upload)).content.decode()
            assert "läser in, 0 av 3 personer" in shown
            assert 'value="30"' in shown
            assert people(cast) == 0
        until(lambda: state(cast, upload) == "applied")
        until(lambda: ProcrastinateJob.objects.count() == 0)
    assert people(cast) == 3
    assert list(uploads.iterdir()) == []


def test_a_killed_worker_leaves_nothing_half_and_another_goes_on(cast: Cast) -> None:
    upload = send(visitor(cast.anna), dry_run=False)
    with in_the_way():
        with worker() as first:
            until(lambda: waits() and state(cast, upload) == "running")
            first.send_signal(signal.SIGKILL)
            first.wait()
        assert state(cast, upload) == "running"
        assert people(cast) == 0
    with cast.asking(cast.anna):
        assert ImportRun.objects.count() == 0
    with worker():
        until(lambda: state(cast, upload) == "applied")
    assert people(cast) == 3
    with cast.asking(cast.anna):
        assert ImportRun.objects.count() == 1


def test_one_at_a_time_in_an_authority(cast: Cast) -> None:
    anna = visitor(cast.anna)
    sent = [send(anna) for _ in range(2)]
    with worker():
        with in_the_way():
            until(lambda: waits() and state(cast, sent[0]) == "running")
            time.sleep(1)  # the other of the worker's two places is free
            assert [state(cast, upload) for upload in sent] == ["running", "waiting"]
        until(lambda: all(state(cast, upload) == "tried" for upload in sent))


def test_one_taken_for_dead_is_waited_for(cast: Cast) -> None:
    upload = send(visitor(cast.anna), dry_run=False)
    with connections["owner"].cursor() as slow:
        slow.execute(jobs.ALONE, [str(upload.pk)])
        with worker():
            until(lambda: ProcrastinateJob.objects.filter(status="doing").exists())
            time.sleep(1)
            assert state(cast, upload) == "waiting"
            slow.execute(jobs.NO_LONGER, [str(upload.pk)])
            until(lambda: state(cast, upload) == "applied")


def test_the_queue_says_nothing(cast: Cast) -> None:
    upload = send(visitor(cast.anna))
    (row,) = ProcrastinateJob.objects.values()
    assert row["args"] == {"about": str(upload.pk)}
    assert str(cast.berg.pk) not in str(row)
    assert wall.queued_token(jobs.JOB, kept(cast, upload).pk) not in str(row)


def test_nobody_writes_in_the_queue_without_the_houses_word(cast: Cast) -> None:
    send(visitor(cast.anna))
    for statement in (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " VALUES ('default', 'read upload', '{}')",
        "UPDATE procrastinate_jobs SET status = 'todo'",
        "DELETE FROM procrastinate_jobs",
        "INSERT INTO procrastinate_workers DEFAULT VALUES",
        "SELECT procrastinate_fetch_job_v2(NULL, NULL)",
        "INSERT INTO procrastinate_periodic_defers (task_name) VALUES ('x')",
    ):
        with pytest.raises(ProgrammingError, match="not signed"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_planted_job_opens_nothing(cast: Cast) -> None:
    """With the house's word and the id of another's files: still their own alone."""
    upload = send(visitor(cast.anna))
    read(upload)
    assert state(cast, upload) == "tried"
    with wall.asking(None):
        with wall.vouched():
            jobs.read_upload.defer(about=str(upload.pk))
            jobs.read_upload.defer(about=str(uuid4()))
    with worker():
        until(lambda: ProcrastinateJob.objects.count() == 0)
    found = kept(cast, upload)
    assert (found.state, found.dry_run) == ("tried", True)
    assert people(cast) == 0


def test_no_job_without_the_row_it_is_about(cast: Cast) -> None:
    """The queue is in the same transaction: what is undone was never queued."""
    with transaction.atomic():
        with cast.asking(cast.anna):
            queue.put(jobs.read_upload, uuid4(), authority_id=cast.berg.pk)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0


def test_a_worker_ends_with_who_started_it(cast: Cast) -> None:
    with worker() as process:
        until(lambda: count("procrastinate_workers") == 1)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0
        process.stdin = open(os.devnull, "wb")  # noqa: SIM115 - closed by `worker`


def count(table: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - ours
        return cursor.fetchone()[0]
