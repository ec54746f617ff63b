"""The start page, for whom one acts, and Behörigheter: who works here, and as what."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import policy
from fullfolj.access.actions import memberships as actions
from fullfolj.access.actions import units as unit_actions
from fullfolj.access.forms import AppointmentForm, ClearanceForm, EndForm, UnitForm
from fullfolj.access.middleware import AUTHORITY
from fullfolj.access.models import Authority, Membership, Unit
from fullfolj.access.words import say
from fullfolj.core import clock, navigation
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page

ROWS = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one's day begins after signing in."""
    return redirect(navigation.home(request))


@require_safe
def start(request: Any) -> HttpResponse:
    """Where one comes after signing in: for whom one acts, as what, what opens."""
    held = Membership.objects.live(clock.today()).of(request.user)
    context = {
        "memberships": held.sorted_for_list(),
        "authorities": Authority.objects.of_member(request.user).order_by("name"),
    }
    return render(request, "access/start.html", context)


@require_POST
def choose_authority(request: Any) -> HttpResponse:
    """Act for another authority from now on, one where the user is a member."""
    chosen = request.POST.get("authority", "")
    for authority in Authority.objects.of_member(request.user):
        if str(authority.pk) == chosen:
            request.session[AUTHORITY] = chosen
            return redirect("start")
    raise Http404


@require_safe
def memberships(request: Any) -> HttpResponse:
    """Units, and who works in the authority; on request those who no longer do."""
    if not policy.can_administer(request.user):
        raise PermissionDenied
    today, ended = clock.today(), "avslutade" in request.GET
    everyone = Membership.objects.sorted_for_list()
    shown = everyone.over(today) if ended else everyone.not_over(today)
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "ended": ended,
        "today": today,
        "units": Unit.objects.order_by("name"),
        "trail": [*trail()[:1], (_("Behörigheter"), request.path)],
    }
    return render(request, "access/memberships.html", context)


@require_safe
def membership(request: Any, membership_id: UUID) -> HttpResponse:
    """One membership, with what can be changed."""
    found = load(request, membership_id)
    context = {
        "membership": found,
        "may_change": policy.can_change(request.user, found),
        "is_over": found.valid_to is not None and found.valid_to <= clock.today(),
        "trail": [*trail(), (_("Medlemskap"), request.path)],
    }
    return render(request, "access/membership.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_unit(request: Any) -> HttpResponse:
    """Add a unit to the authority."""
    if not policy.can_administer(request.user):
        raise PermissionDenied
    form = UnitForm(request.POST or None)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, unit_actions.open_unit, **given):
        messages.success(request, _("Enheten är tillagd."))
        return redirect("access:memberships")
    return answer(request, "access/open_unit.html", form, title=_("Lägg till enhet"))


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: Any) -> HttpResponse:
    """Give somebody a role, whether they are new in the house or not."""
    if not policy.can_administer(request.user):
        raise PermissionDenied
    form = AppointmentForm(request.POST or None, by=request.user)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.appoint_by_address, **given):
        messages.success(request, _("Rollen är given. Ett brev är på väg."))
        return redirect("access:memberships")
    return answer(request, "access/appoint.html", form, title=_("Ge någon en roll"))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, membership_id: UUID) -> HttpResponse:
    """End a membership on a day, at the earliest today."""
    found = load(request, membership_id, over=False)
    form = EndForm(request.POST or None, membership=found)
    given = {"membership": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.end, **given):
        messages.success(request, _("Slutdagen är sparad."))
        return redirect("access:memberships")
    return answer(
        request, "access/end.html", form, title=_("Avsluta rollen"), membership=found
    )


@require_http_methods(["GET", "HEAD", "POST"])
def clearance(request: Any, membership_id: UUID) -> HttpResponse:
    """Let a member see persons with protected identity, or no longer."""
    found = load(request, membership_id, over=False)
    now = {"sees_protected": "ja" if found.sees_protected else "nej"}
    form = ClearanceForm(request.POST or None, initial=now)
    given = {"membership": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.set_clearance, **given):
        messages.success(request, _("Ändringen är sparad."))
        return redirect("access:membership", found.pk)
    return answer(
        request,
        "access/clearance.html",
        form,
        title=_("Skyddade personer"),
        membership=found,
    )


def load(request: Any, membership_id: UUID, *, over: bool = True) -> Membership:
    """A membership of the own authority, for an administrator; over ones if allowed."""
    if not policy.can_administer(request.user):
        raise PermissionDenied
    shown = Membership.objects.sorted_for_list()
    if not over:
        shown = shown.not_over(clock.today())
    found: Membership = get_object_or_404(shown, pk=membership_id)
    return found


def acting_for(request: Any) -> Authority:
    """The authority for which the user acts."""
    return Authority.objects.get(pk=request.asker.authority_id)


def answer(
    request: HttpRequest, template: str, form: Any, *, title: str, **context: Any
) -> HttpResponse:
    """The page of a form; 422 when what it was given cannot be done."""
    here = (title, request.path)
    context |= {"form": form, "title": title, "trail": [*trail(), here]}
    return form_page(request, template, context)


def trail() -> list[tuple[str, str]]:
    """Where the pages of Behörigheter stand."""
    return [
        (_("Start"), reverse("start")),
        (_("Behörigheter"), reverse("access:memberships")),
    ]
