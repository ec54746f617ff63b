"""The addresses of a case as a whole, and of programmes × the cast."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.casework.tests.cases import shown
from fullfolj.config.tests.access_cases import (
    BERGS_HIDDEN,
    BERGS_OPEN,
    SENT,
    WORKS,
    call,
    case,
    no_such,
    protected_case,
)
from fullfolj.config.tests.access_table import (
    SIGNS,
    TODAY,
    TOMORROW,
    Things,
    Try,
    only,
    person,
    protected,
    signed_in,
)
from fullfolj.core import clock


def closed_case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.closed_case.pk}


def programme(t: Things) -> Mapping[str, Any]:
    return {"programme_id": t.programme.pk}


def nobody(t: Things) -> Mapping[str, Any]:
    return {"person_id": t.cast.berg.pk}


def another(purpose: str) -> Callable[[Things], Mapping[str, Any]]:
    """A case beside the one there is."""

    def given(_: Things) -> Mapping[str, Any]:
        ground = "Ungdomens ja 3 maj"
        return {"key": str(uuid4()), "purpose": purpose, "ground": ground}

    return given


def closing(t: Things) -> Mapping[str, Any]:
    """Anna closes the case, and has seen what runs in it."""
    with t.cast.asking(t.cast.anna):
        seen = " ".join(shown(t.case))
    return {
        "key": str(uuid4()),
        "version": t.case.version,
        "reason": "goal",
        "destination": "komvux",
        "livelihood": "study_aid",
        "follow_up_on": str(clock.today() + timedelta(days=180)),
        "closed_on": TODAY,
        "end_reason": "goal_reached",
        "shown": seen,
    }


ANSWER = {"destination": "work", "livelihood": "own_income", "how_known": "youth"}
PROGRAMME = {
    "name": "Plug In",
    "lowest_age": 15,
    "highest_age": 24,
    "legal_ground": "Nämndens beslut 4 maj",
    "valid_from": TODAY,
}
BERGS_SIGN = only(200, "anna", "hilda", others=403) | {"gun": 404}
WRITES = {"anna": 422, "bo": 422}

LIFE = [
    Try("casework:open", BERGS_OPEN, about="open", args=person),
    Try("casework:open", BERGS_HIDDEN, about="protected", args=protected),
    Try("casework:open", signed_in(404), about="no such", args=nobody),
    Try(
        "casework:open",
        BERGS_OPEN | WRITES,
        "POST",
        "open, not yet twenty",
        person,
        another("over_twenty"),
    ),
    Try(
        "casework:open",
        BERGS_OPEN | SENT,
        "POST",
        "open, at a school",
        person,
        another("prevention"),
    ),
    Try("casework:follow_ups", WORKS, about="the own authority's"),
    Try("casework:follow_ups", signed_in(405), "POST"),
    *(
        row
        for page in ("close", "reopen", "follow_up")
        for row in (
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_such),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN if page == "close" else BERGS_HIDDEN | {"anna": 302},
                about="protected, open",
                args=protected_case,
            ),
            Try(f"casework:{page}", BERGS_OPEN, about="closed", args=closed_case),
        )
    ),
    Try("casework:close", BERGS_OPEN, about="open", args=case),
    Try("casework:close", BERGS_OPEN | SENT, "POST", "open", case, closing),
    Try(
        "casework:close",
        BERGS_OPEN | WRITES,
        "POST",
        "open, nothing filled in",
        args=case,
        given=lambda _: {"reason": ""},
    ),
    Try("casework:case", BERGS_OPEN, about="closed", args=closed_case),
    Try(
        "casework:contact",
        BERGS_OPEN | WRITES,
        "POST",
        "closed: nobody writes in it",
        closed_case,
        lambda t: {**call(t), "version": 2},
    ),
    Try(
        "casework:reopen",
        BERGS_OPEN | SENT,
        "POST",
        "closed",
        closed_case,
        lambda _: {"words": "Ringde själv"},
    ),
    Try(
        "casework:reopen",
        BERGS_OPEN | WRITES,
        "POST",
        "closed, no words",
        closed_case,
        lambda _: {"words": ""},
    ),
    Try(
        "casework:follow_up",
        BERGS_OPEN | SENT,
        "POST",
        "closed",
        closed_case,
        lambda _: ANSWER,
    ),
    Try(
        "casework:follow_up",
        BERGS_OPEN | WRITES,
        "POST",
        "closed, no answer",
        closed_case,
        lambda _: {"destination": ""},
    ),
    Try(
        "casework:follow_up",
        BERGS_OPEN | SENT,
        "POST",
        "closed, no more questions",
        closed_case,
        lambda _: {"stop": "yes"},
    ),
    Try("programmes:programmes", SIGNS, about="the own authority's"),
    Try(
        "programmes:programmes",
        SIGNS | {"anna": 302, "hilda": 302, "gun": 302},
        "POST",
        "a new one",
        given=lambda _: PROGRAMME,
    ),
    Try(
        "programmes:programmes",
        SIGNS | {"anna": 422, "hilda": 422, "gun": 422},
        "POST",
        "ages in the wrong order",
        given=lambda _: {**PROGRAMME, "highest_age": 14},
    ),
    Try("programmes:end", BERGS_SIGN, about="Navigator", args=programme),
    Try(
        "programmes:end",
        BERGS_SIGN | {"anna": 302, "hilda": 302},
        "POST",
        "Navigator",
        programme,
        lambda _: {"valid_to": TOMORROW},
    ),
]
