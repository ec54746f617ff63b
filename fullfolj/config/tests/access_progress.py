"""The addresses of a youth's way × the cast; see access_table.py. Berg uses it all."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fullfolj.config.tests.access_cases import (
    BERGS_HIDDEN,
    BERGS_OPEN,
    SENT,
    case,
    no_such,
    protected_case,
)
from fullfolj.config.tests.access_table import Things, Try, only, signed_in
from fullfolj.core import clock

PAGES = (
    *("ladder", "self_view", "self_view_new", "self_view_handed"),
    *("self_view_thanks", "belief"),
)
READ_ONLY = ("self_view", "self_view_thanks")
LEADS = only(200, "anna", "gun", others=403)


def event(t: Things) -> Mapping[str, Any]:
    """Something that came about for Berg's."""
    return {**case(t), "event_id": t.event.pk}


def tapped(_: Things) -> Mapping[str, Any]:
    """One tap on the case's page."""
    return {"key": str(uuid4()), "version": 0, "level": 5, "on": str(clock.today())}


def answered(_: Things) -> Mapping[str, Any]:
    """One of the ten questions, in a talk today."""
    said = {"way": "talk", "on": str(clock.today()), "item_1": 3}
    return {"key": str(uuid4()), **said}


def believed(_: Things) -> Mapping[str, Any]:
    return {"key": str(uuid4()), "likely": 3}


WRITES = (
    ("ladder", tapped),
    ("self_view_new", answered),
    ("self_view_handed", answered),
    ("belief", believed),
)

PROGRESS = [
    *(
        row
        for page in PAGES
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=case),
            Try(
                f"casework:{page}", BERGS_HIDDEN, about="protected", args=protected_case
            ),
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_such),
        )
    ),
    *(
        row
        for page, given in WRITES
        for row in (
            Try(
                f"casework:{page}",
                BERGS_OPEN | SENT,
                "POST",
                "open",
                args=case,
                given=given,
            ),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN | {"anna": 302},
                "POST",
                "protected",
                args=protected_case,
                given=given,
            ),
        )
    ),
    *(
        Try(f"casework:{page}", signed_in(405), "POST", "open", args=case)
        for page in READ_ONLY
    ),
    Try("casework:ladder_strike", signed_in(405), about="open", args=event),
    Try(
        "casework:ladder_strike",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        args=event,
    ),
    Try("casework:movement", LEADS, about="the own authority's"),
    Try("casework:movement", signed_in(405), "POST"),
]
