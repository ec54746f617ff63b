"""The addresses of Min dag and of cases × the cast; see access_table.py."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.config.tests.access_table import (
    Things,
    Try,
    only,
    person,
    protected,
    signed_in,
)
from fullfolj.core import clock


def case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.case.pk}


def drafted(t: Things) -> Mapping[str, Any]:
    return {**case(t), "form": "kontakt"}


def protected_case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.protected_case.pk}


def no_such(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.cast.berg.pk}


def call(t: Things) -> Mapping[str, Any]:
    """A telephone call of Anna's that nobody answered."""
    return {
        "key": str(uuid4()),
        "version": t.case.version,
        "channel": "phone",
        "reached": "no",
        "happened_on": str(clock.today()),
        "next_step": "Ringa igen",
        "next_step_on": str(clock.today() + timedelta(days=7)),
        "made_by": str(t.cast.anna.pk),
    }


def next_week(t: Things) -> Mapping[str, Any]:
    return {name: call(t)[name] for name in ("version", "next_step", "next_step_on")}


WORKERS = ("anna", "bo", "gun")
WORKS = only(200, *WORKERS, others=403)
BERGS_OPEN = only(200, "anna", "bo", others=404)
BERGS_HIDDEN = only(200, "anna", others=404)
SENT = {"anna": 302, "bo": 302}

CASES = [
    Try("casework:youths", WORKS, about="the own authority's"),
    Try("casework:youths", WORKS, "POST", "search", given=lambda _: {"text": "öberg"}),
    Try("casework:youths_file", WORKS, about="the own authority's"),
    Try("casework:youths_file", signed_in(405), "POST"),
    Try("casework:day_sheet", WORKS, about="one's own"),
    Try("casework:day_sheet", signed_in(405), "POST"),
    Try("casework:day_sheet_paper", WORKS, about="one's own"),
    Try("casework:day_sheet_paper", signed_in(405), "POST"),
    Try("casework:many", signed_in(405)),
    Try(
        "casework:many",
        only(302, *WORKERS, others=403),
        "POST",
        "Berg's: Gun's are passed over",
        given=lambda t: {"case": t.case.pk, "owner": t.cast.anna.pk},
    ),
    Try("casework:save_view", signed_in(405)),
    Try(
        "casework:save_view",
        only(302, *WORKERS, others=403),
        "POST",
        "a choice",
        given=lambda _: {"name": "Mina tysta", "visa": "silent"},
    ),
    Try("casework:my_day", WORKS, about="the own authority's"),
    Try("casework:my_day", signed_in(405), "POST"),
    Try("casework:since", WORKS, about="the own authority's"),
    *(
        row
        for page in ("case", "contact", "step", "owner")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=case),
            Try(
                f"casework:{page}", BERGS_HIDDEN, about="protected", args=protected_case
            ),
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_such),
        )
    ),
    Try("casework:case", signed_in(405), "POST", "open", args=case),
    Try(
        "casework:of_person",
        only(302, "anna", "bo", others=404),
        about="open",
        args=person,
    ),
    Try(
        "casework:of_person",
        only(302, "anna", others=404),
        about="protected",
        args=protected,
    ),
    Try("casework:of_person", signed_in(405), "POST", "open", args=person),
    Try("casework:contact", BERGS_OPEN | SENT, "POST", "open", case, call),
    Try(
        "casework:contact",
        BERGS_OPEN | {"anna": 422, "bo": 422},
        "POST",
        "open, nothing filled in",
        args=case,
        given=lambda _: {"channel": ""},
    ),
    Try(
        "casework:contact",
        BERGS_HIDDEN | {"anna": 302},
        "POST",
        "protected",
        protected_case,
        lambda t: {**call(t), "version": t.protected_case.version},
    ),
    Try("casework:draft", signed_in(405), about="open", args=drafted),
    Try("casework:draft", BERGS_OPEN, "POST", "open", drafted, call),
    Try(
        "casework:draft",
        BERGS_HIDDEN,
        "POST",
        "protected",
        lambda t: {**protected_case(t), "form": "kontakt"},
        lambda t: {**call(t), "version": t.protected_case.version},
    ),
    Try(
        "casework:draft",
        BERGS_OPEN | SENT,
        "POST",
        "thrown away",
        args=drafted,
        given=lambda _: {"drop": "yes"},
    ),
    Try("casework:step", BERGS_OPEN | SENT, "POST", "open", case, next_week),
    Try(
        "casework:owner",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        args=case,
        given=lambda t: {"owner": t.cast.bo.pk},
    ),
    Try(
        "casework:owner",
        BERGS_HIDDEN | {"anna": 422},
        "POST",
        "protected, to who is not cleared",
        args=protected_case,
        given=lambda t: {"owner": t.cast.bo.pk},
    ),
]
