"""Kartläggningens delar: an authority's own sections, and which common ones it asks."""

from typing import Any

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
from fullfolj.casework.actions import sections as actions
from fullfolj.casework.forms.sections import NewSectionForm, RewordForm, WordingForm
from fullfolj.casework.models import MappingSection
from fullfolj.casework.sections import sections
from fullfolj.casework.views.mapping import section_or_404
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page


@require_safe
def all_sections(request: Any) -> HttpResponse:
    """Every section that there is, and whether it is asked here."""
    refuse(request)
    found = sections().now()
    context = {
        "first": [each for each in found if each.is_first],
        "more": [each for each in found if not each.is_first and not each.is_own],
        "own": [each for each in found if each.is_own],
        "trail": trail(),
    }
    return render(request, "casework/sections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Add a section of one's own."""
    refuse(request)
    form = NewSectionForm(request.POST or None)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.add, **given):
        messages.success(request, _("Delen är tillagd."))
        return redirect("casework:sections")
    return answer(request, form, _("Ny del"))


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: Any, section: str) -> HttpResponse:
    """Ask a section of one's own in other words from now on."""
    refuse(request)
    rows = MappingSection.objects.filter(code=section).exclude(title="")
    row = rows.order_by("-version").first()
    if row is None:
        raise Http404
    form = RewordForm(request.POST or None, row=row)
    given = {"authority": acting_for(request), "code": section, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.reword, **given):
        messages.success(request, _("De nya orden gäller från nu."))
        return redirect("casework:sections")
    return answer(request, form, _("Ändra del"), theirs=form.theirs())


@require_POST
def ask(request: Any, section: str) -> HttpResponse:
    """Ask a section here from now on, or no longer."""
    refuse(request)
    asked = request.POST.get("asked") == "yes"
    given = {"authority": acting_for(request), "by": request.user}
    actions.ask(section=section_or_404(section), asked=asked, **given)
    said = _("Delen är med igen.") if asked else _("Delen är inte med längre.")
    messages.success(request, said)
    return redirect("casework:sections")


def refuse(request: Any) -> None:
    """Refuse who does not enter what the authority decides.

    Raises:
        PermissionDenied: in no role that does.
    """
    if roles.SIGN not in request.permissions:
        raise PermissionDenied


def answer(request: Any, form: WordingForm, title: str, **more: Any) -> HttpResponse:
    """The page of a form."""
    context = {
        "form": form,
        "title": title,
        "trail": [*trail(), (title, request.path)],
        **more,
    }
    return form_page(request, "casework/section_words.html", context)


def trail() -> list[tuple[str, str]]:
    """Where the page of sections stands."""
    return [
        (_("Start"), reverse("start")),
        (_("Kartläggningens delar"), reverse("casework:sections")),
    ]
