"""A connection as somebody makes it by the page, and its turn done here and now."""

from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from fullfolj.config.cast import Cast
from fullfolj.exchange.ss12000 import jobs
from fullfolj.exchange.ss12000.models import Connection, Turn
from fullfolj.exchange.ss12000.tests.server import SchoolServer

LIST = "/skolor/"


def filled(school: SchoolServer, **changes: Any) -> dict[str, Any]:
    """The form of a connection, as one fills it in."""
    given = {
        "name": "Bergs skolor",
        "url": school.url,
        "sign_in": "token",
        "token": school.token,
        "schedule": "nightly",
    }
    return given | changes


def connect(
    client: Client, cast: Cast, school: SchoolServer, **changes: Any
) -> Connection:
    """Connect the school by the page; what is kept of it."""
    answer = client.post(f"{LIST}ny/", filled(school, **changes))
    assert answer.status_code == 302, answer.content.decode()
    pk = urlsplit(answer["Location"]).path.split("/")[-2]
    with cast.asking(cast.anna):
        return Connection.objects.get(pk=pk)


def page(connection: Connection, part: str = "") -> str:
    return f"{LIST}{connection.pk}/{part}"


def fetch(client: Client, connection: Connection, how: str = "changes") -> Any:
    """Press the button, and do what it queued."""
    answer = client.post(page(connection, "hamta/"), {"how": how})
    assert answer.status_code == 302
    jobs.ask(connection.pk, 0)
    return client.get(page(connection))


def shown(client: Client, path: str) -> str:
    return str(client.get(path, follow=True).content.decode())


def turn(cast: Cast, connection: Connection) -> Turn:
    with cast.asking(cast.anna):
        return Turn.objects.get(pk=connection.pk)
