"""A small region in a school system, and the official file where it is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.ss12000.tests.lessons import lessons
from fullfolj.exchange.ss12000.tests.region import Held, region
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.exchange.ss12000.tests.standard import NotThere, Standard, standard

TODAY = date(2026, 3, 16)
MONDAYS = (date(2026, 3, 2), date(2026, 3, 9))


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
def official() -> Standard:
    try:
        return standard()
    except NotThere as why:
        pytest.skip(str(why))
