"""Everybody who comes to the pages, signed in as the real middleware has it."""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.test import Client

from attack.tries import Loot
from attack.world import World
from fullfolj.access.middleware import AUTHORITY
from fullfolj.access.models import User
from fullfolj.access.signin.policy import BY_CODE
from fullfolj.access.signin.views import BACKEND

INSIDE = ("anna", "bo", "cilla", "hilda")
DOORLESS = ("cilla", "hilda")  # inside, in a role that shows no person
OUTSIDE = ("dag", "elin", "farid", "gun", "ivar", "karin", "olle", "nora", "")


@dataclass
class Visitor:
    """One who comes; `user` is nobody's for who has not signed in."""

    name: str
    user: UUID | None
    authority: str = ""
    browser: Client | None = None
    fields: dict[str, str] = field(default_factory=dict)  # of the page last seen

    @property
    def inside(self) -> bool:
        """Whether they are of Berg."""
        return self.name in INSIDE

    @property
    def reads(self) -> bool:
        """Whether Berg's open persons are theirs to see."""
        return self.inside and self.name not in DOORLESS

    @property
    def cleared(self) -> bool:
        """Whether nothing of Berg's is closed to them."""
        return self.name == "anna"

    def may_know(self, what: str) -> bool:
        """Whether that this of Berg's is there is no secret to them."""
        return self.inside and what != "hidden" and (self.reads or what != "young")

    def loot(self, world: World) -> Loot:
        """What an answer to them must not show."""
        if not self.inside:
            return world.loot()
        return world.loot(hidden=self.reads, personal=True)

    def ask(self, method: str, path: str, *args: object, **extra: Any) -> Any:
        """An answer to the visitor; the next comes signed in anew if this signs out."""
        self.browser = self.browser or self.client()
        response = getattr(self.browser, method)(path, *args, **extra)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value:
            self.browser = None
        return response

    def client(self, client: Client | None = None) -> Client:
        """A browser that has just signed in with all that is asked for."""
        client = client or Client(raise_request_exception=False)
        if self.user:
            client.force_login(user := User.objects.get(pk=self.user), backend=BACKEND)
            session = client.session
            used = ["password", *([BY_CODE] if is_mfa_enabled(user) else [])]
            session["account_authentication_methods"] = [
                {"method": method, "at": time.time()} for method in used
            ]
            if self.authority:
                session[AUTHORITY] = self.authority
            session.save()
        return client

    def changed(self, world: World, before: list[str]) -> str | None:
        """Whether something has changed that is not theirs to change."""
        pairs = zip(before, self.foreign(world), strict=True)
        moved = [after for before, after in pairs if before != after]
        return f"{moved}" if moved else None

    def foreign(self, world: World) -> list[str]:
        """A digest of the rows of each table that they must not change."""
        me, home = f"{self.user}", self.authority or (world.berg if self.inside else "")
        parts = []
        for table in world.tables:
            if not table.walled:
                continue
            kept = f"authority_id::text <> '{home}'"
            if self.inside and not self.cleared and table.name != "access_read":
                hidden = world.about(table, world.hidden) if self.reads else "true"
                kept = f"({kept} or {hidden if table.personal else 'false'})"
            if table.name == "access_membership":
                kept = f"({kept} or user_id::text = '{me}')"
            parts.append(
                f"select '{table.name}', t::text from {table.name} t where {kept}"
            )
        for what, others in (
            (
                "access_user",
                f"select password from access_user where id::text <> '{me}'",
            ),
            ("who", "select (id, email, is_active, name)::text from access_user"),
            (
                "codes",
                f"select t::text from mfa_authenticator t where user_id::text <> '{me}'",
            ),
            ("addresses", "select t::text from account_emailaddress t"),
            ("authorities", "select t::text from access_authority t"),
        ):
            parts.append(f"select '{what}', x.* from ({others}) x")
        rows = world.ask(
            "select n, count(*), md5(string_agg(r, ',' order by r)) from ("
            + " union all ".join(parts)
            + ") x (n, r) group by n order by n"
        )
        return [str(row) for row in rows]


def visitors(world: World) -> list[Visitor]:
    """The cast and nobody. Who works for several has chosen where."""
    cast = world.cast
    homes = {"gun": cast.krokom.pk, "karin": cast.krokom.pk, "farid": cast.region.pk,
             "dag": cast.employment_service.pk}  # fmt: skip
    found = []
    for name in (*INSIDE, *OUTSIDE):
        user = world.user_id(name) if name else None
        home = str(homes.get(name, "")) or (world.berg if name in INSIDE else "")
        found.append(Visitor(name or "nobody", UUID(user) if user else None, home))
    return found
