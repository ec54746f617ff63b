"""The team's meetings: arrange one, who sits there, whom it takes up, and close it."""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground_among
from fullfolj.access.views import acting_for
from fullfolj.casework import policy
from fullfolj.casework.actions import team_meetings as actions
from fullfolj.casework.forms.team_meetings import ArrangeForm, SeatsForm
from fullfolj.casework.models import AgendaItem, Case, TeamMeeting
from fullfolj.casework.models.cases import waiting
from fullfolj.casework.rules.waits import FIRST_OVERDUE, NEW, NO_OWNER, OVERDUE, SILENT
from fullfolj.casework.views.common import ROWS, ground_or_denied, is_id, shown
from fullfolj.casework.views.common import trail as trail_of_cases
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page

# What a meeting is proposed to take up: whom somebody ought to have done something for.
PROPOSED = (FIRST_OVERDUE, OVERDUE, NO_OWNER, SILENT, NEW)


@require_safe
def team_meetings(request: Any) -> HttpResponse:
    """The meetings to come, then those that are closed."""
    ground_or_denied(request)
    seen = TeamMeeting.objects.visible_to(request.user)
    page = page_of(seen.closed(), request.GET.get("page"), ROWS)
    page.object_list = list(seen.closed().filter(pk__in=list(page)))
    context = {
        "open": list(seen.open()[:ROWS]),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "trail": trail(),
    }
    return render(request, "casework/team_meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: Any) -> HttpResponse:
    """Arrange a meeting; then one chooses whom it takes up."""
    ground_or_denied(request)
    form = ArrangeForm(request.POST or None, by=request.user)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid():
        key = form.cleaned_data["key"]
        if carried_out(form, say, actions.arrange, **given):
            return redirect("casework:team_propose", key)
    if form.errors:
        form.new_key()
    context = {"form": form, "trail": [*trail(), (_("Nytt möte"), request.path)]}
    return form_page(request, "casework/team_arrange.html", context)


@require_safe
def team_meeting(request: Any, meeting_id: UUID) -> HttpResponse:
    """A meeting: who sits there, whom it takes up, and how far it has come."""
    meeting, ground = load(request, meeting_id)
    items, kept_back = agenda_of(meeting, request.user)
    readlog.listed(request, [each.person_id for each in items], ground=ground)
    left = [each for each in items if each.is_left]
    context = {
        "meeting": meeting,
        "items": items,
        "kept_back": kept_back,
        "decided": sum(each.is_decided for each in items),
        "next": left[0] if left else None,
        "seats": seats_of(meeting),
        "trail": trail_of(meeting),
    }
    return render(request, "casework/team_meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: Any, meeting_id: UUID) -> HttpResponse:
    """Say who sits there now."""
    meeting, _ground = load(request, meeting_id)
    form = SeatsForm(request.POST or None, meeting=meeting)
    given = {"meeting": meeting, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.seat, **given):
        messages.success(request, _("Vilka som är med är sparat."))
        return redirect("casework:team_meeting", meeting_id)
    changed = form.is_bound and form.data.get("version") != str(meeting.version)
    if changed:
        form.seen_again()
    context = {
        "meeting": meeting,
        "form": form,
        "theirs": seats_of(meeting) if changed else None,
        "trail": [*trail_of(meeting), (_("Vilka är med?"), request.path)],
    }
    return form_page(request, "casework/team_seats.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Any, meeting_id: UUID) -> HttpResponse:
    """Whom the meeting ought to take up; tick some, and put them on the agenda."""
    meeting, ground = load(request, meeting_id)
    if request.method == "POST":
        return added(request, meeting)
    day = policy.day(clock.today())
    there = AgendaItem.objects.filter(meeting=meeting, case=OuterRef("pk"))
    seen = Case.objects.visible_to(request.user).filter(~Exists(there))
    if policy.uncleared(meeting):
        seen = seen.filter(is_open=True)
    reasons = waiting(day)
    asked = reduce(or_, (reasons[each] for each in PROPOSED))
    ids = seen.filter(asked).pressing(day).values_list("pk", flat=True)[:ROWS]
    context = {
        "meeting": meeting,
        "lines": shown(request, list(ids), day, ground),
        "trail": [*trail_of(meeting), (_("Välj ungdomar"), request.path)],
    }
    return render(request, "casework/team_propose.html", context)


@require_POST
def take_up(request: Any) -> HttpResponse:
    """Put those that were ticked in the list on the agenda of the next meeting."""
    ground_or_denied(request)
    meeting = TeamMeeting.objects.visible_to(request.user).next_of(request.user)
    if meeting:
        return added(request, meeting)
    messages.error(request, say("refused", "team_none"))
    return redirect("casework:team_arrange")


def added(request: Any, meeting: TeamMeeting) -> HttpResponse:
    """Put cases on an agenda, and show it."""
    ticked = [UUID(each) for each in request.POST.getlist("case") if is_id(each)]
    if not ticked:
        messages.error(request, _("Kryssa i minst en ungdom först."))
        return redirect("casework:team_propose", meeting.pk)
    try:
        number = actions.take_up(meeting=meeting, cases=ticked, by=request.user)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
    else:
        told = ngettext(
            "%(number)s ungdom är tillagd.", "%(number)s ungdomar är tillagda.", number
        )
        if number:
            messages.success(request, told % {"number": number})
        if number < len(set(ticked)):
            messages.info(request, say("team", "not_all"))
    return redirect("casework:team_meeting", meeting.pk)


@require_POST
def agenda(request: Any, meeting_id: UUID) -> HttpResponse:
    """Take a youth up earlier or later, or not at all."""
    meeting, _ground = load(request, meeting_id)
    deed = next((each for each in ("up", "down", "drop") if each in request.POST), "")
    item = request.POST.get(deed, "")
    given = {"meeting": meeting, "by": request.user}
    try:
        if deed == "drop" and is_id(item):
            actions.drop(item=UUID(item), **given)
        elif deed and is_id(item):
            actions.move(item=UUID(item), up=deed == "up", **given)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
    return redirect("casework:team_meeting", meeting_id)


@require_POST
def begin(request: Any, meeting_id: UUID) -> HttpResponse:
    """Begin the meeting, with the first that it has not decided on."""
    meeting, _ground = load(request, meeting_id)
    try:
        actions.begin(meeting=meeting, by=request.user)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
        return redirect("casework:team_meeting", meeting_id)
    items, _kept_back = agenda_of(meeting, request.user)
    return onward(meeting, items)


@require_POST
def close(request: Any, meeting_id: UUID) -> HttpResponse:
    """Close the meeting for good, and show its minutes."""
    meeting, _ground = load(request, meeting_id)
    try:
        actions.close(meeting=meeting, by=request.user)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
    else:
        messages.success(request, _("Mötet är avslutat. Det ni bestämde är låst."))
    return redirect("casework:team_minutes", meeting_id)


def load(request: Any, meeting_id: UUID) -> tuple[TeamMeeting, str]:
    """A meeting, for who works with cases, and in which role they do.

    Raises:
        Http404: there is none, or it is not theirs.
    """
    seen = TeamMeeting.objects.visible_to(request.user)
    found = get_object_or_404(seen, pk=meeting_id)
    return found, ground_among(request.roles, roles.WORK)


def agenda_of(meeting: TeamMeeting, user: User) -> tuple[list[Any], list[str]]:
    """Whom the meeting takes up now, and who keeps protected youths from being shown.

    While somebody sits there who may not know of a protected youth, the youth is not
    taken up; only who may know of them is told that somebody waits, and for whom.
    """
    items = list(actions.points(meeting, user).with_decided().with_person())
    return told_now(meeting, items)


def told_now(meeting: TeamMeeting, rows: list[Any]) -> tuple[list[Any], list[str]]:
    """Which rows may be shown now, and who keeps those of the protected back."""
    if meeting.closed_at or all(each.is_open for each in rows):
        return rows, []
    kept_back = policy.uncleared(meeting)
    return [each for each in rows if each.is_open or not kept_back], kept_back


def onward(meeting: TeamMeeting, items: list[Any], after: Any = None) -> HttpResponse:
    """To the next that nothing is decided of; to the meeting where none is left."""
    following = next_of(items, after)
    if following is None:
        return redirect("casework:team_meeting", meeting.pk)
    return redirect("casework:team_item", following.case_id, following.pk)


def next_of(items: list[Any], after: Any = None) -> Any:
    """The next point that nothing is decided of, from one on and around; or None."""
    ids = [each.pk for each in items]
    start = ids.index(after.pk) + 1 if after else 0
    rest = [each for each in items[start:] + items[:start] if each.is_left]
    return next((each for each in rest if not after or each.pk != after.pk), None)


def seats_of(meeting: TeamMeeting) -> dict[str, list[str]]:
    """The names of those who sit there, and of those who were to."""
    known = User.objects.filter(pk__in=[*meeting.present, *meeting.absent])
    named = {str(pk): name for pk, name in known.values_list("pk", "name")}
    return {
        "present": sorted(named[each] for each in meeting.present if each in named),
        "guests": meeting.guests,
        "absent": sorted(named[each] for each in meeting.absent if each in named),
    }


def trail() -> list[tuple[str, str]]:
    """Where the team's meetings stand."""
    return [
        *trail_of_cases()[:1],
        (_("Teammöten"), reverse("casework:team_meetings")),
    ]


def trail_of(meeting: TeamMeeting) -> list[tuple[str, str]]:
    """Where one meeting stands."""
    here = reverse("casework:team_meeting", args=[meeting.pk])
    return [*trail(), (_("Teammöte"), here)]
