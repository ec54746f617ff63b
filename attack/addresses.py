"""Every address of the house as everybody: answers, parts, forms, other methods.

The addresses come from the resolver. One that cannot be filled in is untried; one that
answers a stranger with anything of Berg's, or otherwise than for what does not exist, or
that changes anything outside the own authority, leaks.

Everybody asks for everything that an address names, and sends its form. An id that stands
where it does not belong, such as a contact's where an import is asked for, can mean
something only where a statement looks it up among its like: which tables an address looks
an id up in is heard once, with an id of nothing. What may be there is asked for by her to
whom nothing of Berg's is closed, in the one way that such an address is asked. If she is
answered as for an id of nothing, it means nothing there; if not, everybody asks. Two ask
also in the ways that no page asks in. `whole` lets everybody ask for everything in every
way all the same (`make prove`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from html.parser import HTMLParser
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from attack.tries import UUID_TEXT, Loot, Try
from attack.visitors import Visitor, visitors
from attack.world import World

# What differs from one answer to the next: tokens, the seconds that a session lasts, and
# the minute that is printed.
FLEETING = re.compile(
    r"(csrf[^>]*value=|nonce=|X-CSRFToken\": |data-left=)\"[^\"]*\""
    r"|(?<=print-only\">|class=\"now\">)[^<]*"
)
NOT_SO = 405  # the status of what is not asked in that way
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "main"}
# What one may see without signing in. A new one is a decision.
OPEN = frozenset(
    {
        "account_login", "account_logout", "account_inactive", "mfa_authenticate",
        "account_reset_password", "account_reset_password_done", "session_state",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "set_language", "gallery", "account_signup", "nightly:health", "ss12000:heard",
        "casework:feed",
    }
)  # fmt: skip
# Where others' systems say a word, and carry no token: they are told nothing at all.
SPOKEN_TO = frozenset({"ss12000:heard"})
# Values for the parts of an address that are no ids.
SAMPLES = {
    "uidb36": "0", "key": "set-password", "name": "equivalent_studies", "word": "x",
    "form": "kontakt", "section": "intressen", "number": 1, "code": "egen-1",
}  # fmt: skip

PEOPLE = ("young", "hidden", "people_person")
# The tables of ids that are not called as theirs.
TABLES = {
    "young": "people_person", "hidden": "people_person",
    "user": "access_user", "authority": "access_authority",
}  # fmt: skip
# To whom nothing of Berg's is closed: she is the first to ask.
FIRST = "anna"
EVERY_WAY = ("gun", "nobody")  # who may all next door, and who has not signed in
SOME = 10  # patterns, after which one looks at what was changed


@dataclass(frozen=True)
class Address:
    """One address: its name, its path, and the same path to what is nowhere."""

    name: str
    path: str
    nowhere: str = ""
    what: str = ""
    belongs: bool = True  # whether the address names what the id is of


def patterns(
    resolver: Any = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern under the resolver with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from patterns(entry, prefix + space)
        else:
            yield f"{prefix}{entry.name}" if entry.name else "", entry


def addresses(world: World) -> Iterator[Address]:
    """Every address, to everything of Berg's that an id in it could mean."""
    seen: set[str] = set()
    known = ids(world)
    for name, pattern in patterns():
        converters = pattern.pattern.converters
        parts = converters or dict.fromkeys(pattern.pattern.regex.groupindex)
        for what, pk in known.items():
            try:
                path = reverse(name, kwargs=filled(parts, pk, known))
                nowhere = reverse(name, kwargs=filled(parts, uuid4(), known))
            except LookupError:
                continue
            if path not in seen:
                seen.add(path)
                has_id = path != nowhere
                belongs = not has_id or belonging(named(parts)[-1], what, known)
                yield Address(name, path, nowhere, what if has_id else "", belongs)


def named(parts: dict[str, Any]) -> list[str]:
    """The parts of an address that are ids, from the left."""
    return [n for n, each in parts.items() if type(each).__name__ == "UUIDConverter"]


def belonging(part: str, what: str, known: dict[str, UUID]) -> bool:
    """Whether a part of an address may mean this: as it is called, as tables are.

    Where no table is called so, it may mean anything.
    """
    kind = part.removesuffix("_id").replace("_", "")
    meant = PEOPLE if kind == "person" else [n for n in known if n.endswith(kind)]
    return what in meant or not meant


def filled(
    parts: dict[str, Any], pk: UUID, known: dict[str, UUID]
) -> dict[str, object]:
    """The arguments of an address; LookupError when we do not know what to say.

    The last id is the one that is tried; those before it are what they are called.
    """
    *above, last = named(parts) or [""]
    given: dict[str, object] = {
        name: next((i for n, i in known.items() if belonging(name, n, known)), pk)
        for name in above
    }
    return given | {
        name: pk if name == last else SAMPLES[name]
        for name in parts
        if name not in given
    }


def ids(world: World) -> dict[str, UUID]:
    """What of Berg's an id could mean, and the young who are protected."""
    found = {"young": world.young.pk, "hidden": world.hidden.pk}
    found |= {"authority": world.cast.berg.pk, "user": world.cast.anna.pk}
    for table in world.tables:
        row = world.sample(table) if table.walled and "id" in table.columns else None
        if row:
            found[table.name] = UUID(row["id"])
    return found


def untried(world: World) -> list[str]:
    """Addresses without a name, or with a part that we cannot fill in."""
    tried = {address.name for address in addresses(world)}
    return [
        f"address {name or pattern.pattern}: unknown in attack/addresses.py"
        for name, pattern in patterns()
        if name not in tried
    ]


class Fields(HTMLParser):
    """The fields of a page's forms, as a browser would send them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note each field that has a name."""
        given = dict(attrs)
        name = given.get("name")
        if tag in ("input", "select", "textarea", "button") and name:
            self.values.setdefault(name, given.get("value") or "x")


def tries(
    world: World, part: int = 0, parts: int = 1, *, whole: bool = False
) -> Iterator[Try]:
    """Every address x everybody x every way to ask; of one part of the addresses.

    Whether anything was changed is looked at when one has been everywhere that some
    patterns lead.
    """
    everybody = [(visitor, visitor.loot(world)) for visitor in visitors(world)]
    everybody.sort(key=lambda each: each[0].name != FIRST)
    nowhere: Nowhere = {}
    meant = cache(partial(looked_up, world, everybody[0][0]))  # once an address's name
    found: dict[str, list[Address]] = {}
    for address in addresses(world):
        found.setdefault(address.name, []).append(address)
    names = list(found)[part::parts]
    for start in range(0, len(names), SOME):
        some = names[start : start + SOME]
        there = [
            Answers(each, nowhere, whole or each.belongs, whole=whole)
            for name in some
            for each in found[name]
            if whole or each.belongs or each.what in meant(found[name][0])
        ]
        for visitor, loot in everybody:
            before = cache(partial(visitor.foreign, world))  # by the first try
            for answers in there:
                if answers.means_nothing(visitor):
                    continue
                yield from asked(world, answers, visitor, (loot, before))
            yield Try(
                "addresses",
                f"{', '.join(some)} / {visitor.name} / has changed",
                partial(unchanged, world, visitor, before),
            )


def looked_up(world: World, visitor: Visitor, address: Address) -> set[str]:
    """What the statements name that bring along the id of an address.

    An id of nothing is asked for: one of something is answered likewise until a
    statement finds it, and that one names the table.
    """
    sought, known = UUID_TEXT.findall(address.nowhere)[-1], ids(world)
    found: set[str] = set()

    def listen(execute: Any, statement: str, values: Any, *more: Any) -> Any:
        if sought in str(values):
            named = {*re.findall(r"\w+", statement)}
            found.update(what for what in known if TABLES.get(what, what) in named)
        return execute(statement, values, *more)

    with connection.execute_wrapper(listen):
        for method in ("get", "post"):
            visitor.ask(method, address.nowhere)
    return found


def unchanged(
    world: World, visitor: Visitor, before: Callable[[], list[str]]
) -> str | None:
    """What has changed since that was not the visitor's to change."""
    return visitor.changed(world, before())


Nowhere = dict[tuple[str, str, str], str]


@dataclass
class Answers:
    """What an address answered each visitor so far, beside what is nowhere.

    Attributes:
        nowhere: the answers for an id of nothing, by address, visitor and method.
        may_differ: whether somebody was answered otherwise, as far as anybody asked.
        is_read: whether it has a page; what is sent there is for what the page shows.
        whole: whether everybody asks in every way.
    """

    address: Address
    nowhere: Nowhere
    may_differ: bool
    asked: set[tuple[str, str]] = field(default_factory=set)
    is_read: bool = False
    whole: bool = False

    def note(self, visitor: Visitor, method: str, data: Any, response: Any) -> None:
        """Remember whether it differs from the answer for what is nowhere."""
        self.asked.add((visitor.name, method))
        self.is_read |= method == "get" and response.status_code != NOT_SO
        if self.may_differ or response.streaming:
            self.may_differ = True
            return
        said = bare(response, self.address.path)
        self.may_differ = said != self.of_nowhere(visitor, method, data)

    def of_nowhere(
        self, visitor: Visitor, method: str = "get", data: Any = None
    ) -> str:
        """What is answered for an id of nothing; asked once an address's name."""
        key = (self.address.name, visitor.name, method)
        if key not in self.nowhere:
            path = self.address.nowhere
            self.nowhere[key] = bare(visitor.ask(method, path, data), path)
        return self.nowhere[key]

    def means_nothing(self, visitor: Visitor) -> bool:
        """Whether she to whom nothing is closed was answered as for what is nowhere.

        Then nobody else is asked what one kind of id says in another's place.
        """
        if self.may_differ or visitor.name == FIRST:
            return False
        way = "get" if self.is_read else "post"
        return (FIRST, way) in self.asked

    def need_post(self) -> bool:
        """Whether one is to send something, too: not to a page that shows nothing."""
        return self.may_differ or not self.is_read


READ: dict[str, tuple[str, dict[str, str]]] = {"GET": ("get", {})}
SENT: dict[str, tuple[str, dict[str, str]]] = {
    "POST with more than was asked": ("post", {}),
}
MORE: dict[str, tuple[str, dict[str, str]]] = {
    "GET by htmx": ("get", HTMX),
    "POST by htmx": ("post", HTMX),
}
RARE: dict[str, tuple[str, dict[str, str]]] = {
    method.upper(): (method, {})
    for method in ("head", "put", "patch", "delete", "options")
}


def asked(
    world: World,
    answers: Answers,
    visitor: Visitor,
    kept: tuple[Loot, Callable[[], list[str]]],
) -> Iterator[Try]:
    """One address as one visitor; `kept` is what they may not see and not change."""
    address, (loot, before) = answers.address, kept
    title = f"{address.name} {address.what} / {visitor.name}"

    def ways(given: dict[str, tuple[str, dict[str, str]]]) -> Iterator[Try]:
        for way, (method, headers) in given.items():

            def run(m: str = method, h: dict[str, str] = headers) -> str | None:
                before()
                return answered(world, answers, visitor, loot, (m, h))

            yield Try("addresses", f"{title} / {way}", run)

    yield from ways(READ)
    if answers.need_post():
        yield from ways(SENT)
    if answers.may_differ:
        if answers.whole or visitor.name in EVERY_WAY:
            yield from ways(MORE | RARE)
        if visitor.name == "anna":
            yield Try(
                "addresses",
                f"{title} / POST without a token",
                lambda: unasked(address, visitor),
            )
        elif address.what:
            yield Try(
                "addresses", f"{title} / is it there", lambda: told(address, visitor)
            )


def answered(
    world: World,
    answers: Answers,
    visitor: Visitor,
    loot: Loot,
    way: tuple[str, dict[str, str]],
) -> str | None:
    """Whether the answer shows, opens or breaks what it must not."""
    (method, headers), address = way, answers.address
    data: dict[str, str] = {}
    if method == "post":
        data = visitor.fields | too_much(world, visitor)
    response = visitor.ask(method, address.path, data, **headers)
    if not headers and method in ("get", "post"):
        answers.note(visitor, method, data, response)
    if method == "get" and not response.streaming:
        visitor.fields = Fields(text_of(response)).values
    if response.status_code >= 500:
        return f"answers {response.status_code}"
    if visitor.user is None and opened(address, response):
        return f"is open to nobody: {response.status_code}"
    if visitor.cleared:
        return None
    brought = f"{data} {address.path}"
    return loot.found(f"{text_of(response)} {dict(response.headers)}", brought)


def opened(address: Address, response: HttpResponseBase) -> bool:
    """Whether somebody who has not signed in got further than the door."""
    if address.name in OPEN or response.status_code in (401, 403, 404, 405):
        return False
    away = response.headers.get("Location", "")
    return not away.startswith(reverse("account_login"))


def text_of(response: Any) -> str:
    """All that an answer says."""
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    return str(response.content.decode(errors="replace"))


def too_much(world: World, visitor: Visitor) -> dict[str, str]:
    """Fields that no form asks for, in the hope that one takes them."""
    cast = world.cast
    me = str(visitor.user or cast.anna.pk)
    return {
        "authority": world.berg, "authority_id": world.berg, "user": me, "user_id": me,
        "role": "administrator", "unit": "", "unit_id": "", "is_open": "true",
        "is_active": "true", "is_staff": "true", "is_superuser": "true",
        "sees_protected": "true", "protected_reason": "x", "marking": "none",
        "valid_from": "2020-01-01", "valid_to": "", "by": str(cast.hilda.pk),
        "decided_by": str(cast.anna.pk), "person": str(world.hidden.pk),
        "person_id": str(world.hidden.pk), "id": str(world.young.pk),
        "pk": str(world.young.pk), "at": "2020-01-01", "job": "import", "token": "x",
        "fullfolj.token": world.berg, "slug": "krokom", "kind": "state", "next": "/",
    }  # fmt: skip


def unasked(address: Address, visitor: Visitor) -> str | None:
    """A POST from another site, which carries the cookie and no token."""
    client = visitor.client(
        Client(enforce_csrf_checks=True, raise_request_exception=False)
    )
    answer = client.post(address.path, {"x": "y"})
    status = answer.status_code
    if address.name in SPOKEN_TO:
        return f"says {answer.content!r}" if answer.content else None
    # A page that redirects before it looks has changed nothing.
    return None if status in (302, 403, 404, 405) else f"answers {status}"


def told(address: Address, visitor: Visitor) -> str | None:
    """Whether what is not for one is answered otherwise than what does not exist."""
    if visitor.may_know(address.what):
        return None
    there, nowhere = (
        bare(visitor.ask("get", path), path) for path in (address.path, address.nowhere)
    )
    if there == nowhere:
        return None
    same = next(n for n, (a, b) in enumerate(zip_longest(there, nowhere)) if a != b)
    here = slice(max(0, same - 60), same + 60)
    return f"{there[here]} but {nowhere[here]}"


def bare(response: Any, path: str) -> str:
    """An answer without what differs from one request to the next."""
    text = f"{response.status_code} {response.headers.get('Location', '')} {text_of(response)}"
    text = text.replace(path, "?")
    return re.sub(FLEETING, "", text)
