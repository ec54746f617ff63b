"""The minutes of a team's meeting: what was decided and nothing more."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullfolj.access import readlog
from fullfolj.casework import paper
from fullfolj.casework.models import Decision, TeamMeeting
from fullfolj.casework.paper import Item, MinutesPaper
from fullfolj.casework.views.papers import foot, printed
from fullfolj.casework.views.team_meetings import load, seats_of, told_now, trail_of
from fullfolj.casework.words import say
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.paper import Prose


@require_safe
def minutes(request: Any, meeting_id: UUID) -> HttpResponse:
    """What the meeting decided; of the protected apart, and never on paper."""
    meeting, ground = load(request, meeting_id)
    found, _kept_back = told_now(meeting, decided(meeting, request.user))
    readlog.listed(request, [each.person_id for each in found], ground=ground)
    context = {
        "meeting": meeting,
        "seats": seats_of(meeting),
        "decisions": [each for each in found if each.is_open],
        "protected": [each for each in found if not each.is_open],
        "trail": [*trail_of(meeting), (_("Minnesanteckningar"), request.path)],
    }
    return render(request, "casework/team_minutes.html", context)


@require_safe
def paper_of(request: Any, meeting_id: UUID) -> HttpResponse:
    """The same as PDF, without the protected: they stand on the screen alone."""
    meeting, ground = load(request, meeting_id)
    found = [each for each in decided(meeting, request.user) if each.is_open]
    readlog.exported(request, [each.person_id for each in found], ground=ground)
    seats, title = seats_of(meeting), meeting.title
    sheet = MinutesPaper(
        meeting=title if meeting.closed_at else say("team", "open", title=title),
        on=meeting.held_on,
        place=meeting.place,
        present=(*seats["present"], *seats["guests"]),
        items=tuple(map(written, found)),
        **foot(request),
    )
    content = paper.minutes(sheet, get_language() or LANGUAGES[0])
    return printed(content, f"minnesanteckningar-{meeting.held_on}")


def decided(meeting: TeamMeeting, user: Any) -> list[Any]:
    """The decisions of a meeting, in its order, with names."""
    found = Decision.objects.of_meeting(meeting, user).with_names()
    return list(found.with_person())


def written(decision: Any) -> Item:
    """A decision as it stands on paper."""
    text = decision.text
    if decision.tells:
        names = {"tells": decision.tells, "teller": decision.teller_name or ""}
        text = f"{text}\n{say('team', 'told', **names)}"
    step = paper.Decision(
        decision.next_step, decision.doer_name or "", decision.next_step_on
    )
    name = f"{decision.given_name} {decision.family_name}"
    return Item(name, Prose(text), (step,))
