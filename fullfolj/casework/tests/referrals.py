"""Referrals of the tests, made by the actions that the pages use."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import referrals
from fullfolj.casework.models import Referral
from fullfolj.casework.rules.referrals import MET, WANTED, Precondition
from fullfolj.core import clock
from fullfolj.people.models import Person

LACKS_PROGRAMME = tuple(
    Precondition(what) if what == "action_programme" else Precondition(what, MET, None)
    for what in WANTED
)
SCHOOL = referrals.Asked(
    asked_by="school",
    asked_name="Bergs gymnasieskola",
    contact="Kurator Maja Lind, 070-111 22 33",
    received_on=clock.today(),
    matter="Stöd så att hen kan gå kvar",
    preconditions=LACKS_PROGRAMME,
    urgent="",
)


def asked(person: Person, by: User, **given: Any) -> Referral:
    """A school asks, as the form does; today, without an action programme."""
    key = given.pop("key", None) or uuid4()
    said = replace(SCHOOL, received_on=clock.today())
    said = replace(said, **given)
    return referrals.record(person=person, key=key, asked=said, by=by)


def answered(referral: Referral, by: User, answer: str, **given: Any) -> None:
    """Answer it, as the form does; whoever is taken on, for prevention."""
    said: dict[str, Any] = {
        "answer": answer,
        "answered_on": clock.today(),
        "words": "",
        "purpose": "prevention",
        "ground": "Förfrågan från skolan",
    }
    now = Referral.objects.get(pk=referral.pk, person=referral.person_id)
    version = given.pop("version", now.version)
    referrals.answer(
        referral=referral,
        version=version,
        answered=referrals.Answered(**said | given),
        by=by,
    )
