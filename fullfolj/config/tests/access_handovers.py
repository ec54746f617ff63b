"""The addresses of handing over × the cast; see access_table.py."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Handover
from fullfolj.casework.tests.handovers import answered, asked, offered
from fullfolj.config.tests.access_cases import (
    BERGS_HIDDEN,
    BERGS_OPEN,
    SENT,
    WORKERS,
    WORKS,
    case,
    no_such,
    protected_case,
)
from fullfolj.config.tests.access_table import (
    TODAY,
    Things,
    Try,
    case_of,
    only,
    signed_in,
)
from fullfolj.people.tests.people import enter

WRITES = {"anna": 422, "bo": 422}


def asked_of_bo(t: Things) -> Mapping[str, Any]:
    """Sara's case is Anna's, who has asked Bo; Sara moved, and said yes."""
    with t.cast.asking(t.cast.anna):
        known = Handover.objects.first()
    return {"case_id": (known or asked_about(t)).case_id}


def asked_about(t: Things) -> Handover:
    """Make what is asked of Sara, when first asked for."""
    case = case_of(t.cast, enter(t.cast, t.cast.anna, "Sara Exempel"))
    with t.cast.asking(t.cast.anna):
        assign(cases=[case.pk], owner=t.cast.anna, by=t.cast.anna)
        case.refresh_from_db()
        answered(case, offered(case, t.cast.anna), t.cast.anna)
        return asked(case, t.cast.anna, t.cast.bo)


def offer(_: Things) -> Mapping[str, Any]:
    return {
        "key": str(uuid4()),
        "version": "0",
        "to_code": "2309",
        "to_name": "Krokoms kommun",
        "text": "Vill börja på komvux.",
        "asked_on": TODAY,
    }


HANDOVERS = [
    Try("casework:handovers", WORKS, about="one's own"),
    Try("casework:handovers", only(302, *WORKERS, others=403), "POST", "none sent"),
    Try("casework:hand_over_many", WORKS, about="one's own"),
    Try(
        "casework:hand_over_many",
        only(422, *WORKERS, others=403),
        "POST",
        "nothing filled in",
        given=lambda _: {"to_user": ""},
    ),
    *(
        row
        for page in ("hand_over", "at_twenty", "moved")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=case),
            Try(
                f"casework:{page}", BERGS_HIDDEN, about="protected", args=protected_case
            ),
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_such),
            Try(
                f"casework:{page}",
                BERGS_OPEN | WRITES,
                "POST",
                "open, nothing filled in",
                args=case,
                given=lambda _: {"key": "x"},
            ),
        )
    ),
    Try("casework:moved", BERGS_OPEN | SENT, "POST", "open", case, offer),
    Try("casework:answer_handover", signed_in(404), about="nobody asked", args=case),
    Try(
        "casework:answer_handover",
        only(200, "bo", others=404),
        about="Bo was asked",
        args=asked_of_bo,
    ),
    Try(
        "casework:answer_handover",
        only(302, "bo", others=404),
        "POST",
        "Bo was asked",
        args=asked_of_bo,
        given=lambda _: {"answer": "yes"},
    ),
    Try("casework:take_back", signed_in(405), about="open", args=case),
    Try("casework:take_back", BERGS_OPEN | SENT, "POST", "nothing lent", case),
    Try("casework:move_letter", signed_in(404), about="nobody said yes", args=case),
    Try("casework:move_letter", BERGS_OPEN, about="with a yes", args=asked_of_bo),
    Try("casework:move_letter", signed_in(405), "POST", "with a yes", args=asked_of_bo),
]
