"""Connecting a school's system by the command: known by its address."""

from dataclasses import dataclass, field
from uuid import UUID

from fullfolj.exchange.ss12000.models import (
    BY_HAND,
    CERTIFICATE,
    CLIENT,
    TOKEN,
    Connection,
)
from fullfolj.exchange.ss12000.secrets import seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How to sign in, as it was said: what is empty was not."""

    token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_url: str = ""
    scope: str = ""
    certificate: str = field(default="", repr=False)
    empty_marking_is_none: bool = False

    @property
    def sign_in(self) -> str:
        """The way that was said; nothing where none was."""
        ways = {
            CLIENT: self.client_id,
            TOKEN: self.token,
            CERTIFICATE: self.certificate,
        }
        return next((way for way, given in ways.items() if given), "")

    @property
    def secret(self) -> str:
        """What opens that way."""
        return self.client_secret if self.client_id else self.token or self.certificate


def connect(*, authority_id: UUID, url: str, said: Said) -> Connection:
    """The authority's connection to a system, new or as it is, signing in as said.

    A new one is asked when somebody runs the command: the page sets a schedule.
    """
    url = url.rstrip("/")
    found = Connection.objects.filter(url=url, is_active=True).first()
    if found is None:
        host = url.partition("://")[2].partition("/")[0]
        found = Connection(
            authority_id=authority_id, name=host[:100], url=url, schedule=BY_HAND
        )
    if said.sign_in:
        found.sign_in, found.secret = said.sign_in, seal(said.secret)
        found.client_id, found.scope = said.client_id, said.scope
        found.token_url = said.token_url
    found.empty_marking_is_none |= said.empty_marking_is_none
    found.save()
    return found
