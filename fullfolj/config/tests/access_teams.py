"""The addresses of team meetings and checklists × the cast; see access_table.py."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.casework.models import AgendaItem, TeamMeeting
from fullfolj.casework.tests.teams import arranged, point, taken_up
from fullfolj.config.tests.access_cases import (
    BERGS_HIDDEN,
    BERGS_OPEN,
    SENT,
    WORKS,
    case,
    no_such,
    protected_case,
)
from fullfolj.config.tests.access_mapping import SIGNED, SIGNS
from fullfolj.config.tests.access_table import Things, Try, only, signed_in
from fullfolj.core import clock


def team(t: Things) -> TeamMeeting:
    """Anna's own meeting, where nobody else sits."""
    with t.cast.asking(t.cast.anna):
        found = TeamMeeting.objects.open().first()
        return found or arranged(t.cast, t.cast.anna)


def meeting(t: Things) -> Mapping[str, Any]:
    return {"meeting_id": team(t).pk}


def no_meeting(t: Things) -> Mapping[str, Any]:
    return {"meeting_id": t.cast.berg.pk}


def item_of(t: Things, about: Any) -> AgendaItem:
    """That the meeting takes somebody up."""
    there = team(t)
    with t.cast.asking(t.cast.anna):
        if AgendaItem.objects.filter(meeting=there, case=about).exists():
            return point(there, about)
        return taken_up(there, about, t.cast.anna)


def in_item(t: Things) -> Mapping[str, Any]:
    return {**case(t), "item_id": item_of(t, t.case).pk}


def in_protected(t: Things) -> Mapping[str, Any]:
    return {**protected_case(t), "item_id": item_of(t, t.protected_case).pk}


def in_another(t: Things) -> Mapping[str, Any]:
    return {**protected_case(t), "item_id": item_of(t, t.case).pk}


def in_none(t: Things) -> Mapping[str, Any]:
    return {**case(t), "item_id": t.cast.berg.pk}


def weekly(t: Things) -> Mapping[str, Any]:
    """A meeting of Anna's and Bo's."""
    return {
        "key": str(uuid4()),
        "title": "Veckans teammöte",
        "held_on": str(clock.today()),
        "invited": [str(t.cast.anna.pk), str(t.cast.bo.pk)],
    }


def seated(t: Things) -> Mapping[str, Any]:
    return {"version": team(t).version, "present": [str(t.cast.anna.pk)]}


def decision(t: Things) -> Mapping[str, Any]:
    return {
        "key": str(uuid4()),
        "version": t.case.version,
        "text": "Vi prövar praktik",
        "next_step": "Ringa köket",
        "next_step_on": str(clock.today() + timedelta(days=5)),
        "doer": str(t.cast.anna.pk),
        "owner": str(t.cast.anna.pk),
    }


def taking_up(t: Things) -> Mapping[str, Any]:
    return {"case": [str(t.case.pk)]}


def listed(t: Things) -> Mapping[str, Any]:
    return {**case(t), "code": "ny"}


def listed_protected(t: Things) -> Mapping[str, Any]:
    return {**protected_case(t), "code": "ny"}


def listed_nowhere(t: Things) -> Mapping[str, Any]:
    return {**no_such(t), "code": "ny"}


def no_list(t: Things) -> Mapping[str, Any]:
    return {**case(t), "code": "finns-inte"}


def common(_: Things) -> Mapping[str, Any]:
    return {"code": "ny"}


def own(_: Things) -> Mapping[str, Any]:
    return {"code": "egen-1"}


def words(_: Things) -> Mapping[str, Any]:
    return {"title": "Innan studiebesök", "points": "Ring skolan"}


BOTH = {"anna": 422, "bo": 422}

TEAMS = [
    Try("casework:team_meetings", WORKS, about="the own authority's"),
    Try("casework:team_meetings", signed_in(405), "POST"),
    Try("casework:team_arrange", WORKS),
    Try(
        "casework:team_arrange",
        only(302, "anna", "bo", others=403) | {"gun": 422},
        "POST",
        "with Anna and Bo",
        given=weekly,
    ),
    Try("casework:team_take_up", signed_in(405)),
    Try(
        "casework:team_take_up",
        only(302, "anna", "bo", "gun", others=403),
        "POST",
        "open",
        given=taking_up,
    ),
    *(
        row
        for page in ("team_meeting", "team_seats", "team_propose", "team_minutes")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="Anna's", args=meeting),
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_meeting),
        )
    ),
    Try("casework:team_minutes_paper", BERGS_OPEN, about="Anna's", args=meeting),
    *(
        Try(f"casework:{page}", signed_in(405), "POST", "Anna's", args=meeting)
        for page in ("team_meeting", "team_minutes", "team_minutes_paper")
    ),
    Try("casework:team_seats", BERGS_OPEN | SENT, "POST", "Anna's", meeting, seated),
    Try(
        "casework:team_seats",
        BERGS_OPEN | BOTH,
        "POST",
        "Anna's, nobody ticked",
        args=meeting,
        given=lambda t: {"version": team(t).version},
    ),
    Try(
        "casework:team_propose",
        BERGS_OPEN | SENT,
        "POST",
        "Anna's",
        meeting,
        taking_up,
    ),
    *(
        row
        for page in ("team_agenda", "team_begin", "team_close")
        for row in (
            Try(f"casework:{page}", signed_in(405), about="Anna's", args=meeting),
            Try(f"casework:{page}", BERGS_OPEN | SENT, "POST", "Anna's", args=meeting),
        )
    ),
    Try("casework:team_item", BERGS_OPEN, about="open", args=in_item),
    Try("casework:team_item", BERGS_HIDDEN, about="protected", args=in_protected),
    Try("casework:team_item", signed_in(404), about="another's", args=in_another),
    Try("casework:team_item", signed_in(404), about="no such", args=in_none),
    Try(
        "casework:team_item",
        BERGS_OPEN | SENT | {"bo": 422},
        "POST",
        "open, to be Anna's",
        args=in_item,
        given=decision,
    ),
    Try(
        "casework:team_item",
        BERGS_OPEN | BOTH,
        "POST",
        "open, nothing filled in",
        args=in_item,
        given=lambda _: {"text": ""},
    ),
    Try("casework:checklist", BERGS_OPEN, about="open", args=listed),
    Try("casework:checklist", BERGS_HIDDEN, about="protected", args=listed_protected),
    Try("casework:checklist", signed_in(404), about="no such", args=listed_nowhere),
    Try("casework:checklist", signed_in(404), about="no such list", args=no_list),
    Try(
        "casework:checklist",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        listed,
        lambda _: {"done": ["tolk"]},
    ),
    Try(
        "casework:checklist",
        BERGS_OPEN | BOTH,
        "POST",
        "open, torn",
        listed,
        lambda _: {"done": ["finns-inte"]},
    ),
    Try("casework:checklists", SIGNS, about="the own authority's"),
    Try("casework:checklists", signed_in(405), "POST"),
    Try("casework:checklist_add", SIGNS),
    Try("casework:checklist_add", SIGNED, "POST", "a list", given=words),
    Try(
        "casework:checklist_reword",
        SIGNS | {"anna": 404, "gun": 404, "hilda": 404},
        about="one that is not one's own",
        args=own,
    ),
    Try("casework:checklist_use", signed_in(405), args=common),
    Try(
        "casework:checklist_use",
        SIGNED,
        "POST",
        "a common one",
        args=common,
        given=lambda _: {"used": "no"},
    ),
]
