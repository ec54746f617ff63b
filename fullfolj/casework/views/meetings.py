"""A meeting with a youth: book it, move it, say how it went; and a worker's week."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullfolj.casework.actions import meetings as actions
from fullfolj.casework.forms.meetings import HeldForm, MeetingForm, MoveForm
from fullfolj.casework.models import Meeting
from fullfolj.casework.views.common import (
    back_to,
    begun,
    changed_meanwhile,
    filled,
    load,
    trail_of,
)
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: Any, case_id: UUID) -> HttpResponse:
    """Plan a meeting with the youth."""
    found = load(request, case_id)
    draft = begun(request, found, MeetingForm.DRAFT)
    given = {"case": found, "by": request.user}
    form = filled(request, MeetingForm, draft, **given)
    if form.is_valid() and carried_out(form, say, actions.book, **given):
        messages.success(request, _("Träffen är bokad."))
        return redirect(back_to(request, found))
    context = {
        "draft": draft,
        "theirs": changed_meanwhile(form, found, draft),
        "trail": [*trail_of(found), (_("Ny träff"), request.path)],
    }
    return page_of(request, form, "casework/meeting_book.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: Any, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    """A meeting as it is planned, or what became of it; say how it went."""
    found = load(request, case_id)
    met = _meeting(found, meeting_id)
    later = Meeting.objects.of_case(found).planned().filter(starts_at__gt=met.starts_at)
    about = {"case": found, "meeting": met, "following": later.last()}
    form = HeldForm(request.POST or None, **about)
    given = {"meeting": met, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.hold, **given):
        messages.success(request, _("Träffen är sparad."))
        return redirect(back_to(request, found))
    context = {
        "meeting": met,
        "theirs": changed_meanwhile(form, found),
        "trail": [*trail_of(found), (_("Träff"), request.path)],
    }
    return page_of(request, form, "casework/meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Any, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Another time or place for a meeting that is planned."""
    found = load(request, case_id)
    met = _meeting(found, meeting_id)
    form = MoveForm(request.POST or None, case=found, by=request.user, meeting=met)
    given = {"meeting": met, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.move, **given):
        messages.success(request, _("Träffen är flyttad."))
        return redirect(back_to(request, found))
    here = reverse("casework:meeting", args=[case_id, meeting_id])
    context = {
        "meeting": met,
        "theirs": changed_meanwhile(form, found),
        "trail": [
            *trail_of(found),
            (_("Träff"), here),
            (_("Flytta träffen"), request.path),
        ],
    }
    return page_of(request, form, "casework/meeting_book.html", context)


def _meeting(found: Any, meeting_id: UUID) -> Any:
    met = get_object_or_404(Meeting.objects.of_case(found), pk=meeting_id)
    met.case = found
    return met


def page_of(
    request: Any, form: Any, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page of a form about a case."""
    if form.errors:
        form.new_key()
    about = {"case": form.case, "person": form.case.person, "form": form}
    return form_page(request, template, about | context)
