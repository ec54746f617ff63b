"""The addresses of meetings, Mina ungdomar and the calendar × the cast."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

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
from fullfolj.config.tests.access_table import Things, Try, everyone, only, signed_in
from fullfolj.core import clock


def meeting(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.case.pk, "meeting_id": t.meeting.pk}


def protected_meeting(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.protected_case.pk, "meeting_id": t.protected_meeting.pk}


def elsewhere(t: Things) -> Mapping[str, Any]:
    """A meeting, asked for in a case that it is not of."""
    return {"case_id": t.case.pk, "meeting_id": t.protected_meeting.pk}


def nowhere(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.case.pk, "meeting_id": t.cast.berg.pk}


def planned(t: Things) -> Mapping[str, Any]:
    """A meeting of Bo's in three days."""
    return {
        "key": str(uuid4()),
        "version": t.case.version,
        "kind": "talk",
        "on": str(clock.today() + timedelta(days=3)),
        "at": "14:00",
        "minutes": "45",
        "place": "Biblioteket",
        "worker": str(t.cast.bo.pk),
    }


def planned_too(t: Things) -> Mapping[str, Any]:
    """The same of Anna's, with somebody protected."""
    version, anna = t.protected_case.version, t.cast.anna.pk
    return {**planned(t), "version": version, "worker": str(anna)}


def cancelled(t: Things) -> Mapping[str, Any]:
    return {
        "key": str(uuid4()),
        "version": t.case.version,
        "outcome": "cancelled",
        "next_step": "Ringa",
        "next_step_on": str(clock.today() + timedelta(days=7)),
    }


def cancelled_too(t: Things) -> Mapping[str, Any]:
    return {**cancelled(t), "version": t.protected_case.version}


BERGS_WRONG = BERGS_OPEN | {"anna": 422, "bo": 422}
HIDDEN_SENT = BERGS_HIDDEN | {"anna": 302}

MEETINGS = [
    *(
        row
        for page in ("mine", "week")
        for row in (
            Try(f"casework:{page}", WORKS, about="one's own"),
            Try(f"casework:{page}", signed_in(405), "POST"),
        )
    ),
    Try("casework:calendar", WORKS, about="one's own"),
    Try("casework:calendar", WORKS, "POST", "an address"),
    Try(
        "casework:calendar",
        only(302, *WORKERS, others=403),
        "POST",
        "taken away",
        given=lambda _: {"drop": "yes"},
    ),
    Try("casework:feed", everyone(404), about="no word", args=lambda _: {"word": "x"}),
    Try("casework:feed", everyone(405), "POST", args=lambda _: {"word": "x"}),
    Try("casework:book", BERGS_OPEN, about="open", args=case),
    Try("casework:book", BERGS_HIDDEN, about="protected", args=protected_case),
    Try("casework:book", signed_in(404), about="no such", args=no_such),
    Try("casework:book", BERGS_OPEN | SENT, "POST", "open", case, planned),
    Try(
        "casework:book", BERGS_WRONG, "POST", "open, nothing filled in", case, cancelled
    ),
    Try("casework:book", HIDDEN_SENT, "POST", "protected", protected_case, planned_too),
    *(
        row
        for page, sent, sent_too in (
            ("meeting", cancelled, cancelled_too),
            ("move", planned, planned_too),
        )
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=meeting),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN,
                about="protected",
                args=protected_meeting,
            ),
            Try(f"casework:{page}", signed_in(404), about="elsewhere", args=elsewhere),
            Try(f"casework:{page}", signed_in(404), about="no such", args=nowhere),
            Try(f"casework:{page}", BERGS_OPEN | SENT, "POST", "open", meeting, sent),
            Try(
                f"casework:{page}",
                HIDDEN_SENT,
                "POST",
                "protected",
                protected_meeting,
                sent_too,
            ),
        )
    ),
]
