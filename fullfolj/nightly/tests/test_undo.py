"""The night after an import was undone: the register follows."""

from pathlib import Path
from typing import Any

import pytest

from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import ANNA, BERG, write_folder
from fullfolj.exchange.imports.tests.test_import import person, take
from fullfolj.exchange.imports.tests.test_undo import take_back
from fullfolj.kaa.models import RegisterSpell
from fullfolj.nightly import steps
from fullfolj.people.models import Person

pytestmark = pytest.mark.django_db


def night() -> None:
    assert not [done for done in steps.run(clock.today()) if done.reason]


def in_group(cast: Cast) -> list[str]:
    """The numbers of those in the register now."""
    with cast.asking(cast.anna):
        spells = RegisterSpell.objects.known_now().valid(clock.today())
        people = Person.objects.filter(pk__in=spells.values("person"))
        named: Any = people.with_name()
        return sorted(person.number for person in named)


def test_who_was_taken_out_by_mistake_is_in_again(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    rows = {**BERG, "credentials": ()}
    take(write_folder(tmp_path / "f", rows), berg)
    night()
    before = in_group(cast)
    assert ANNA in before
    place = f"{ANNA},12345678,Bergs gymnasieskola,GY,NA,2026-08-18,,active,"
    wrong = {**rows, "enrolments": (place, *BERG["enrolments"][1:])}
    take(write_folder(tmp_path / "f", wrong), berg)
    night()
    assert ANNA not in in_group(cast)
    take_back(cast)
    night()
    assert in_group(cast) == before


def test_who_came_by_mistake_and_stood_in_the_register_is_in_it_no_more(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", {**BERG, "credentials": ()}), berg)
    night()
    assert ANNA in in_group(cast)
    take_back(cast)
    night()
    assert in_group(cast) == []
    with cast.asking(cast.anna):
        known = RegisterSpell.objects.filter(person=person(ANNA))
        assert known.exists(), "what was computed is kept, and who it was about"
