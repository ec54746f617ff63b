"""The attack suite in `make test`: no leak, nothing untried, and it notices openings."""

from collections.abc import Iterator
from typing import Any

import pytest

from attack import mutations, suite
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


def test_nothing_leaks_and_nothing_is_untried(world: World) -> None:
    result = suite.run(world)
    leaks = [f"{one.group}: {one.name}: {what}" for one, what in result.leaks]
    print(f"{len(result.tried)} distinct tries, {len(leaks)} leaks")  # noqa: T201
    assert not result.untried
    assert len(result.tried) >= suite.LEAST
    assert not leaks, "\n".join([f"{len(leaks)} leaks, such as:", *leaks[:40]])


@pytest.mark.prove
def test_every_opening_is_noticed(world: World) -> None:
    unseen = [m.name for m in mutations.whole(world) if not mutations.noticed(world, m)]
    assert not unseen
