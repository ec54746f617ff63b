"""Having a system asked: by somebody, or because it said that something changed."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.models import User
from fullfolj.core import clock
from fullfolj.exchange.ss12000 import jobs, policy
from fullfolj.exchange.ss12000.actions.listening import known
from fullfolj.exchange.ss12000.actions.pull import access_of
from fullfolj.exchange.ss12000.client import Server
from fullfolj.exchange.ss12000.models import Connection, Turn
from fullfolj.exchange.ss12000.rules import OFTEN


@transaction.atomic
def wish(
    *, connection: Connection, whole: bool = False, accept_drop: bool = False, by: User
) -> None:
    """Have a system asked as soon as the worker can: all of it, or what has changed.

    Raises:
        BusyError: it waits already, or is being asked.
    """
    if not policy.can_connect(by):
        raise PermissionDenied
    jobs.put(connection, whole=whole, accept_drop=accept_drop, by_user=by.pk)


def tried(*, connection: Connection, by: User) -> str:
    """Ask a system for one organisation and give its name; ten seconds at most.

    Raises:
        Unusable: it does not work, and why.
    """
    if not policy.can_connect(by):
        raise PermissionDenied
    return Server(access_of(connection)).tried()


def heard(*, word: str) -> None:
    """A system said that something changed: have it asked, at most each five minutes.

    What it said is neither read nor trusted. What comes in between is remembered, and
    asked for within the hour. A word that is none is nothing.
    """
    found = known(word)
    if found is None:
        return
    authority, key = found
    with wall.as_job(authority, jobs.JOB):
        listed = Connection.objects.in_use().filter(key=key, wants_word=True)
        connection = listed.first()
        if connection is not None:
            _note(connection)


def _note(connection: Connection) -> None:
    now, turn = clock.now(), jobs.turn_of(connection)
    Turn.objects.filter(pk=turn.pk).update(heard_at=now)
    if turn.put_at is None or now - turn.put_at >= OFTEN:
        with suppress(jobs.BusyError):
            jobs.put(connection)
