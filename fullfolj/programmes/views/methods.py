"""The method bank: the list, one method, and writing in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access.models import User
from fullfolj.access.views import acting_for
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.programmes import policy
from fullfolj.programmes.actions import methods as actions
from fullfolj.programmes.forms.methods import MethodForm
from fullfolj.programmes.models import Method
from fullfolj.programmes.words import say

FEW = 5  # measures; how often a method was used is told from here on


@dataclass(frozen=True)
class Above:
    """What these pages show of packages above this one.

    Attributes:
        used: in how many measures each method was used, by id.
        came_of: what came of the cases that one sees in which a method was used: what a
            share is of, and the share, None where it is of too few; nothing where all
            of them are too few, or one sees none.
    """

    used: Callable[[], dict[UUID, int]]
    came_of: Callable[[User, UUID], Sequence[tuple[str, Any]]]


@require_safe
def methods(request: Any, above: Above) -> HttpResponse:
    """The methods of the authority, those in use first."""
    used, found = above.used(), list(Method.objects.in_order())
    for each in found:
        each.used = shown(used.get(each.pk, 0))
    context = {
        "methods": found,
        "may_edit": policy.can_keep(request.user),
        "trail": trail(),
    }
    return render(request, "programmes/methods.html", context)


@require_safe
def method(request: Any, method_id: UUID, above: Above) -> HttpResponse:
    """One method, whole."""
    found = get_object_or_404(Method, pk=method_id)
    context = {
        "method": found,
        "used": shown(above.used().get(found.pk, 0)),
        "came_of": above.came_of(request.user, found.pk),
        "may_edit": policy.can_keep(request.user),
        "trail": [*trail(), (found.name, request.path)],
    }
    return render(request, "programmes/method.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Add a method."""
    if not policy.can_keep(request.user):
        raise PermissionDenied
    form = MethodForm(request.POST or None)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.add, **given):
        messages.success(request, _("Metoden är sparad."))
        return redirect("programmes:method", form.cleaned_data["key"])
    return page(request, form, _("Ny metod"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, method_id: UUID) -> HttpResponse:
    """Change what is said of a method."""
    if not policy.can_keep(request.user):
        raise PermissionDenied
    found = get_object_or_404(Method, pk=method_id)
    form = MethodForm(request.POST or None, method=found)
    given = {"method": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.change, **given):
        messages.success(request, _("Metoden är sparad."))
        return redirect("programmes:method", method_id)
    return page(request, form, _("Ändra metoden"))


def page(request: Any, form: MethodForm, title: str) -> HttpResponse:
    """The form, with how the method stands where somebody else changed it."""
    theirs = form.method
    if theirs and str(theirs.version) != form.data.get("version", str(theirs.version)):
        form.seen_again(theirs)
    else:
        theirs = None
    context = {
        "form": form,
        "title": title,
        "theirs": theirs,
        "trail": [*trail(), (title, request.path)],
    }
    return form_page(request, "programmes/method_form.html", context)


def shown(times: int) -> int | None:
    """How often a method was used, but not where it might tell of whom."""
    return times if times >= FEW else None


def trail() -> list[tuple[str, str]]:
    """Where these pages stand."""
    return [
        (_("Start"), reverse("start")),
        (_("Metodbank"), reverse("programmes:methods")),
    ]
