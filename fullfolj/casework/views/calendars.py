"""One's meetings in one's own calendar: the address for it, and what it answers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access import readlog, roles, wall
from fullfolj.access.policy import ground_among
from fullfolj.casework import ics
from fullfolj.casework.actions import calendars as actions
from fullfolj.casework.models import CalendarAddress, Meeting
from fullfolj.casework.views.common import ground_or_denied, trail
from fullfolj.casework.words import say
from fullfolj.core import clock


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Any) -> HttpResponse:
    """Make an address for one's own calendar, change it, or take it away.

    The address is in the answer to the form that makes it, and nowhere else.
    """
    ground_or_denied(request)
    word = ""
    if "drop" in request.POST:
        actions.close_calendar(by=request.user)
        messages.success(request, _("Adressen är borttagen. Kalendern får inget mer."))
        return redirect("casework:calendar")
    if request.method == "POST":
        home = request.asker.authority_id
        word = actions.open_calendar(authority_id=home, by=request.user)
    context = {
        "address": address(word) if word else "",
        "held": CalendarAddress.objects.filter(by_user=request.user.pk).first(),
        "trail": [
            *trail()[:1],
            (_("Träffar"), reverse("casework:week")),
            (_("I din kalender"), request.path),
        ],
    }
    return render(request, "casework/calendar.html", context)


def address(word: str) -> str:
    """The whole address with a word, as a calendar is given it."""
    return settings.HOUSE_ADDRESS + reverse("casework:feed", args=[word])


@login_not_required
@require_safe
def feed(_request: HttpRequest, word: str) -> HttpResponse:
    """The meetings of whose word it is, for their calendar: times, and no more.

    Calendars sign in nowhere and ask again and again; each time is logged.
    """
    with actions.asked_by(word) as asker:
        if asker is None or not ground_among(asker.roles, roles.WORK):
            raise Http404
        text = told(asker)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="traffar.ics"'
    return answer


def told(asker: wall.Asker) -> str:
    """The calendar of who asks; that it was read is logged."""
    assert asker.user_id is not None  # noqa: S101 - a word names a user
    today = clock.today()
    first, until = (
        today - CalendarAddress.LOOKS_BACK,
        today + CalendarAddress.LOOKS_AHEAD,
    )
    own = Meeting.objects.of_worker(asker.user_id).between(first, until)
    met = list(own.order_by("starts_at", "id"))
    ground = ground_among(asker.roles, roles.WORK)
    people = [each.person_id for each in met]
    readlog.write(asker, "export", people, page="casework:feed", ground=ground)
    word = say("meeting", "in_calendar")
    return ics.calendar(
        say("meeting", "calendar"),
        (ics.Event(uid(each), each.span, each.recorded_at, word) for each in met),
    )


def uid(meeting: Meeting) -> str:
    """What a meeting is called outside: always the same, and leads nowhere."""
    return wall.sign("calendar-uid", meeting.pk).hex()[:32] + "@fullfolj"
