"""Ticking a checklist in a case; and Checklistor, the lists that an authority uses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import roles
from fullfolj.access.views import acting_for
from fullfolj.casework.actions import checklists as actions
from fullfolj.casework.checklists import checklists, ticked
from fullfolj.casework.forms.checklists import ListForm, RewordListForm, TicksForm
from fullfolj.casework.models import ChecklistVersion
from fullfolj.casework.rules.checklists import Checklist
from fullfolj.casework.views.common import load, trail_of
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: Any, case_id: UUID, code: str) -> HttpResponse:
    """A list in a case: what is done, by whom and when; tick more."""
    found, kept = load(request, case_id), list_or_404(code)
    form: Any = TicksForm(
        request.POST if request.method == "POST" else None, checklist=kept
    )
    given = {"case": found, "checklist": kept, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.tick, **given):
        messages.success(request, _("Checklistan är sparad."))
        return redirect("casework:case", case_id)
    context = {
        "case": found,
        "person": found.person,
        "checklist": kept,
        "form": form,
        "points": ticked(found, kept),
        "wanted": form.data.getlist("done") if form.is_bound else None,
        "trail": [*trail_of(found), (kept.title, request.path)],
    }
    return form_page(request, "casework/checklist.html", context)


@require_safe
def all_lists(request: Any) -> HttpResponse:
    """Every list that there is, and whether it is used here."""
    refuse(request)
    found = checklists().now()
    context = {
        "own": [each for each in found if each.is_own],
        "common": [each for each in found if not each.is_own],
        "trail": trail(),
    }
    return render(request, "casework/checklists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Add a list of one's own."""
    refuse(request)
    form = ListForm(request.POST or None)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.add, **given):
        messages.success(request, _("Listan är tillagd."))
        return redirect("casework:checklists")
    return answer(request, form, _("Ny checklista"))


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: Any, code: str) -> HttpResponse:
    """Let a list of one's own have other points from now on."""
    refuse(request)
    rows = ChecklistVersion.objects.filter(code=code).exclude(title="")
    row = rows.order_by("-version").first()
    if row is None:
        raise Http404
    form = RewordListForm(request.POST or None, row=row)
    given = {"authority": acting_for(request), "code": code, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.reword, **given):
        messages.success(request, _("De nya punkterna gäller från nu."))
        return redirect("casework:checklists")
    return answer(request, form, _("Ändra checklista"), theirs=form.theirs())


@require_POST
def use(request: Any, code: str) -> HttpResponse:
    """Use a list here from now on, or no longer."""
    refuse(request)
    used = request.POST.get("used") == "yes"
    given = {"authority": acting_for(request), "by": request.user}
    actions.use(checklist=list_or_404(code), used=used, **given)
    said = _("Listan är med igen.") if used else _("Listan är inte med längre.")
    messages.success(request, said)
    return redirect("casework:checklists")


def list_or_404(code: str) -> Checklist:
    """A list as it is now.

    Raises:
        Http404: there is none.
    """
    found = checklists().get(code)
    if found is None:
        raise Http404
    return found


def refuse(request: Any) -> None:
    """Refuse who does not enter what the authority decides.

    Raises:
        PermissionDenied: in no role that does.
    """
    if roles.SIGN not in request.permissions:
        raise PermissionDenied


def answer(request: Any, form: ListForm, title: str, **more: Any) -> HttpResponse:
    """The page of a form."""
    here = (title, request.path)
    context = {"form": form, "title": title, "trail": [*trail(), here], **more}
    return form_page(request, "casework/checklist_words.html", context)


def trail() -> list[tuple[str, str]]:
    """Where the page of checklists stands."""
    return [
        (_("Start"), reverse("start")),
        (_("Checklistor"), reverse("casework:checklists")),
    ]
