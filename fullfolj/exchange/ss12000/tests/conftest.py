"""A small region in a school system, and the official file where it is."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from fullfolj.access.actions.authorities import provide_schools
from fullfolj.config.cast import Cast
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.ss12000 import secrets
from fullfolj.exchange.ss12000.models import TOKEN, Connection
from fullfolj.exchange.ss12000.tests.lessons import lessons
from fullfolj.exchange.ss12000.tests.region import Held, region
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.exchange.ss12000.tests.standard import NotThere, Standard, standard

TODAY = date(2026, 3, 16)
MONDAYS = (date(2026, 3, 2), date(2026, 3, 9))
Connect = Callable[[SchoolServer], Connection]


@pytest.fixture
def day_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TODAY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("region")
    write_demo(target, scale="region", as_of=TODAY, persons=250)
    return target


@pytest.fixture(scope="module")
def held(folder: Path) -> Held:
    """Shared by all: a server never writes to the objects that it is given."""
    made = region(folder, TODAY)
    pupils = [p["id"] for p in made["persons"] if len(p.get("enrolments", ())) == 2]
    return lessons(made, set(pupils[:9]), MONDAYS)


@pytest.fixture
def school(held: Held) -> Iterator[SchoolServer]:
    with SchoolServer(held) as server:
        yield server


@pytest.fixture
def connect(cast: Cast) -> Connect:
    """How Berg connects a system, without the page."""

    def made(school: SchoolServer) -> Connection:
        with cast.asking(cast.anna):
            return Connection.objects.create(
                authority=cast.berg,
                name="Bergs skolor",
                url=school.url,
                sign_in=TOKEN,
                secret=secrets.seal(school.token),
            )

    return made


@pytest.fixture
def connection(connect: Connect, school: SchoolServer) -> Connection:
    return connect(school)


@pytest.fixture
def own_schools(cast: Cast, connection: Connection) -> Connection:
    """The authority's own schools."""
    provide_schools(authority=cast.berg, provides=True)
    return connection


@pytest.fixture
def official() -> Standard:
    try:
        return standard()
    except NotThere as why:
        pytest.skip(str(why))
