"""The addresses of referrals, and of what is wanted before one × the cast."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fullfolj.casework.models import Referral
from fullfolj.casework.tests.referrals import asked
from fullfolj.config.tests.access_cases import BERGS_HIDDEN, BERGS_OPEN, SENT, WORKS
from fullfolj.config.tests.access_table import (
    SIGNS,
    TODAY,
    Things,
    Try,
    only,
    person,
    protected,
    signed_in,
)
from fullfolj.people.models import Person


def of(t: Things, about: Person) -> Mapping[str, Any]:
    """That a school asks about somebody of Berg's."""
    with t.cast.asking(t.cast.anna):
        found = Referral.objects.filter(person=about).first()
        return {"referral_id": (found or asked(about, t.cast.anna)).pk}


def referral(t: Things) -> Mapping[str, Any]:
    return of(t, t.person)


def hidden(t: Things) -> Mapping[str, Any]:
    return of(t, t.protected)


def asking(_: Things) -> Mapping[str, Any]:
    """A school asks; everything is done."""
    return {
        "key": str(uuid4()),
        "asked_by": "school",
        "asked_name": "Bergs gymnasieskola",
        "contact": "Rektor",
        "received_on": TODAY,
        "matter": "Stöd",
        **{f"state_{number}": "met" for number in range(4)},
    }


def complete(t: Things) -> Mapping[str, Any]:
    return {**asking(t), "version": 1}


ADVICE = {"version": 1, "answer": "advised", "words": "Ring", "answered_on": TODAY}
WRITES = BERGS_OPEN | {"anna": 422, "bo": 422}

REFERRALS = [
    Try("casework:referrals", WORKS, about="the own authority's"),
    Try("casework:referrals", signed_in(405), "POST"),
    Try("casework:wanted", SIGNS),
    Try(
        "casework:wanted",
        only(302, "anna", "gun", "hilda", others=403),
        "POST",
        "a list",
        given=lambda _: {"asked": "Samtal", "valid_from": TODAY},
    ),
    Try("casework:refer", BERGS_OPEN, about="open", args=person),
    Try("casework:refer", BERGS_HIDDEN, about="protected", args=protected),
    Try("casework:refer", BERGS_OPEN | SENT, "POST", "open", person, asking),
    *(
        row
        for page in ("referral", "referral_answer")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=referral),
            Try(f"casework:{page}", BERGS_HIDDEN, about="protected", args=hidden),
            Try(
                f"casework:{page}",
                signed_in(404),
                about="no such",
                args=lambda t: {"referral_id": t.cast.berg.pk},
            ),
        )
    ),
    Try("casework:referral", BERGS_OPEN | SENT, "POST", "open", referral, complete),
    Try(
        "casework:referral_answer",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        referral,
        given=lambda _: ADVICE,
    ),
    Try(
        "casework:referral_answer",
        WRITES,
        "POST",
        "open, nothing filled in",
        referral,
        given=lambda _: {"version": ""},
    ),
]
