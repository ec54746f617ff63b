"""Insatser: what a youth was offered, what they answered, and how it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.casework.actions import measures as actions
from fullfolj.casework.forms.measures import (
    AnswerForm,
    EndForm,
    GoOnForm,
    HappenedForm,
    MethodForm,
    OfferForm,
    StartForm,
    WeekForm,
)
from fullfolj.casework.models import Measure, MeasureWeek
from fullfolj.casework.views.common import (
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
def offer(request: Any, case_id: UUID) -> HttpResponse:
    """Write down what the youth is offered."""
    found = load(request, case_id)
    draft = begun(request, found, OfferForm.DRAFT)
    form = filled(request, OfferForm, draft, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.offer, **given):
        messages.success(request, _("Insatsen är sparad."))
        return redirect("casework:measure", form.cleaned_data["key"])
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "draft": draft,
        "trail": [*trail_of(found), (_("Ny insats"), request.path)],
    }
    return form_page(request, "casework/measure_offer.html", context)


def load_measure(request: Any, measure_id: UUID) -> tuple[Any, Any]:
    """A measure with its case, for who works with cases; the reading is logged."""
    visible = Measure.objects.visible_to(request.user).with_method()
    measure = get_object_or_404(visible, pk=measure_id)
    measure.case = load(request, measure.case_id)
    return measure, measure.case


def trail_to(measure: Measure) -> list[tuple[str, str]]:
    """Where a measure's pages stand."""
    here = reverse("casework:measure", args=[measure.pk])
    return [*trail_of(measure.case), (_("Insats"), here)]


@require_safe
def measure(request: Any, measure_id: UUID) -> HttpResponse:
    """One measure: what it is, how it stands, and the weeks."""
    found, case = load_measure(request, measure_id)
    weeks = list(MeasureWeek.objects.standing(found))
    context = {
        "case": case,
        "person": case.person,
        "measure": found,
        "weeks": weeks,
        "planned": sum(week.planned for week in weeks),
        "attended": sum(week.attended for week in weeks),
        "trail": trail_to(found),
    }
    return render(request, "casework/measure.html", context)


@dataclass(frozen=True)
class Happening:
    """One thing that may happen to a measure, and the page on which it is said."""

    form: type[HappenedForm]
    action: Callable[..., Any]
    title: Any
    lead: Any
    saved: Any


HAPPENINGS = {
    "answer": Happening(
        AnswerForm,
        actions.answer,
        gettext_lazy("Svar"),
        gettext_lazy("Svaret från"),
        gettext_lazy("Svaret är sparat."),
    ),
    "start": Happening(
        StartForm,
        actions.start,
        gettext_lazy("Insatsen börjar"),
        gettext_lazy("Insatsen börjar för"),
        gettext_lazy("Insatsen pågår."),
    ),
    "go_on": Happening(
        GoOnForm,
        actions.go_on,
        gettext_lazy("Insatsen fortsätter"),
        gettext_lazy("Insatsen fortsätter för"),
        gettext_lazy("Insatsen fortsätter."),
    ),
    "end": Happening(
        EndForm,
        actions.end,
        gettext_lazy("Insatsen slutar"),
        gettext_lazy("Insatsen slutar för"),
        gettext_lazy("Insatsen är avslutad."),
    ),
    "method": Happening(
        MethodForm,
        actions.tie,
        gettext_lazy("Metod"),
        gettext_lazy("Metoden för"),
        gettext_lazy("Metoden är sparad."),
    ),
    "week": Happening(
        WeekForm,
        actions.note_week,
        gettext_lazy("Närvaro"),
        gettext_lazy("Närvaro för"),
        gettext_lazy("Veckan är sparad."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def happen(request: Any, measure_id: UUID, what: str) -> HttpResponse:
    """Say what happened to a measure."""
    found, case = load_measure(request, measure_id)
    happening = HAPPENINGS[what]
    form = happening.form(request.POST or None, measure=found)
    given = {"measure": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, happening.action, **given):
        messages.success(request, happening.saved)
        return redirect("casework:measure", measure_id)
    context = {
        "case": case,
        "person": case.person,
        "measure": found,
        "form": form,
        "happening": happening,
        "theirs": None if what == "week" else changed_meanwhile(form, found),
        "trail": [*trail_to(found), (happening.title, request.path)],
    }
    return form_page(request, "casework/measure_happen.html", context)
