"""Having a system tell when something changes, and knowing its word when it does."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from fullfolj.access import wall
from fullfolj.core import clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.ss12000.actions.pull import access_of
from fullfolj.exchange.ss12000.client import SOMEBODY_WAITS, Server
from fullfolj.exchange.ss12000.models import Connection

NEWS = ("Person", "Organisation", "Programme", "Group", "Duty", "StudyPlan")
LASTS = timedelta(days=7)  # systems let a wish end by itself, often after a month
SIGNED = 16  # bytes of the signature in a word
IDS = 32  # bytes of the two ids before it


def listen(connection: Connection) -> None:
    """Have the system tell, where that is wished and it does not; a week at a time.

    It may take seconds: no transaction is to be open that others wait for. `remember`
    keeps what came of it, also where it raises.

    Raises:
        Unusable: it does not tell, and why.
    """
    if not connection.wants_word or not _is_over(connection):
        return
    silence(connection)
    connection.subscription, connection.subscribed_at = "", clock.now()
    path = reverse("ss12000:heard", args=[word_of(connection)])
    server = Server(access_of(connection), patience=SOMEBODY_WAITS)
    target = settings.HOUSE_ADDRESS + path
    connection.subscription = server.subscribe("Fullfölj", target, NEWS)[:200]


def remember(connection: Connection) -> bool:
    """Keep what came of `listen`; not where it has become another address meanwhile,
    or was removed: then whoever did so has the system tell no more."""
    here = Connection.objects.in_use().filter(pk=connection.pk, url=connection.url)
    kept = here.filter(wants_word=connection.wants_word).update(
        subscription=connection.subscription, subscribed_at=connection.subscribed_at
    )
    return bool(kept)


def silence(connection: Connection) -> None:
    """Have the system tell no more; one that does not answer is left to itself."""
    if connection.subscription:
        with suppress(Unusable):
            server = Server(access_of(connection), patience=SOMEBODY_WAITS)
            server.unsubscribe(connection.subscription)


def _is_over(connection: Connection) -> bool:
    since = connection.subscribed_at
    if not connection.subscription or since is None:
        return True
    return clock.now() - since > LASTS


def word_of(connection: Connection) -> str:
    """What stands in the address where a system says that something changed.

    It names the authority and the connection's key, signed: nobody can make one, and a
    stranger's costs no question to the database.
    """
    ids = connection.authority_id.bytes + connection.key.bytes
    return urlsafe_b64encode(ids + _signature(ids)).decode()


def known(word: str) -> tuple[UUID, UUID] | None:
    """The authority and the key that a word names; nothing where it is none of ours."""
    try:
        said = urlsafe_b64decode(word)
    except ValueError:
        return None
    ids, signature = said[:IDS], said[IDS:]
    if not compare_digest(_signature(ids), signature):
        return None
    return UUID(bytes=ids[:16]), UUID(bytes=ids[16:])


def _signature(ids: bytes) -> bytes:
    return wall.sign("heard", ids.hex())[:SIGNED]
