"""Förfrågningar: who asks the authority to help a youth, and what they are answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access import readlog
from fullfolj.access.views import acting_for
from fullfolj.casework import policy
from fullfolj.casework.actions import life
from fullfolj.casework.actions import referrals as actions
from fullfolj.casework.forms.referrals import (
    AnswerForm,
    AskerForm,
    CompleteForm,
    ReferralForm,
    WantedListForm,
)
from fullfolj.casework.models import Referral, Wanted
from fullfolj.casework.rules.referrals import Precondition
from fullfolj.casework.views.common import (
    ROWS,
    changed_meanwhile,
    ground_or_denied,
    trail,
)
from fullfolj.casework.views.life import load_person
from fullfolj.casework.views.sections import refuse
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page

A_YEAR = timedelta(days=365)
ANSWERED = "besvarade"


@require_safe
def referrals(request: Any) -> HttpResponse:
    """Those that wait for an answer, the oldest first; or those that have had one.

    All, or those of one kind of party. Min dag fetches how many wait beside itself.
    """
    ground, today = ground_or_denied(request), clock.today()
    choice, answered = AskerForm(request.GET), is_answered(request)
    seen = Referral.objects.visible_to(request.user).of_asker(choice.asker())
    context = {
        "tally": seen.tally(today - A_YEAR),
        "today": today,
        "late_after": policy.day(today).numbers.first_contact_days,
        "answered": answered,
        "choice": choice,
        "asker": choice.asker(),
        "trail": trail_here(),
    }
    if "HX-Request" in request.headers:
        return render(request, "casework/referrals_wait.html", context)
    rows = seen.answered() if answered else seen.waiting()
    context |= turned_to(request, rows, ground)
    return render(request, "casework/referrals.html", context)


def turned_to(request: Any, rows: Any, ground: str) -> dict[str, Any]:
    """The page of the rows that is asked for; that they were seen is logged."""
    page = page_of(rows, request.GET.get("page"), ROWS)
    page.object_list = list(rows.filter(pk__in=list(page)).with_person())
    people = [each.person_id for each in page.object_list]
    readlog.listed(request, people, ground=ground)
    pages = page.paginator.get_elided_page_range(page.number)
    return {"page": page, "pages": pages}


def is_answered(request: Any) -> bool:
    """Whether one asks for those that have had an answer."""
    return bool(request.GET.get("visa") == ANSWERED)


def trail_here() -> list[tuple[str, str]]:
    """Where the pages of referrals stand."""
    return [*trail()[:1], (_("Förfrågningar"), reverse("casework:referrals"))]


def trail_to(referral: Referral) -> list[tuple[str, str]]:
    """The page of one, without saying about whom."""
    here = reverse("casework:referral", args=[referral.pk])
    return [*trail_here(), (_("Förfrågan"), here)]


@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: Any, person_id: UUID) -> HttpResponse:
    """Enter that somebody asks for help for a person."""
    person = load_person(request, person_id)
    wanted = tuple(map(Precondition, Wanted.objects.on(clock.today())))
    form = ReferralForm(request.POST or None, wanted=wanted)
    given = {"person": person, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.record, **given):
        messages.success(request, _("Förfrågan är sparad."))
        return redirect("casework:referral", form.cleaned_data["key"])
    if form.errors:
        form.new_key()
    context = {
        "person": person,
        "form": form,
        "trail": [*trail_here(), (_("Ny förfrågan"), request.path)],
    }
    return form_page(request, "casework/refer.html", context)


def load(request: Any, referral_id: UUID) -> Any:
    """A referral with its person, for who works with cases; the reading is logged."""
    seen = Referral.objects.visible_to(request.user).with_person()
    found = get_object_or_404(seen.with_answerer(), pk=referral_id)
    readlog.displayed(request, found.person_id, ground=ground_or_denied(request))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: Any, referral_id: UUID) -> HttpResponse:
    """One referral: who asks, what lacks, the answer; completed while it waits."""
    found = load(request, referral_id)
    form = CompleteForm(request.POST or None, referral=found)
    given = {"referral": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.complete, **given):
        messages.success(request, _("Förfrågan är sparad."))
        return redirect("casework:referral", referral_id)
    context = {
        "referral": found,
        "person": found.person,
        "form": form,
        "theirs": changed_meanwhile(form, found),
        "trail": trail_to(found),
    }
    return form_page(request, "casework/referral.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Any, referral_id: UUID) -> HttpResponse:
    """Answer who asked."""
    found = load(request, referral_id)
    facts = life.facts_of(found.person)
    form = AnswerForm(request.POST or None, referral=found, facts=facts)
    given = {"referral": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.answer, **given):
        messages.success(request, _("Svaret är sparat."))
        return redirect("casework:referral", referral_id)
    context = {
        "referral": found,
        "person": found.person,
        "form": form,
        "theirs": changed_meanwhile(form, found),
        "trail": [*trail_to(found), (_("Svar"), request.path)],
    }
    return form_page(request, "casework/referral_answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wanted(request: Any) -> HttpResponse:
    """What the authority wants done before a referral."""
    refuse(request)
    standing = Wanted.objects.on(clock.today())
    form = WantedListForm(request.POST or None, wanted=standing)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.want, **given):
        messages.success(request, _("Listan är sparad."))
        return redirect("casework:wanted")
    context = {
        "form": form,
        "trail": [
            (_("Start"), reverse("start")),
            (_("Före en förfrågan"), request.path),
        ],
    }
    return form_page(request, "casework/wanted.html", context)
