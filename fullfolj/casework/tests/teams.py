"""Meetings of a team in the tests, made by the actions."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import checklists, team_meetings
from fullfolj.casework.checklists import checklists as known
from fullfolj.casework.models import AgendaItem, Case, Decision, TeamMeeting
from fullfolj.casework.rules.checklists import Checklist
from fullfolj.config.cast import Cast
from fullfolj.core import clock

NEW_ONE = "ny"


def arranged(cast: Cast, by: User, *invited: User, **given: Any) -> TeamMeeting:
    """Arrange a meeting as the form does: today, with who arranges it and some more."""
    said: dict[str, Any] = {
        "title": "Veckans teammöte",
        "held_on": clock.today(),
        "place": "Kommunhuset",
        "invited": tuple(str(each.pk) for each in (by, *invited)),
        "guests": (),
    }
    key = given.pop("key", uuid4())
    return team_meetings.arrange(
        authority=cast.home(by),
        key=key,
        arranged=team_meetings.Arranged(**said | given),
        by=by,
    )


def taken_up(meeting: TeamMeeting, case: Case, by: User) -> AgendaItem:
    """Put a case last on the agenda; the point that it is."""
    team_meetings.take_up(meeting=meeting, cases=[case.pk], by=by)
    return point(meeting, case)


def point(meeting: TeamMeeting, case: Case) -> AgendaItem:
    """The point of a case on an agenda, as a page has it."""
    rows = AgendaItem.objects.select_related("meeting", "case", "case__person")
    found: AgendaItem = rows.get(meeting=meeting, case=case)
    return found


def decided(item: AgendaItem, by: User, **given: Any) -> Decision:
    """Decide as the form does: Bo rings next week, and tells the youth."""
    now = Case.objects.get(pk=item.case_id)
    rest: dict[str, Any] = {"version": now.version, "owner": now.owner}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    said: dict[str, Any] = {
        "text": "Vi prövar praktik i köket",
        "next_step": "Ringa köket",
        "next_step_on": clock.today() + timedelta(days=5),
        "doer": by.pk,
        "tells": "Att vi frågar köket",
        "teller": by.pk,
    }
    return team_meetings.decide(
        item=item, decided=team_meetings.Decided(**said | given), by=by, **rest
    )


def checklist(code: str = NEW_ONE) -> Checklist:
    """A checklist as it is now."""
    found = known().get(code)
    assert found
    return found


def ticked(case: Case, by: User, *done: str, **given: Any) -> int:
    """Tick points of a list as the form does, on top of what was seen."""
    seen: tuple[str, ...] = given.pop("seen", ())
    code: str = given.pop("code", NEW_ONE)
    return checklists.tick(
        case=case, checklist=checklist(code), done=done, seen=seen, by=by
    )


def ids(*cases: Case) -> list[UUID]:
    """The ids of cases."""
    return [each.pk for each in cases]
