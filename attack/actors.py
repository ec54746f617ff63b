"""Who attacks. Each is what one can say to the database; none needs anything broken."""

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta

from attack.tries import Actor
from attack.world import World

# Each is to the wall as another who tries in every way: what opens nothing for one
# reason is refused as what opens nothing for another.
ALIKE = frozenset(
    {
        *("karin", "gun with a ticket for berg", "dag with a ticket for berg"),
        *("elin, not yet a member", "olle, switched off"),
        *("closed ticket", "closed job"),
    }
)
FAR = ("1900-01-01", "9999-12-31", "infinity", "", "now", "epoch", "x")


def strangers(world: World, *, whole: bool = False) -> list[Actor]:
    """Those who must see nothing of Berg; `whole` lets all of them try in every way."""
    cast = world.cast

    def token(name: str, key: str, authority: object = None) -> Actor:
        named = str(authority) if authority else None
        actor = said(world, name, world.tokens[key], named)
        return replace(actor, brief=name in ALIKE and not whole)

    return [
        token("gun", "gun@krokom", cast.krokom.pk),
        token("karin", "karin@krokom", cast.krokom.pk),
        token("farid", "farid", cast.region.pk),
        token("dag", "dag", cast.employment_service.pk),
        token("job of krokom", "job@krokom", cast.krokom.pk),
        token("gun with a ticket for berg", "gun@berg"),
        token("dag with a ticket for berg", "dag@berg"),
        token("ivar, former member", "ivar@berg"),
        token("elin, not yet a member", "elin@berg"),
        token("olle, switched off", "olle@berg"),
        token("expired ticket", "expired"),
        token("closed ticket", "closed"),
        token("closed job", "closed job"),
        Actor("nobody", {}),
        *(replace(actor, brief=True) for actor in nobodies(world)),
    ]


def nobodies(world: World) -> list[Actor]:
    """Those who hold no ticket at all."""
    cast, day = world.cast, f"{world.today}"
    anna = world.tokens["anna@berg"]
    names = {
        "fullfolj.authority": world.berg,
        "fullfolj.authority_id": world.berg,
        "fullfolj.user": str(cast.anna.pk),
        "fullfolj.user_id": str(cast.anna.pk),
        "fullfolj.clearance": "true",
        "app.tenant": world.berg,
    }
    return [
        said(world, "forged token", secrets.token_hex(32)),
        said(world, "empty token", ""),
        said(world, "injected token", "' or true --"),
        said(world, "authority's id as token", world.berg),
        said(world, "user's id as token", str(cast.anna.pk)),
        said(world, "hash of the token", hashlib.sha256(anna.encode()).hexdigest()),
        said(world, "token in upper case", anna.upper()),
        Actor("stolen settings", {"fullfolj.today": day, **names}),
        Actor("token without a day", {"fullfolj.token": anna}),
        Actor(
            "ivar, on a day when he was a member",
            {
                "fullfolj.token": world.tokens["ivar@berg"],
                "fullfolj.today": "2025-06-01",
            },
        ),
        Actor(
            "elin, on a day when she will be a member",
            {
                "fullfolj.token": world.tokens["elin@berg"],
                "fullfolj.today": f"{world.today + timedelta(40)}",
            },
        ),
        *(
            Actor(
                f"{name}, {days} days from today",
                {
                    "fullfolj.token": world.tokens[f"{name}@berg"],
                    "fullfolj.today": f"{world.today + timedelta(days)}",
                },
            )
            for name, days in (
                ("nora", 0),
                ("nora", -1),
                ("nora", -2),
                ("maj", 0),
                ("maj", 1),
                ("maj", 2),
            )
        ),
        *(
            Actor(f"day {said!r}", {"fullfolj.token": anna, "fullfolj.today": said})
            for said in FAR
        ),
    ]


def insiders(world: World) -> list[Actor]:
    """Members of Berg without clearance: they must see nobody who is protected."""
    return [
        said(world, name, world.tokens[f"{name}@berg"], world.berg)
        for name in ("bo", "cilla", "hilda", "job")
    ]


def said(world: World, name: str, token: str, authority: str | None = None) -> Actor:
    """One who says a token, and today's date as it is."""
    settings = {"fullfolj.token": token, "fullfolj.today": f"{world.today}"}
    return Actor(name, settings, authority)


def of(world: World, key: str) -> Actor:
    """One of the tokens that were given out, by its name."""
    return said(world, key, world.tokens[key])
