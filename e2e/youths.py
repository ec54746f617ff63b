"""Youths of the browser tests: a morning with everything that can be on it."""

from datetime import timedelta
from typing import Any

from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import (
    decided,
    found,
    opened,
    tried,
)
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL

ELIN, NUMBER = "Elin Testsson", "200805011236"


def morning(cast: Cast) -> Case:
    """Somebody for each thing a case waits for, and two who wait for nothing."""
    decided(cast, first_contact_days=14, silent_days=30, contact_tries=3)
    today = clock.today()
    elin = opened(cast, ELIN, NUMBER, listed_on=today - timedelta(days=20))
    for name, days in (
        ("Omar Provsson", 41),
        ("Sara Exempel", 3),
        ("Maximiliana-Konstantina Wachtmeister-Oxenstierna", 2),
        ("Nour Haddad", 60),
        ("Liv Sund", 50),
        ("Ali Karimi", 50),
        ("Åsa Öberg", 40),
    ):
        opened(cast, name, listed_on=today - timedelta(days=days))
    opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        persons.add_contact(
            person=elin.person,
            kind="phone",
            value="070-123 45 67",
            source="person",
            valid_from=today,
            by=cast.anna,
        )
        _work(cast)
    return elin


def _work(cast: Cast) -> None:
    """What Bo and Anna have done so far."""
    today = clock.today()
    for family, by, given in (
        ("Provsson", cast.bo, {"channel": "sms", "next_step_on": today}),
        ("Haddad", cast.bo, {"channel": "letter"}),
        ("Sund", cast.anna, {"channel": "met", "reached": True}),
        ("Karimi", cast.bo, {"reached": True, "line": "Vill träffas på biblioteket"}),
    ):
        case = Case.objects.get(person__identity__family_name=family)
        assign(cases=[case.pk], owner=by, by=cast.anna)
        tried(found(case.person), by, **_said(given))
    late = Case.objects.filter(person__identity__family_name="Haddad")
    late.update(next_step_on=today - timedelta(days=2))


def _said(given: dict[str, Any]) -> dict[str, Any]:
    return {"line": "", **given}
