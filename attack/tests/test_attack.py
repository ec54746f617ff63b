"""The attack suite in `make test`: no leak, nothing untried, and it notices openings."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from attack import mutations, rows, suite
from attack.world import World, standing


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A database of the attack's own, in which everything is committed."""
    with django_db_blocker.unblock(), standing() as there:
        yield there


@pytest.fixture(autouse=True)
def reachable(world: World, django_db_blocker: Any) -> Iterator[None]:
    """Let Django's connections be used, which pytest-django keeps closed."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("mutation", mutations.FAST, ids=lambda m: m.name)
def test_an_opened_wall_is_noticed(world: World, mutation: mutations.Mutation) -> None:
    assert mutations.noticed(world, mutation)


@pytest.mark.parametrize(
    "group",
    [
        *(pytest.param(name, marks=pytest.mark.longest) for name in suite.SHORT),
        *(pytest.param(name, marks=pytest.mark.longest) for name in suite.ADDRESSES),
        *(pytest.param(name, marks=pytest.mark.prove) for name in suite.LONG),
    ],
)
def test_nothing_leaks(world: World, group: str) -> None:
    result = suite.run(world, [group])
    leaks = [f"{one.name}: {what}" for one, what in result.leaks]
    assert not result.untried
    assert not leaks, "\n".join(
        [f"{len(leaks)} of {len(result.tried)} tries leak, such as:", *leaks[:20]]
    )


@pytest.mark.parametrize("ask", suite.UNTRIED, ids=lambda ask: str(ask.__module__))
def test_nothing_is_untried(world: World, ask: Callable[[World], list[str]]) -> None:
    assert not ask(world)


def test_a_new_table_is_untried(world: World) -> None:
    world.owner.execute("create table people_mine (id uuid, authority_id uuid)")
    try:
        world.__dict__.pop("tables")
        assert rows.untried(world)
    finally:
        world.owner.execute("drop table people_mine")
        world.__dict__.pop("tables")


def test_a_group_that_is_not_there_is_said_in_a_sentence() -> None:
    given = [sys.executable, "-m", "attack", "rows", "nosuchgroup"]
    said = subprocess.run(given, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr.splitlines() == [
        f"no group nosuchgroup; there are {', '.join(suite.GROUPS)}"
    ]


@pytest.mark.prove
def test_every_opening_is_noticed(world: World) -> None:
    unseen = [m.name for m in mutations.whole(world) if not mutations.noticed(world, m)]
    assert not unseen
