"""Background work: procrastinate's queue in our PostgreSQL, written with our word.

A job in the queue is a name and the id of what it is about. Whoever could write there
could have any job run, so the database asks for the house's word before each row, as
for what sign-in keeps. docs/adr/0010 says why, and how a job comes to ask the wall.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.tasks import Task

from fullfolj.access import wall
from fullfolj.core import clock

AT_ONCE = 2  # jobs of one worker
HEARTBEAT = 5.0  # seconds between two signs of life
GONE_AFTER = 30.0  # seconds of silence until a worker's jobs are another's
HOUR = 3600.0
NUMBER = "SELECT pg_current_xact_id()::text AS number"
SAY = "SELECT set_config('fullfolj.vouch', %s, true)"


def put(
    task: Task[Any, Any, Any],
    about: UUID,
    *,
    authority_id: UUID,
    at: datetime | None = None,
) -> None:
    """Queue a job about something of an authority, one at a time in each.

    It is there when the caller's transaction commits, and not otherwise.

    Args:
        at: when it is to be done, within a day. It waits beside the others: in line
            with them it would hold them up until then.
    """
    wall.open_queued(task.name, about, authority_id=authority_id)
    lock = None if at else wall.alias(authority_id)
    with wall.vouched():
        task.configure(lock=lock, schedule_at=at).defer(about=str(about))


async def work(*chores: Callable[[], object], gone_after: float = GONE_AFTER) -> None:
    """Do what is queued until told to stop; chores once an hour, in threads.

    1. What a killed worker left is queued again, as soon as its silence is noticed.
    2. A job that is done leaves the queue, whatever came of it: what it was about says.
    """
    connector = VouchedConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        async with app.open_async():
            beside = [asyncio.create_task(rescue(gone_after))]
            beside += [asyncio.create_task(every(HOUR, chore)) for chore in chores]
            try:
                await app.run_worker_async(
                    concurrency=AT_ONCE,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=min(HEARTBEAT, gone_after / 3),
                    stalled_worker_timeout=gone_after,
                )
            finally:
                for task in beside:
                    task.cancel()


async def rescue(gone_after: float) -> None:
    """Queue again what workers left that give no sign of life."""
    while True:
        left = await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=gone_after
        )
        for job in left:
            with suppress(ConnectorException):  # another worker was first
                await app.job_manager.retry_job(job, retry_at=clock.now())
        await asyncio.sleep(gone_after / 3)


async def every(seconds: float, chore: Callable[[], object]) -> None:
    """Do a chore now and again and again."""
    while True:
        await asyncio.to_thread(chore)
        await asyncio.sleep(seconds)


class VouchedConnector(PsycopgConnector):
    """Says the house's word in each transaction of the worker."""

    @asynccontextmanager
    async def _get_cursor(self, connection: Any = None) -> AsyncIterator[Any]:
        async with super()._get_cursor(connection) as cursor:
            found: Any = await (await cursor.execute(NUMBER)).fetchone()
            await cursor.execute(SAY, [wall.word(found["number"])])
            yield cursor
