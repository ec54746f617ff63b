"""Credentials and sessions: becoming somebody else by way of what sign-in must keep.

The tables of sign-in are not behind the wall, since they are asked before anyone asks.
So an injected statement reaches them: whatever it writes or reads there must not let one
act as another.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from attack import actors
from attack.addresses import FLEETING
from attack.tries import Step, Try, attack
from attack.visitors import Visitor, visitors
from attack.world import World
from fullfolj.access import wall
from fullfolj.access.middleware import AUTHORITY, AskingMiddleware
from fullfolj.access.models import User
from fullfolj.access.sessions import SessionStore, row_name
from fullfolj.access.signin.session import BEGAN, USED
from fullfolj.core import clock
from fullfolj.people.models import Person

VOUCH = "fullfolj.vouch"


def tries(world: World) -> Iterator[Try]:
    """In SQL, then in the browser."""
    yield from credentials(world)
    everybody = {v.name: v for v in visitors(world)}
    yield from stolen(world, everybody["anna"], everybody["gun"])
    yield from sessions(world, everybody)
    yield from chosen(world, everybody)
    yield from told(world)


def credentials(world: World) -> Iterator[Try]:
    """Another's password, codes, address: as a stranger and as nobody."""
    anna, gun = (world.user_id(name) for name in ("anna", "gun"))
    ways: dict[str, str] = {
        "set Anna's password": f"update access_user set password = 'x' where id = '{anna}'",
        "give Anna one's own password": "update access_user set password = (select password"
        f" from access_user where id = '{gun}') where id = '{anna}'",
        "set Anna's e-mail": f"update access_user set email = 'x@x.x' where id = '{anna}'",
        "switch Anna off": f"update access_user set is_active = false where id = '{anna}'",
        "delete Anna": f"delete from access_user where id = '{anna}'",
        "replace Anna's codes": "update mfa_authenticator set data = (select data from"
        f" mfa_authenticator where user_id = '{gun}' limit 1) where user_id = '{anna}'",
        "remove Anna's codes": f"delete from mfa_authenticator where user_id = '{anna}'",
        "give Anna's codes away": "update mfa_authenticator set user_id ="
        f" '{gun}' where user_id = '{anna}'",
        "add an address of Anna's": "insert into account_emailaddress (email, verified,"
        f" \"primary\", user_id) values ('x@x.x', true, true, '{anna}')",
        "make a user": "insert into access_user (id, email, name, password, is_active,"
        " created_at) values (gen_random_uuid(), 'x@x.x', 'x', 'x', true, now())",
        "give oneself an address of Anna's": "update access_user set email = 'x' ||"
        f" email where id = '{gun}'",
        "make a session": "insert into django_session values ('x', 'x', now())",
        "prolong sessions": "update django_session set expire_date = 'infinity'",
        "plant a pickle": "insert into core_cache values ('x', 'gASVAAAALg==',"
        " now() + interval '1 day')",
        "change a pickle": "update core_cache set value = 'gASVAAAALg=='",
        "end all sessions": "delete from django_session",
        "queue a job": "insert into procrastinate_jobs (queue_name, task_name, args)"
        " select queue_name, task_name, args from procrastinate_jobs limit 1",
        "turn a job to another's": "update procrastinate_jobs set args = '{}'",
        "run a job again": "update procrastinate_jobs set status = 'todo'",
        "take a job": "select * from procrastinate_fetch_job_v2(null, null)",
        "empty the queue": "delete from procrastinate_jobs",
        "pretend to be a worker": "insert into procrastinate_workers default values",
        "forget when jobs began": "delete from procrastinate_events",
        "read Anna's password": f"select password from access_user where id = '{anna}'",
        "read session keys": "select session_key from django_session",
        "forget the rate limits": "delete from core_cache",
        "forget the migrations": "delete from django_migrations",
    }
    gun_says = actors.of(world, "gun@krokom")
    for actor in (
        gun_says,
        actors.of(world, "bo@berg"),
        actors.said(world, "nobody", ""),
        *(
            replace(gun_says, name=name, settings={**gun_says.settings, VOUCH: word})
            for name, word in words().items()
        ),
    ):
        for name, text in ways.items():

            def run(t: str = text, n: str = name, a: Any = actor) -> str | None:
                steps: list[Step] = [t]
                outcome = attack(world.line, a, *steps)
                read = n.startswith("read") and any(map(useful, outcome.rows))
                return "went through" if outcome.affected > 0 or read else None

            yield Try("signin", f"{actor.name}: {name}", run)


def words() -> dict[str, str]:
    """What one may say without knowing the secret: the word of another transaction."""
    with wall.vouched(), connection.cursor() as cursor:
        cursor.execute("select current_setting(%s)", [VOUCH])
        heard = cursor.fetchall()[0][0]
    return {"a word heard before": heard, "a word made up": "00" * 32, "no hex": "x"}


def useful(row: Any) -> bool:
    """Whether what was read signs one in: a digest to work on, or a session's key."""
    return "$" in str(row[0]) or bool(SessionStore(str(row[0])).load())


def stolen(world: World, anna: Visitor, gun: Visitor) -> Iterator[Try]:
    """Anna's session, by what the application's role can read and write of it."""

    def by_key() -> str | None:
        theirs = anna.client().session.session_key
        outcome = attack(
            world.line,
            actors.of(world, "gun@krokom"),
            "select session_key from django_session",
        )
        browser = Client(raise_request_exception=False)
        for (key,) in outcome.rows:
            if key == theirs:
                browser.cookies["sessionid"] = key
        return who(browser, anna)

    def by_data() -> str | None:
        theirs, browser = anna.client().session.session_key, gun.client()
        attack(
            world.line,
            actors.of(world, "gun@krokom"),
            (
                "update django_session set session_data = (select session_data from"
                " django_session where session_key = %s) where session_key = %s",
                [row_name(theirs), row_name(browser.session.session_key)],
            ),
            keep=True,
        )
        return who(browser, anna)

    yield Try("signin", "a session key read in SQL", by_key)
    yield Try("signin", "Anna's session copied into one's own in SQL", by_data)


def who(browser: Client, victim: Visitor) -> str | None:
    """Whether a browser is taken for the victim."""
    user = browser.session.get("_auth_user_id") if browser.cookies else None
    status = browser.get(reverse("start")).status_code
    return "is Anna" if user == f"{victim.user}" and status == 200 else None


def sessions(world: World, everybody: dict[str, Visitor]) -> Iterator[Try]:
    """Fixed, expired, ended, demonstration's, and without the second factor."""
    limits = {
        "unused too long": {USED: timedelta(minutes=31)},
        "too long altogether": {BEGAN: timedelta(hours=10, minutes=1)},
        "from before": {BEGAN: timedelta(days=9), USED: timedelta(days=9)},
    }
    for visitor in everybody.values():
        if not visitor.user or visitor.name == "olle":
            continue
        for name, marks in limits.items():

            def aged(
                v: Visitor = visitor, m: dict[str, timedelta] = marks
            ) -> str | None:
                browser = v.client()
                session = browser.session
                session.update(
                    {k: (clock.now() - by).isoformat() for k, by in m.items()}
                )
                session.save()
                return inside(browser)

            yield Try("signin", f"{visitor.name}: a session {name}", aged)
        yield Try(
            "signin",
            f"{visitor.name}: after signing out",
            partial(left, visitor),
        )
        yield Try(
            "signin",
            f"{visitor.name}: a key one was given",
            partial(fixed, visitor),
        )
        yield Try(
            "signin",
            f"{visitor.name}: signed in by click",
            partial(clicked, visitor),
        )
        yield Try(
            "signin",
            f"{visitor.name}: with the password changed",
            partial(renewed, visitor),
        )
    yield Try(
        "signin", "olle, switched off", lambda: inside(everybody["olle"].client())
    )
    cilla = everybody["cilla"]
    for name in (
        "start",
        "mfa_index",
        "mfa_view_recovery_codes",
        "account_change_password",
    ):
        yield Try(
            "signin",
            f"cilla without codes: {name}",
            partial(past, cilla, name),
        )


def inside(browser: Client) -> str | None:
    """Whether a browser gets in."""
    status = browser.get(reverse("start")).status_code
    return f"gets in: {status}" if status == 200 else None


def past(visitor: Visitor, name: str) -> str | None:
    """Whether one gets past the page where codes are set up."""
    response = visitor.client().get(reverse(name))
    there = response.headers.get("Location", "")
    return (
        None
        if there == reverse("mfa_activate_totp")
        else f"{response.status_code} {there}"
    )


def left(visitor: Visitor) -> str | None:
    """Whether a session's cookie still works after signing out."""
    browser = visitor.client()
    key = browser.cookies["sessionid"].value
    browser.post(reverse("account_logout"))
    again = Client(raise_request_exception=False)
    again.cookies["sessionid"] = key
    return inside(again)


def fixed(visitor: Visitor) -> str | None:
    """Whether a session that was there before signing in is the one after it."""
    browser = Client(raise_request_exception=False)
    planted = SessionStore()
    planted["x"] = 1
    planted.save()
    browser.cookies["sessionid"] = str(planted.session_key)
    visitor.client(browser)
    same = browser.cookies["sessionid"].value == planted.session_key
    return "keeps the key" if same else None


def clicked(visitor: Visitor) -> str | None:
    """Whether a session of the demonstration opens anything here."""
    browser = visitor.client()
    session = browser.session
    session["account_authentication_methods"] = [{"method": "demo", "at": 0}]
    session.save()
    return inside(browser)


def renewed(visitor: Visitor) -> str | None:
    """Whether a session outlives the password that opened it."""
    browser, user = visitor.client(), User.objects.get(pk=str(visitor.user))
    before = user.password
    user.password = "!another"
    user.save()
    try:
        return inside(browser)
    finally:
        user.password = before
        user.save()


def chosen(world: World, everybody: dict[str, Visitor]) -> Iterator[Try]:
    """A session that says it acts for an authority where one is no member."""
    for visitor in everybody.values():
        if visitor.inside or not visitor.user:
            continue
        for place, pk in (("berg", world.berg), ("nowhere", f"{world.young.pk}")):

            def run(v: Visitor = visitor, p: str = pk) -> str | None:
                return acting(v, p)

            yield Try("signin", f"{visitor.name}: a session that says {place}", run)


def acting(visitor: Visitor, authority: str) -> str | None:
    """What the middleware lets one see who says that they act for an authority."""
    request: Any = RequestFactory().get("/")
    request.user = User.objects.get(pk=str(visitor.user))
    request.session = visitor.client().session
    request.session[AUTHORITY] = authority
    request.resolver_match = None

    def view(asked: HttpRequest) -> HttpResponse:
        asker: Any = asked.asker  # type: ignore[attr-defined]
        return HttpResponse(f"{asker} {Person.objects.count()}")

    said = AskingMiddleware(view)(request).content.decode()  # type: ignore[attr-defined]
    return None if said == "None 0" else said


def told(world: World) -> Iterator[Try]:
    """Whether an answer tells that an address has an account."""
    anna = User.objects.get(pk=world.cast.anna.pk)
    asks: dict[str, Callable[[Client, str], Any]] = {
        "signing in": lambda c, mail: c.post(
            reverse("account_login"), {"login": mail, "password": "wrong-password-1"}
        ),
        "asking for a new password": lambda c, mail: c.post(
            reverse("account_reset_password"), {"email": mail}
        ),
    }
    for number, (name, ask) in enumerate(asks.items()):

        def run(a: Callable[[Client, str], Any] = ask, n: int = number) -> str | None:
            seen = [
                plain(a(Client(REMOTE_ADDR=f"192.0.2.{n + 1}"), mail), mail)
                for mail in (anna.email, "nowhere@fullfolj.example")
            ]
            return None if seen[0] == seen[1] else "differs"

        yield Try("signin", f"is there an account: {name}", run)
    for place in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):

        def away(p: str = place) -> str | None:
            response = Client().post(
                reverse("set_language"), {"language": "en", "next": p}
            )
            return (
                "leads away" if "evil" in response.headers.get("Location", "") else None
            )

        yield Try("signin", f"be led to {place}", away)
    for host in ("evil.example", "localhost.evil.example"):

        def hosted(h: str = host) -> str | None:
            status = (
                Client(raise_request_exception=False).get("/", HTTP_HOST=h).status_code
            )
            return None if status == 400 else f"answers {status}"

        yield Try("signin", f"ask as {host}", hosted)


def plain(response: Any, mail: str) -> str:
    """An answer without the address and the token of its form."""
    text = response.content.decode().replace(mail, "?")
    text = re.sub(FLEETING, "", text)
    return f"{response.status_code} {response.headers.get('Location')} {text}"
