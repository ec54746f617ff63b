"""Small steps: adding, wording anew, splitting; ticking where one sees them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fullfolj.casework.actions import small_steps as actions
from fullfolj.casework.actions.small_steps import GoneError
from fullfolj.casework.forms.small_steps import SmallStepForm, SplitForm
from fullfolj.casework.models import Case, SmallStep
from fullfolj.casework.planned import Planned, planned
from fullfolj.casework.views.common import (
    back_to,
    begun,
    changed_meanwhile,
    filled,
    load,
)
from fullfolj.casework.views.plans import trail_to
from fullfolj.casework.words import say
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any, case_id: UUID) -> HttpResponse:
    """Add a small step."""
    found = load(request, case_id)
    known = planned(found)
    draft = begun(request, found, SmallStepForm.DRAFT)
    form = filled(request, SmallStepForm, draft, case=found, promises=promises(known))
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.add, **given):
        messages.success(request, _("Steget är sparat."))
        return redirect(came_from(request, found))
    if form.errors:
        form.new_key()
    return shown(request, found, form, title=_("Litet steg"), draft=draft)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, case_id: UUID, step_id: UUID) -> HttpResponse:
    """Word a step anew, or give it another day."""
    found = load(request, case_id)
    known = planned(found)
    row = step_of(known, step_id)
    form = filled(
        request, SmallStepForm, None, case=found, promises=promises(known), row=row
    )
    given = {"case": found, "step_id": step_id, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.reword, **given):
        messages.success(request, _("Steget är ändrat."))
        return redirect("casework:plan", case_id)
    theirs = changed_meanwhile(form, row)
    return shown(request, found, form, title=_("Ändra steget"), row=row, theirs=theirs)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Any, case_id: UUID, step_id: UUID) -> HttpResponse:
    """Split a step in smaller ones."""
    found = load(request, case_id)
    row = step_of(planned(found), step_id)
    form = filled(request, SplitForm, None)
    given = {"case": found, "step_id": step_id, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.split, **given):
        messages.success(request, _("Steget är delat."))
        return redirect("casework:plan", case_id)
    return shown(request, found, form, title=_("Dela steget"), row=row)


@require_POST
def tick(request: Any, case_id: UUID, step_id: UUID) -> HttpResponse:
    """Say that a step is done, is not after all, or is to be taken away."""
    found = load(request, case_id)
    given = {"case": found, "step_id": step_id, "by": request.user}
    try:
        if "drop" in request.POST:
            actions.drop(**given)
            messages.success(request, _("Steget är borttaget."))
        else:
            actions.tick(done="undo" not in request.POST, **given)
    except GoneError as gone:
        raise Http404 from gone
    except Refused as refused:  # it was closed meanwhile
        messages.error(request, say("refused", refused.code))
    return redirect(came_from(request, found))


def promises(known: Planned) -> list[Any]:
    """The promises that a step may be a part of."""
    return [each.row for each in known.promises if not each.row.ended_on]


def step_of(known: Planned, step_id: UUID) -> SmallStep:
    """A step that one sees, or a part of one."""
    for each in known.steps:
        for row in (each.row, *each.parts):
            if row.pk == step_id:
                return row
    raise Http404


def came_from(request: Any, found: Case) -> str:
    """The page that one was on: the plan's, or where `back_to` says."""
    if request.GET.get("fran") == "plan":
        return reverse("casework:plan", args=[found.pk])
    return back_to(request, found)


def shown(
    request: Any, found: Case, form: Any, *, title: str, **more: Any
) -> HttpResponse:
    """The page of one form about a step."""
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "title": title,
        "trail": [*trail_to(found), (title, request.path)],
        **more,
    }
    return form_page(request, "casework/small_step.html", context)
