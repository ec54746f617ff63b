"""A person decides; it holds through imports until the facts change; then it asks."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import BERG, BO, Rows, write_folder
from fullfolj.kaa.actions.rulings import (
    NothingToDecideError,
    SensitiveError,
    decide,
    sign,
)
from fullfolj.kaa.models import RegisterSpell, ReviewDecision, ReviewSpell
from fullfolj.nightly.tests.test_register import listed, night, registered, take
from fullfolj.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "2326"


def files(place: str) -> Rows:
    return {**BERG, "enrolments": (BERG["enrolments"][0], f"{BO},{place}")}


COURSE = "12345678,Birka folkhögskola,FHS,,2026-01-12,,active,no"
PLANNED = "12345678,Birka folkhögskola,FHS,,2026-01-12,2027-06-11,active,no"
PUPIL = "12345678,Bergs gymnasieskola,GY,NA,2026-01-12,,active,no"
RENAMED = "12345678,Birka,FHS,,2026-01-12,,active,no"


def bo(cast: Cast, by: User) -> Person:
    with cast.asking(by):
        return Person.objects.get(identity__number=BO, identity__valid_to=None)


def rows(cast: Cast, on: date) -> dict[str, tuple[str, str]]:
    found = registered(cast, HERE, on)
    assert found == listed(cast, HERE, on), "the register is the list"
    return {number: (decision, rule) for number, decision, rule, _ in found}


def say(cast: Cast, decision: str, reason: str, *, by: User | None = None) -> None:
    person = bo(cast, cast.anna)
    with cast.asking(by or cast.anna):
        decide(
            person=person,
            municipality=HERE,
            decision=decision,
            reason=reason,
            aside=None,
            by=by or cast.anna,
        )


def test_a_ruling_holds_until_the_facts_change(cast: Cast, tmp_path: Path) -> None:
    today = clock.today()
    take(write_folder(tmp_path, files(COURSE)), cast.berg)
    night(today)
    assert rows(cast, today)[BO] == ("REVIEW", "R6d")
    say(cast, "IN", "Läser en kurs på deltid, enligt samtal.")
    night(today)
    assert rows(cast, today)[BO] == ("IN", "R6d")
    take(write_folder(tmp_path, files(RENAMED)), cast.berg)
    night(today)
    assert rows(cast, today)[BO] == ("IN", "R6d"), "another name is no other fact"
    take(
        write_folder(tmp_path, files(COURSE.replace(",,active", ",2027-06-11,active"))),
        cast.berg,
    )
    assert night(today)["compute-register"]["asked_again"] == 1
    assert rows(cast, today)[BO] == ("REVIEW", "R6d"), "asks again"
    with cast.asking(cast.anna):
        ruling = ReviewDecision.objects.get()
        assert (ruling.valid_from, ruling.valid_to) == (today, today)
        assert ruling.ended_at
    say(cast, "OUT", "Heltid, intyg från skolan.")
    night(today)
    assert BO not in rows(cast, today)
    with cast.asking(cast.anna):
        assert not ReviewSpell.objects.known_now().valid(today).filter(rule="R6d")


def test_only_who_may_decides_and_only_what_is_asked(
    cast: Cast, tmp_path: Path
) -> None:
    take(write_folder(tmp_path, files(COURSE)), cast.berg)
    with pytest.raises(SensitiveError) as refused:
        say(cast, "OUT", "Har fått en diagnos")
    assert refused.value.code == "sensitive_diagnosis"
    for by in (cast.bo, cast.cilla, cast.hilda):
        with pytest.raises(PermissionDenied):
            say(cast, "OUT", "Intyg", by=by)
    take(
        write_folder(tmp_path, files("12345678,Bergs,GY,NA,2026-01-12,,active,no")),
        cast.berg,
    )
    with pytest.raises(NothingToDecideError):
        say(cast, "IN", "Hoppade av")


def test_the_neighbour_neither_decides_nor_sees(cast: Cast, tmp_path: Path) -> None:
    take(write_folder(tmp_path, files(COURSE)), cast.berg)
    say(cast, "OUT", "Intyg från skolan.")
    night(clock.today())
    with pytest.raises(PermissionDenied):
        say(cast, "IN", "Grannen", by=cast.gun)
    with cast.asking(cast.gun):
        assert not ReviewDecision.objects.exists()
        assert not RegisterSpell.objects.exists()


def test_a_signed_choice_is_followed_from_its_day(cast: Cast, tmp_path: Path) -> None:
    take(write_folder(tmp_path, files(COURSE)), cast.berg)
    today = clock.today()
    given: Any = {
        "authority": cast.berg,
        "name": "equivalent_studies",
        "value": "OUT",
        "valid_from": date(2026, 3, 1),
        "decided_on": date(2026, 2, 20),
        "reference": "BUN 2026/12 § 4",
    }
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        sign(**given, by=cast.bo)
    night(today)
    assert rows(cast, today)[BO] == ("REVIEW", "R6d")
    with cast.asking(cast.hilda):
        sign(**given, by=cast.hilda)
    night(today)
    assert BO not in rows(cast, today)
    with cast.asking(cast.anna):
        past = ReviewSpell.objects.known_now().get(rule="R6d")
        assert (past.valid_to, past.ended_by) == (date(2026, 3, 1), "R6d")
