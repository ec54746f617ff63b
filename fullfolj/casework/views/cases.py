"""A youth's case: its page, the next step, and who answers for it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from fullfolj.access import roles
from fullfolj.casework import policy
from fullfolj.casework.actions import cases as case_actions
from fullfolj.casework.forms.cases import OwnerForm, StepForm
from fullfolj.casework.models import Case
from fullfolj.casework.rules.waits import waits
from fullfolj.casework.views.common import (
    back_to,
    changed_meanwhile,
    load,
    told_clashes,
    trail_of,
)
from fullfolj.casework.views.parts import parts_of
from fullfolj.casework.words import each_told, say
from fullfolj.core import clock
from fullfolj.core.navigation import Link, links_about
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.kaa.silence import unconfirmed


@require_safe
def case(request: Any, case_id: UUID) -> HttpResponse:
    """A youth: what comes next, who answers for it, and everything that was tried."""
    found = load(request, case_id, Case.objects.with_life().with_agreed())
    day, leads = policy.day(clock.today()), roles.ASSIGN in request.permissions
    standing = () if found.closed_on else waits(found.standing, day)
    context = {
        "case": found,
        "person": found.person,
        "why": each_told(standing),
        "least_tries": day.numbers.contact_tries,
        "silent_since": unconfirmed(clock.today(), [found.person_id]).get(
            found.person_id
        ),
        "parts": list(parts_of(request, found)),
        "may_assign": leads or policy.is_free_to(request.user, found),
        "more": about_person(request, found.person_id),
        "trail": trail_of(found),
    }
    return render(request, "casework/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, case_id: UUID) -> HttpResponse:
    """Change what comes next, and when."""
    found = load(request, case_id)
    form = StepForm(request.POST or None, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, case_actions.choose_next, **given):
        messages.success(request, _("Nästa steg är sparat."))
        return redirect("casework:case", case_id)
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "theirs": changed_meanwhile(form, found),
        "trail": [*trail_of(found), (_("Nästa steg"), request.path)],
    }
    return form_page(request, "casework/step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: Any, case_id: UUID) -> HttpResponse:
    """Say who answers for a youth: take it, give it, or leave it to nobody."""
    found = load(request, case_id)
    if meanwhile := became_of(request, found):
        messages.error(request, say("refused", meanwhile))
        return redirect("casework:case", case_id)
    if not policy.can_assign(request.user, found):
        raise PermissionDenied
    form = OwnerForm(request.POST or None, initial={"owner": found.owner})
    if roles.ASSIGN not in request.permissions:
        form.only(request.user)
    given = {"cases": [found.pk], "by": request.user}
    if form.is_valid() and carried_out(form, say, case_actions.assign, **given):
        messages.success(request, _("Ansvarig är ändrad."))
        told_clashes(request, form.cleaned_data["owner"], [found.pk])
        return redirect(back_to(request, found))
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "trail": [*trail_of(found), (_("Ansvarig"), request.path)],
    }
    return form_page(request, "casework/owner.html", context)


def became_of(request: Any, case: Case) -> str:
    """What somebody did to the case since who sends the form saw it; empty: nothing."""
    if case.closed_on and request.method == "POST":
        return "closed"
    now = str(case.version)
    return "" if request.POST.get("version", now) == now else "taken"


def about_person(request: Any, person_id: UUID) -> list[Link]:
    """What is known of the person on other pages than this."""
    here = reverse("casework:of_person", args=[person_id])
    links = links_about(request, "PERSON_PAGES", person_id)
    return [each for each in links if each.url != here]
