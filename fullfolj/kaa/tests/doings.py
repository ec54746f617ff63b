"""Occupations of the tests: persons in the register, and what they do."""

from datetime import date, timedelta
from typing import Any

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.kaa.actions import occupations
from fullfolj.kaa.models import Occupation, RegisterSpell
from fullfolj.kaa.tests.questions import HERE, SINCE
from fullfolj.people.models import Person


def registered(cast: Cast, person: Person, *, by: User | None = None) -> None:
    """Let the register hold the person."""
    with cast.asking(by or cast.anna):
        RegisterSpell.about(
            person,
            municipality_code=HERE,
            rule="R11",
            valid_from=SINCE,
            law_version="KAA-2018",
        ).save(force_insert=True)


def tell(
    cast: Cast, person: Person, kind: str, *, by: User | None = None, **given: Any
) -> Occupation:
    """Let somebody write down what the person does."""
    by = by or cast.bo
    today = clock.today()
    usual: dict[str, Any] = {
        "valid_from": today,
        "verified_on": today,
        "how_known": "youth",
    }
    with cast.asking(by):
        return occupations.record(
            person=person, kind=kind, by=by, **usual | {"how_known": "youth"} | given
        )


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
