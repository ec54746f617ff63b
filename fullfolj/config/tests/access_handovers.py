"""The addresses of handing over × the cast; see access_table.py."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fullfolj.casework.models import Case, Handover, MoveOffer
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
from fullfolj.config.tests.access_table import TODAY, Things, Try, only, signed_in
from fullfolj.core import clock

WRITES = {"anna": 422, "bo": 422}


def asked_of_bo(t: Things) -> Mapping[str, Any]:
    """Anna answers for the case, and has asked Bo."""
    with t.cast.asking(t.cast.anna):
        Case.objects.filter(pk=t.case.pk).update(owner=t.cast.anna.pk)
        Handover.about(
            t.person,
            case=t.case,
            batch=uuid4(),
            from_user=t.cast.anna.pk,
            to_user=t.cast.bo.pk,
            asked_by=t.cast.anna.pk,
            asked_on=clock.today(),
        ).save(force_insert=True)
    return case(t)


def said_yes(t: Things) -> Mapping[str, Any]:
    """Åsa moved, and said yes."""
    with t.cast.asking(t.cast.anna):
        MoveOffer.about(
            t.person,
            case=t.case,
            to_code="2309",
            to_name="Krokoms kommun",
            text="Vill börja på komvux.",
            asked_on=clock.today(),
            asked_by=t.cast.anna.pk,
            answer="yes",
            said_how="met",
            answered_on=clock.today(),
            noted_by=t.cast.anna.pk,
        ).save(force_insert=True)
    return case(t)


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
        for page in ("hand_over", "at_twenty", "move")
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
    Try("casework:move", BERGS_OPEN | SENT, "POST", "open", case, offer),
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
    Try("casework:move_letter", BERGS_OPEN, about="with a yes", args=said_yes),
    Try("casework:move_letter", signed_in(405), "POST", "with a yes", args=said_yes),
]
