"""Program: what the authority offers besides the law's duty, and to whom."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullfolj.access.views import acting_for
from fullfolj.core import clock
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.programmes import policy
from fullfolj.programmes.actions import programmes as actions
from fullfolj.programmes.forms.programmes import EndForm, ProgrammeForm
from fullfolj.programmes.models import Programme
from fullfolj.programmes.words import say


@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: Any) -> HttpResponse:
    """The programmes of the authority; what is posted adds one."""
    if not policy.can_keep(request.user):
        raise PermissionDenied
    form = ProgrammeForm(request.POST or None)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.add, **given):
        messages.success(request, _("Programmet är sparat."))
        return redirect("programmes:programmes")
    context = {
        "form": form,
        "programmes": Programme.objects.sorted_for_list(),
        "today": clock.today(),
        "trail": trail(),
    }
    return form_page(request, "programmes/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, programme_id: UUID) -> HttpResponse:
    """Say from which day a programme is over."""
    if not policy.can_keep(request.user):
        raise PermissionDenied
    found = get_object_or_404(Programme, pk=programme_id)
    form = EndForm(request.POST or None)
    given = {"programme": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.end, **given):
        messages.success(request, _("Programmets sista dag är sparad."))
        return redirect("programmes:programmes")
    context = {
        "form": form,
        "programme": found,
        "trail": [*trail(), (_("Avsluta programmet"), request.path)],
    }
    return form_page(request, "programmes/end.html", context)


def trail() -> list[tuple[str, str]]:
    """Where the page of programmes stands."""
    return [
        (_("Start"), reverse("start")),
        (_("Program"), reverse("programmes:programmes")),
    ]
