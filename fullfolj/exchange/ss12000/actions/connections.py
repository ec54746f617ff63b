"""Adding, changing and removing schools' systems."""

from copy import copy
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.models import Authority, User
from fullfolj.core import bulk, clock
from fullfolj.core.refusal import Refused
from fullfolj.exchange.ss12000 import jobs, policy
from fullfolj.exchange.ss12000.actions.listening import silence
from fullfolj.exchange.ss12000.models import (
    CERTIFICATE,
    CLIENT,
    OPEN,
    RUNNING,
    TOKEN,
    Connection,
)
from fullfolj.exchange.ss12000.secrets import seal
from fullfolj.people.models import FILES

JOB = "remove school"
SECRETS = {TOKEN: "token", CLIENT: "client_secret", CERTIFICATE: "certificate"}
# What holds now, each row as it is: files may say otherwise from now on.
HAND_OVER = """
UPDATE {table} SET source = %s WHERE recorded_to IS NULL AND source = %s
"""
FACTS = ("people_civilrecord", "schooling_enrolment")  # what schools' systems say
FORGET = """
UPDATE imports_setaside SET recorded_to = %s WHERE recorded_to IS NULL AND source = %s
"""


class TwiceError(Refused):
    """Raised when the authority has a connection to the address already."""

    code, field = "twice", "url"


class SecretNeededError(Refused):
    """Raised when a secret would go where its owner never sent it, or there is none."""

    code = "secret_needed"

    def __init__(self, sign_in: str) -> None:
        super().__init__()
        self.field = SECRETS[sign_in]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of a connection, by the names of its fields.

    `secret` is as it was written; empty where the one that is kept holds.
    """

    name: str
    url: str
    sign_in: str
    schedule: str
    client_id: str = ""
    token_url: str = ""
    scope: str = ""
    secret: str = ""
    empty_marking_is_none: bool = False
    wants_word: bool = False


@transaction.atomic
def add(*, authority: Authority, by: User, **said: Any) -> Connection:
    """Connect a school's system; `said` is as `Said` has it.

    Raises:
        TwiceError: it is connected already.
        SecretNeededError: the way to sign in needs a secret, and there is none.
    """
    if not policy.can_connect(by):
        raise PermissionDenied
    connection = Connection(authority=authority)
    _say(connection, Said(**said))
    connection.save(force_insert=True)
    return connection


@transaction.atomic
def change(*, connection: Connection, by: User, **said: Any) -> Connection:
    """Change a connection; an empty secret leaves the one that is kept.

    Raises:
        TwiceError: another connection has the address.
        SecretNeededError: the address that gets the secret is another than before.
    """
    if not policy.can_connect(by):
        raise PermissionDenied
    before = Connection.objects.select_for_update().get(pk=connection.pk)
    _say(connection, Said(**said))
    if before.url != connection.url or not connection.wants_word:
        _silence_afterwards(before)
        connection.subscription = ""
    connection.save()
    return connection


def _say(connection: Connection, said: Said) -> None:
    """Give a connection what is said of it."""
    others = Connection.objects.in_use().filter(url=said.url)
    if others.exclude(pk=connection.pk).exists():
        raise TwiceError
    before = (connection.sign_in, connection.url, connection.token_url)
    keeps = before == (said.sign_in, said.url, said.token_url)
    if said.sign_in == OPEN:
        connection.secret = ""
    elif said.secret:
        connection.secret = seal(said.secret)
    elif not keeps or not connection.secret:
        raise SecretNeededError(said.sign_in)
    for each in fields(said):
        if each.name != "secret":
            setattr(connection, each.name, getattr(said, each.name))


def _silence_afterwards(connection: Connection) -> None:
    """Have the system tell no more, once the row is nobody's to wait for.

    It may take seconds to answer, or never answer.
    """
    transaction.on_commit(lambda: silence(connection))


def remove(*, connection: Connection, by: User) -> None:
    """End a connection; what it told stays, and files may correct it from now on.

    Rows of its that could not be used are asked about no more: nobody can mend them.

    Raises:
        BusyError: it is being asked just now.
    """
    if not policy.can_connect(by):
        raise PermissionDenied
    with transaction.atomic():
        found = Connection.objects.select_for_update().get(pk=connection.pk)
        turn = jobs.turn_of(found)
        if turn.state == RUNNING and turn.is_active:
            raise jobs.BusyError
        jobs.rest(turn)
        _silence_afterwards(copy(found))
        found.is_active, found.secret, found.subscription = False, "", ""
        found.wants_word = False
        found.save()
        with wall.as_job(found.authority_id, JOB, sees_protected=True):
            for table in FACTS:
                bulk.run(HAND_OVER.format(table=table), [FILES, found.source])
            bulk.run(FORGET, [clock.now(), found.source])
