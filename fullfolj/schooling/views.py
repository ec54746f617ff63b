"""Skolgång, what schools say of a pupil; Skolmeddelanden, what they must tell."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.core import clock
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.people.views import to_write_about, trail_under
from fullfolj.schooling.actions import notices
from fullfolj.schooling.forms import NoticeForm, TakeBackForm
from fullfolj.schooling.known import Schooling
from fullfolj.schooling.models import Notice, SchoolUnit
from fullfolj.schooling.words import say


@require_safe
def schooling(request: Any, person_id: UUID) -> HttpResponse:
    """Where a person studies and studied, who their mentor is, who answers for them."""
    person = to_write_about(request, person_id)
    context = {
        "person": person,
        "known": Schooling.of(person),
        "trail": trail_under(person, _("Skolgång"), request.path),
    }
    return render(request, "schooling/schooling.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: Any, person_id: UUID) -> HttpResponse:
    """What schools told of a person; what is posted is one thing more."""
    person = to_write_about(request, person_id)
    form = NoticeForm(request.POST or None, initial={"received_on": clock.today()})
    given = {"person": person, "by": request.user}
    if form.is_valid() and carried_out(form, say, notices.record, **given):
        messages.success(request, _("Meddelandet är sparat."))
        return redirect(request.path)
    told = Notice.objects.known_now().filter(person=person).with_teller()
    known = SchoolUnit.objects.exclude(name="").values_list("name", flat=True)
    context = {
        "person": person,
        "form": form,
        "told": told.order_by("-on", "-recorded_from"),
        "schools": known.distinct().order_by("name"),
        "trail": trail_under(person, _("Skolmeddelanden"), request.path),
    }
    return form_page(request, "schooling/notice.html", context)


@require_POST
def take_back(request: Any, person_id: UUID) -> HttpResponse:
    """A notice was wrong."""
    person = to_write_about(request, person_id)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    told = Notice.objects.filter(person=person)
    found = get_object_or_404(told, pk=form.cleaned_data["about"])
    notices.take_back(person=person, notice=found, by=request.user)
    messages.success(request, _("Meddelandet räknas inte längre."))
    return redirect("schooling:notice", person.pk)
