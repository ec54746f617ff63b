"""Who asks the database: the only place that says so.

A transaction carries a random token and today's date as settings; the functions of
access/sql/wall.sql resolve them. A token works when a ticket was opened for it, and a
ticket is opened by who can sign with the house's secret, which the database keeps where
the application's role cannot read it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

from fullfolj.access.roles import ROLES
from fullfolj.core import clock

SESSION_SECONDS = 15 * 60  # renewed by every request that finds it gone
JOB_SECONDS = 12 * 60 * 60
QUEUED_SECONDS = 24 * 60 * 60  # from when a job is queued until it must be done
BLOCK = 64  # of SHA-256, for the padded keys of HMAC


@dataclass(frozen=True)
class Asker:
    """Who asks in this transaction, as the database sees it."""

    authority_id: UUID
    user_id: UUID | None
    job: str | None
    sees_protected: bool
    authority_name: str
    roles: tuple[str, ...] = ()


# With the roles that a user holds today for the whole authority: see `policy.held`.
ASKER = """
SELECT wall_authority(), wall_user(), wall_job(), wall_clearance(),
    (SELECT name FROM access_authority WHERE id = wall_authority()),
    array(SELECT role FROM access_membership
          WHERE user_id = wall_user() AND unit_id IS NULL AND valid_from <= wall_today()
            AND (valid_to IS NULL OR valid_to > wall_today()))
"""


def secret() -> bytes:
    """The house's secret for tickets: from the key that signs sessions, not it."""
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, b"fullfolj wall", "sha256")


def padded_keys() -> tuple[bytes, bytes]:
    """The secret as HMAC's inner and outer key (RFC 2104): SQL has only sha256."""
    key = secret().ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def plant_secret(owner: Any, *, time_travel: bool = False) -> None:
    """Tell the database the secret; by the owner, after migrations."""
    owner.execute(
        "INSERT INTO access_wall (inner_pad, outer_pad, time_travel)"
        " VALUES (%s, %s, %s)"
        " ON CONFLICT (single) DO UPDATE SET inner_pad = EXCLUDED.inner_pad,"
        " outer_pad = EXCLUDED.outer_pad, time_travel = EXCLUDED.time_travel",
        [*padded_keys(), time_travel],
    )


def sign(*parts: object) -> bytes:
    """The signature that lets the database do what the parts say."""
    payload = "|".join("-" if part is None else str(part) for part in parts)
    return hmac.digest(secret(), payload.encode(), "sha256")


def session_token(session_key: str, user_id: UUID, authority_id: UUID) -> str:
    """The token of a session in an authority: not stored, not guessable, no name in it.

    The session's key alone, which the application's role can read, does not give it.
    """
    text = f"token|{session_key}|{user_id}|{authority_id}"
    return hmac.new(secret(), text.encode(), "sha256").hexdigest()


def open_ticket(token: str, *, authority_id: UUID, user_id: UUID) -> None:
    """Let a token stand for a user in an authority, while they are a member there."""
    _open(token, authority_id, (user_id, None), (False, SESSION_SECONDS))


def job_ticket(authority_id: UUID, job: str, *, sees_protected: bool = False) -> str:
    """A token for a job in one authority. A job carries this, never an authority."""
    token = secrets.token_hex(32)
    _open(token, authority_id, (None, job), (sees_protected, JOB_SECONDS))
    return token


def queued_token(job: str, about: UUID) -> str:
    """The token of a queued job, derived from what it is about; see open_queued."""
    text = f"queued|{job}|{about}"
    return hmac.new(secret(), text.encode(), "sha256").hexdigest()


def open_queued(job: str, about: UUID, *, authority_id: UUID) -> None:
    """Let a queued job ask in an authority; by the page where somebody queues it.

    The queue's row holds what the job is about and neither token nor authority. Who
    picks it up derives the token, and the ticket says the authority: a row that
    somebody else writes opens nothing that was not queued there.
    """
    how = (False, QUEUED_SECONDS)
    _open(queued_token(job, about), authority_id, (None, job), how)


def alias(authority_id: UUID) -> str:
    """A name of an authority for where others read: always the same, says nothing."""
    text = f"alias|{authority_id}"
    return hmac.new(secret(), text.encode(), "sha256").hexdigest()


def _open(
    token: str,
    authority_id: UUID,
    who: tuple[UUID | None, str | None],
    how: tuple[bool, int],
) -> None:
    digest = hashlib.sha256(token.encode())
    protected, seconds = how
    parts = (digest.hexdigest(), authority_id, *who, int(protected), seconds)
    bound = "SELECT wall_open(%s, %s, %s, %s, %s, %s, %s)"
    values = [digest.digest(), authority_id, *who, protected, seconds]
    _ask(bound, [*values, sign("open", *parts)])


def close_ticket(token: str) -> None:
    """End a token: at sign-out, and when a job is done."""
    with asking(token):
        _ask("SELECT wall_close()", [])


def authorities_of(user_id: UUID) -> list[UUID]:
    """Where a user is a member today; asked before they act for any of them."""
    with transaction.atomic():
        _ask("SELECT set_config('fullfolj.today', %s, true)", [f"{clock.today()}"])
        bound = "SELECT * FROM wall_authorities_of(%s, %s)"
        return [row[0] for row in _ask(bound, [user_id, sign("authorities", user_id)])]


def found(
    *,
    authority_id: UUID,
    slug: str,
    name: str,
    kind: str,
    user_id: UUID,
    roles: Sequence[str],
    since: date,
) -> None:
    """Make an authority and its first administrator: signed, so only from this code."""
    signature = sign("found", authority_id, slug, kind, user_id, ",".join(roles), since)
    _ask(
        "SELECT wall_found(%s, %s, %s, %s, %s, %s, %s, %s)",
        [authority_id, slug, name, kind, user_id, list(roles), since, signature],
    )


def provide(*, authority_id: UUID, provides: bool) -> None:
    """Say whether an authority answers for schools: signed, so only from this code."""
    signature = sign("provide", authority_id, int(provides))
    _ask("SELECT wall_provide(%s, %s, %s)", [authority_id, provides, signature])


@contextmanager
def asking(token: str | None, *, today: date | None = None) -> Iterator[Asker | None]:
    """A transaction in which the database knows who asks.

    Gives the asker, or None when the token opens nothing: then there are no rows.
    Within another, it asks for the inner one and afterwards for the outer again.
    """
    outer = _said() if connection.in_atomic_block else None
    with transaction.atomic():
        _say(token or "", str(today or clock.today()))
        yield who_asks()
        if outer:
            _say(*outer)


@contextmanager
def as_job(
    authority_id: UUID, job: str, *, sees_protected: bool = False
) -> Iterator[Asker]:
    """A transaction in which a job asks in one authority; its ticket ends with it."""
    token = job_ticket(authority_id, job, sees_protected=sees_protected)
    try:
        with asking(token) as asker:
            assert asker is not None  # noqa: S101 - the ticket was opened above
            yield asker
    finally:
        close_ticket(token)


@contextmanager
def vouched() -> Iterator[None]:
    """A transaction in which the house itself writes what sign-in keeps.

    The vouch holds for this one transaction: anywhere else its signature says another
    number. It is taken back at the end, and by the rollback if there is one.
    """
    with transaction.atomic():
        number, outer = _ask(
            "SELECT pg_current_xact_id()::text,"
            " current_setting('fullfolj.vouch', true)",
            [],
        )[0]
        _vouch(word(number))
        yield
        _vouch(outer or "")


def word(number: str) -> str:
    """The house's word for the transaction of a number, and for no other."""
    return sign("vouch", number).hex()


def _vouch(said: str) -> None:
    _ask("SELECT set_config('fullfolj.vouch', %s, true)", [said])


def who_asks() -> Asker | None:
    """Who the database takes the asker for, now."""
    row = _ask(ASKER, [])[0]
    if row[0] is None:
        return None
    authority, user, job, clearance, name, held = row
    mine = tuple(role for role in ROLES if role in held)
    return Asker(authority, user, job, clearance, name, mine)


def _said() -> tuple[str, str]:
    row = _ask(
        "SELECT current_setting('fullfolj.token', true),"
        " current_setting('fullfolj.today', true)",
        [],
    )[0]
    return row[0] or "", row[1] or ""


def _say(token: str, today: str) -> None:
    _ask(
        "SELECT set_config('fullfolj.token', %s, true),"
        " set_config('fullfolj.today', %s, true)",
        [token, today],
    )


def _ask(statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Run a statement with its values sent beside it, not in it.

    Django writes values into the text, and the text of a running statement can be read
    in pg_stat_activity by every session of the same role: tokens must not stand there.
    """
    connection.ensure_connection()
    with (
        psycopg.Cursor(connection.connection) as cursor,
        connection.wrap_database_errors,
    ):
        cursor.execute(statement, values)
        return cursor.fetchall()
