"""The address by which a user's own calendar asks for their meetings."""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hmac import compare_digest
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import roles, wall
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.casework.models import CalendarAddress
from fullfolj.core.turns import in_turn

IDS = 32  # bytes of the authority's id and the user's
SECRET = 18  # bytes that the address alone holds; all are a multiple of three
SIGNED = 16  # bytes of the signature


@transaction.atomic
def open_calendar(*, authority_id: UUID, by: User) -> str:
    """Make the user's address, in place of the one before; its word, shown once.

    The word says whose it is, signed: nobody can make one, and a stranger's costs no
    question to the database. That it still holds, its row says.

    Raises:
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.WORK):
        raise PermissionDenied
    in_turn(by.pk)
    close_calendar(by=by)
    said = authority_id.bytes + by.pk.bytes + secrets.token_bytes(SECRET)
    CalendarAddress(
        authority_id=authority_id, by_user=by.pk, digest=_digest(said)
    ).save(force_insert=True)
    return urlsafe_b64encode(said + _signature(said)).decode()


def close_calendar(*, by: User) -> None:
    """Take the user's address away: who has it is told nothing from now on."""
    CalendarAddress.objects.filter(by_user=by.pk).delete()


@contextmanager
def asked_by(word: str) -> Iterator[wall.Asker | None]:
    """A transaction in which the user asks whose word it is; None where it is no word.

    As themselves, behind the wall: with their clearance and no more, and not at all
    from the day they are no member any more.
    """
    said = _known(word)
    if said is None:
        yield None
        return
    ids, token = said[:IDS], secrets.token_hex(32)
    authority_id, user_id = UUID(bytes=ids[:16]), UUID(bytes=ids[16:])
    wall.open_ticket(token, authority_id=authority_id, user_id=user_id)
    try:
        with wall.asking(token) as asker:
            there = CalendarAddress.objects.filter(digest=_digest(said)).exists()
            yield asker if asker and there else None
    finally:
        wall.close_ticket(token)


def _known(word: str) -> bytes | None:
    try:
        given = urlsafe_b64decode(word)
    except ValueError:
        return None
    said, signature = given[: IDS + SECRET], given[IDS + SECRET :]
    return said if compare_digest(_signature(said), signature) else None


def _digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()


def _signature(said: bytes) -> bytes:
    return wall.sign("calendar", said.hex())[:SIGNED]
