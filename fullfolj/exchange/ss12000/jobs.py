"""Asking a school's system as a queued job, by the night, and once an hour."""

import logging
import traceback
from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db import OperationalError
from django.db.models import Max, Q
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from fullfolj.access import queue, wall
from fullfolj.access.models import Authority, User
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.run import Options
from fullfolj.exchange.imports.jobs import (
    AGAIN,
    MOST_TRIES,
    InterruptedRunError,
    alone,
    telling,
)
from fullfolj.exchange.ss12000 import policy, rules
from fullfolj.exchange.ss12000.actions import listening
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import (
    APPLIED,
    BROKEN,
    CHANGES,
    IDLE,
    RUNNING,
    WAITING,
    WHOLE,
    Connection,
    Pull,
    Turn,
)

JOB = "ask school"

log = logging.getLogger(__name__)


@app.task(name=JOB, pass_context=True, retry=AGAIN)
def ask_system(context: JobContext, about: str) -> None:
    """Ask a system, as the page, the hour or the system itself had it queued.

    1. The ticket that was opened when it was queued says for which authority. Nothing
       is done without one, or for somebody who may no longer import.
    2. What is asked is applied in one transaction; how far it is stands beside it.
    3. What came of it is kept as a pull, also when nothing could be asked.
    """
    try:
        with alone(about):
            ask(UUID(about), context.job.attempts)
    except OperationalError:
        raise InterruptedRunError from None


def ask(about: UUID, attempts: int) -> None:
    """The steps, in transactions of their own."""
    token = wall.queued_token(JOB, about)
    with wall.asking(token) as asker:
        found = taken(about, attempts) if asker else None
    if found:
        pulled(token, *found)
        wall.close_ticket(token)


def taken(about: UUID, attempts: int) -> tuple[Connection, Turn] | None:
    """The system whose turn it is; nothing where there is nothing to do."""
    turn = Turn.objects.select_for_update().filter(pk=about).first()
    if turn is None or turn.state == IDLE:
        return None
    connection = Connection.objects.in_use().filter(pk=about).first()
    if connection is None:
        rest(turn)
        return None
    if not may(turn.by_user):
        give_up(connection, turn, "not_allowed")
    elif attempts >= MOST_TRIES:
        give_up(connection, turn, "gave_up")
    else:
        begin(turn)
        return connection, turn
    return None


def may(user: UUID | None) -> bool:
    """Whether whoever wished it still may; nobody did where it follows the schedule."""
    if user is None:
        return True
    by = User.objects.filter(pk=user).first()
    return by is not None and policy.can_connect(by)


def begin(turn: Turn) -> None:
    """Its turn has come."""
    turn.state, turn.said_at = RUNNING, clock.now()
    turn.stage, turn.done, turn.total = WAITING, 0, 0
    turn.save()


def rest(turn: Turn) -> None:
    """Its turn is over; what it was told meanwhile stays."""
    Turn.objects.filter(pk=turn.pk).update(
        state=IDLE, whole=False, accept_drop=False, by_user=None, stage=WAITING
    )


def give_up(connection: Connection, turn: Turn, reason: str) -> None:
    """Keep that nothing could be asked, and why."""
    Pull(
        authority_id=connection.authority_id,
        connection=connection,
        kind=WHOLE if turn.whole else CHANGES,
        finished_at=clock.now(),
        outcome=BROKEN,
        reason=reason,
    ).save(force_insert=True)
    rest(turn)


def pulled(token: str, connection: Connection, turn: Turn) -> bool:
    """Ask the system whose turn it is; whether what it said was applied.

    Raises:
        OperationalError: the database went away; it is its turn still.
    """
    kept = Turn.objects.filter(pk=turn.pk)
    reason = ""
    with telling(token, kept, also=lambda: {"said_at": clock.now()}) as tell:
        try:
            pull(
                connection=connection,
                options=Options(accept_drop=turn.accept_drop),
                whole=turn.whole,
                told=tell.reading,
                applied=tell.applied,
            )
        except Unusable as why:  # kept with the pull
            reason = why.reason
        except OperationalError:
            raise
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            # Not what it says: the database names the values that it refuses.
            log.error("pull: %s\n%s", type(error).__name__, where)
            reason = "unforeseen"
    with wall.asking(token):
        if reason == "unforeseen":
            give_up(connection, turn, reason)
        else:
            rest(turn)
    if not reason:
        hear_of_changes(token, connection)
    return not reason


def hear_of_changes(token: str, connection: Connection) -> None:
    """Have the system tell of changes from now on, and keep that it does."""
    before = connection.subscribed_at
    with suppress(Unusable):  # the page says that it does not tell
        listening.listen(connection)
    if connection.subscribed_at == before:
        return
    with wall.asking(token):
        is_kept = listening.remember(connection)
    if not is_kept:
        listening.silence(connection)


def due() -> list[Connection]:
    """The authority's systems that are to be asked now."""
    now = timezone.localtime(clock.now())
    good = Max("started_at", filter=Q(outcome=APPLIED))
    asked = Pull.objects.values_list("connection").annotate(
        tried=Max("started_at"), good=good
    )
    times = {pk: (tried, last) for pk, tried, last in asked}
    heard = dict(Turn.objects.values_list("pk", "heard_at"))
    return [
        each
        for each in Connection.objects.in_use()
        if rules.is_due(
            each.schedule,
            rules.Times(each.added_at, heard.get(each.pk), *times.get(each.pk, ())),
            now,
        )
    ]


def pull_due(authority: Authority, _as_of: date) -> dict[str, int]:
    """Ask each system of an authority that is due, before the register is computed.

    Outside any transaction: a system may take minutes to answer. One that fails stops
    no other; it is counted, and asked again within the hour.
    """
    counts = {"pulled": 0, "failed": 0}
    with wall.as_job(authority.pk, JOB):
        found = due()
    for connection in found:
        token = wall.job_ticket(authority.pk, JOB)
        with wall.asking(token):
            turn = turn_of(connection)
            is_free = not turn.is_active
            if is_free:
                begin(turn)
        if is_free:
            good = pulled(token, connection, turn)
            counts["pulled" if good else "failed"] += 1
        wall.close_ticket(token)
    return counts


def queue_due() -> int:
    """Once an hour: queue what is due in each authority; how many there were."""
    count = 0
    for authority in Authority.objects.order_by("slug"):
        with wall.as_job(authority.pk, JOB):
            for connection in due():
                with suppress(BusyError):
                    put(connection)
                    count += 1
    return count


class BusyError(Refused):
    """Raised when a system waits to be asked already, or is being asked."""

    code = "busy"


def put(
    connection: Connection,
    *,
    whole: bool = False,
    accept_drop: bool = False,
    by_user: UUID | None = None,
) -> None:
    """Queue that a system is asked, once at a time.

    Raises:
        BusyError: it is queued, or is being asked.
    """
    turn = turn_of(connection)
    if turn.is_active:
        raise BusyError
    turn.whole, turn.accept_drop, turn.by_user = whole, accept_drop, by_user
    turn.state, turn.put_at, turn.stage = WAITING, clock.now(), WAITING
    turn.done = turn.total = 0
    turn.save()
    queue.put(ask_system, connection.pk, authority_id=connection.authority_id)


def turn_of(connection: Connection) -> Turn:
    """Its turn, locked until the transaction ends."""
    found, _made = Turn.objects.select_for_update().get_or_create(
        pk=connection.pk, defaults={"authority_id": connection.authority_id}
    )
    return found
