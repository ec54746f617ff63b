"""The import as a queued job, and the word of how far it has come."""

import logging
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import OperationalError, connections
from django.db.models import QuerySet
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from fullfolj.access import wall
from fullfolj.access.models import Authority, User
from fullfolj.core import bulk, clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports import policy
from fullfolj.exchange.imports.actions import keeping
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.models import Progress, Upload
from fullfolj.exchange.imports.report import Report

JOB = "read upload"
ALONE = "SELECT pg_advisory_lock(hashtextextended(%s, 5740142))"
NO_LONGER = "SELECT pg_advisory_unlock(hashtextextended(%s, 5740142))"
MOST_TRIES = 3  # of a run that the worker or the database did not survive
MOST_TOLD = 500  # refused rows that the page shows
OFTEN = 0.5  # seconds between two words of how far it has come

log = logging.getLogger(__name__)


class InterruptedRunError(Exception):
    """Raised in place of what the database said, which may name somebody."""


AGAIN = RetryStrategy(wait=10, retry_exceptions=[InterruptedRunError])


@app.task(name=JOB, pass_context=True, retry=AGAIN)
def read_upload(context: JobContext, about: str) -> None:
    """Read what was sent in, as the page that queued it said.

    1. The ticket that was opened when it was queued says for which authority. Nothing
       is done without one, or for somebody who may no longer import.
    2. The import is one transaction; how far it is stands beside it.
    3. What came of it is kept with the upload. The files go when all is said.
    """
    try:
        with alone(about):
            read(UUID(about), context.job.attempts)
    except OperationalError:
        raise InterruptedRunError from None


@contextmanager
def alone(about: str) -> Iterator[None]:
    """Wait for whoever reads the same: a worker taken for dead may only be slow.

    The lock is the connection's, and goes with it when the worker does.
    """
    bulk.run(ALONE, [about])
    try:
        yield
    finally:
        bulk.run(NO_LONGER, [about])


def read(about: UUID, attempts: int) -> None:
    """The steps, in transactions of their own."""
    token = wall.queued_token(JOB, about)
    with wall.asking(token) as asker:
        upload = taken(about, attempts) if asker else None
    if upload is None:
        return
    total = sum(map(lines, upload.folder.iterdir()))
    with telling(token, Progress.objects.filter(pk=about), total=total) as tell:
        outcome = attempt(upload, tell)
    with wall.asking(token):
        finish(upload, outcome)
    wall.close_ticket(token)


def taken(about: UUID, attempts: int) -> Upload | None:
    """The upload, ready to be read; nothing where there is nothing to do."""
    upload = Upload.objects.select_for_update().filter(pk=about).first()
    if upload is None or not upload.is_active:
        return None
    by = User.objects.filter(pk=upload.by_user).first()
    if by is None or not policy.can_import(by):
        finish(upload, {"state": "refused", "reason": "not_allowed"})
    elif not upload.folder.is_dir() or clock.now() > upload.gone_at:
        finish(upload, {"state": "refused", "reason": "too_old"})
    elif attempts >= MOST_TRIES:
        finish(upload, {"state": "broken", "reason": "gave_up"})
    else:
        upload.state = "running"
        upload.save(update_fields=["state"])
        return upload
    return None


def attempt(upload: Upload, tell: "Teller") -> dict[str, Any]:
    """Import the folder; what to keep of the outcome."""
    codes = [upload.answers_for] if upload.answers_for else []
    options = Options(
        dry_run=upload.dry_run,
        accept_drop=upload.accept_drop,
        empty_is_none=upload.empty_is_none,
        answers_for=codes,
    )
    try:
        report = import_folder(
            folder=upload.folder,
            authority=Authority.objects.get(pk=upload.authority_id),
            options=options,
            progress=tell.reading,
            applied=tell.applied,
        )
    except Unusable as why:
        return {"state": "refused", "reason": why.reason, "values": why.values}
    except OperationalError:
        raise
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        # Not what it says: the database names the values that it refuses.
        log.error("import: %s\n%s", type(error).__name__, where)
        return {"state": "broken", "reason": "unforeseen"}
    if upload.dry_run:
        return {"state": "tried", "report": told(report)}
    return {"state": "applied", "report": told(report), "run": report.run}


def told(report: Report) -> dict[str, Any]:
    """What the page shows of a report."""
    shown = report.refusals[:MOST_TOLD]
    return {
        "tables": report.counts() | report.besides,
        "marked": report.marked,
        "renamed": report.renamed,
        "shared": report.shared,
        "mended": report.mended,
        "too_old": report.too_old,
        "unrelated": report.unrelated,
        "refused": [asdict(refusal) for refusal in shown],
        "more_refused": len(report.refusals) + report.more_refusals - len(shown),
    }


def finish(upload: Upload, outcome: dict[str, Any]) -> None:
    """Keep what came of it; delete the files when there is nothing left to say."""
    kept: dict[str, Any] = {"reason": "", "values": {}, "report": None, "run": None}
    for name, value in (kept | outcome).items():
        setattr(upload, name, value)
    upload.finished_at = clock.now()
    upload.save()
    if not upload.answers:
        keeping.discard(upload)


@contextmanager
def telling(
    token: str,
    kept: QuerySet[Any],
    *,
    total: int = 0,
    also: Callable[[], dict[str, Any]] = dict,
) -> Iterator["Teller"]:
    """Somebody who says how far it has come, in a connection of their own.

    Args:
        kept: the row where that stands, with `stage`, `done` and `total`.
        total: how many rows there are to read; 0 where nobody knows.
        also: what else is written each time.
    """
    with ThreadPoolExecutor(1) as beside:
        try:
            teller = Teller(token, kept, beside, also)
            teller.total = total
            teller.say("reading", 0, total)
            yield teller
        finally:
            beside.submit(connections.close_all)


class Teller:
    """Writes how far a run has come, in a thread of its own."""

    def __init__(
        self,
        token: str,
        kept: QuerySet[Any],
        beside: ThreadPoolExecutor,
        also: Callable[[], dict[str, Any]],
    ) -> None:
        self.token, self.kept, self.beside, self.also = token, kept, beside, also
        self.total = 0
        self.rows: dict[str, int] = {}
        self.stage, self.next_at = "", 0.0
        self.last: Future[None] | None = None

    def reading(self, file: str, rows: int) -> None:
        """Rows read of a file."""
        self.rows[file] = rows
        self.say("reading", sum(self.rows.values()), self.total)

    def applied(self, done: int, total: int) -> None:
        """Persons whose facts are compared and written."""
        self.say("applying" if done < total else "finishing", done, total)

    def say(self, stage: str, done: int, total: int) -> None:
        """Have it written; of one stage not more often than one reads it."""
        is_busy = self.last is not None and not self.last.done()
        if stage == self.stage and (is_busy or monotonic() < self.next_at):
            return
        self.stage, self.next_at = stage, monotonic() + OFTEN
        self.last = self.beside.submit(self.write, stage, done, total)

    def write(self, stage: str, done: int, total: int) -> None:
        """In a transaction of its own: the run's is open."""
        with wall.asking(self.token):
            self.kept.update(stage=stage, done=done, total=total, **self.also())


def lines(path: Path) -> int:
    """How many lines a file has; 0 where one cannot count them without reading it."""
    if path.suffix != ".csv":
        return 0
    with path.open("rb") as file:
        return sum(
            chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")
        )
