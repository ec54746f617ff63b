"""A youth on an introductory programme, and how many became eligible each year."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import roles
from fullfolj.access.policy import ground_among
from fullfolj.casework.actions import introductions as actions
from fullfolj.casework.forms.introductions import AroundForm, GoalForm, SubjectsForm
from fullfolj.casework.models import Introduction, PassedSubjects, StudyGoal
from fullfolj.casework.rules.eligibility import lacks, school_year, series, span
from fullfolj.casework.views.common import changed_meanwhile, load, pressed, trail_of
from fullfolj.casework.words import lacking, say
from fullfolj.core import clock
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.schooling.models import Mentorship, StudyPlan

AT = "casework:introduction"


def trail_to(found: Any) -> list[tuple[str, str]]:
    """Where these pages stand."""
    here = reverse(AT, args=[found.pk])
    return [*trail_of(found), (_("Introduktionsprogram"), here)]


@require_safe
def introduction(request: Any, case_id: UUID) -> HttpResponse:
    """What is lacking, what the youth wants to learn, and who is around them."""
    found = load(request, case_id)
    passed = PassedSubjects.objects.of_case(found).first()
    left = lacks(passed.subjects, clock.today()) if passed else []
    latest = ("is_gone", "-valid_from")
    mentors = Mentorship.objects.known_now().filter(person=found.person_id)
    plans = StudyPlan.objects.known_now().filter(person=found.person_id)
    context = {
        "case": found,
        "person": found.person,
        "passed": passed,
        "lacks": [(each.track, lacking(each)) for each in left],
        "introduction": Introduction.objects.of_case(found).first(),
        "goals": list(StudyGoal.objects.of_case(found)),
        "mentors": mentors.select_related("school_unit").order_by(*latest),
        "plans": plans.with_programme().order_by(*latest),
        "trail": trail_to(found),
    }
    return render(request, "casework/introduction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def around(request: Any, case_id: UUID) -> HttpResponse:
    """Say which programme, where the youth lives, and the help with language."""
    found = load(request, case_id)
    stands = Introduction.objects.of_case(found).first()
    form = AroundForm(request.POST or None, case=found, stands=stands)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.surround, **given):
        messages.success(request, _("Uppgifterna är sparade."))
        return redirect(AT, case_id)
    return page(request, form, _("Program, boende och språk"))


@require_http_methods(["GET", "HEAD", "POST"])
def subjects(request: Any, case_id: UUID) -> HttpResponse:
    """Note which subjects the youth has passed."""
    found = load(request, case_id)
    stands = PassedSubjects.objects.of_case(found).first()
    form = SubjectsForm(request.POST or None, case=found, stands=stands)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.note_passed, **given):
        messages.success(request, _("Ämnena är sparade."))
        return redirect(AT, case_id)
    return page(request, form, _("Godkända ämnen"))


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: Any, case_id: UUID) -> HttpResponse:
    """Write down what the youth wants to have learnt."""
    found = load(request, case_id)
    form = GoalForm(request.POST or None, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.set_goal, **given):
        messages.success(request, _("Målet är sparat."))
        return redirect(AT, case_id)
    if form.errors:
        form.new_key()
    return page(request, form, _("Nytt studiemål"))


@require_POST
def close_goal(request: Any, goal_id: UUID) -> HttpResponse:
    """A goal is reached, or set aside."""
    visible = StudyGoal.objects.visible_to(request.user)
    found = get_object_or_404(visible, pk=goal_id)
    found.case = load(request, found.case_id)
    reached = "reached" in request.POST
    given = {"goal": found, "reached": reached, "by": request.user}
    said = _("Målet är nått.") if reached else _("Målet är lagt åt sidan.")
    pressed(request, said, actions.close_goal, **given)
    return redirect(AT, found.case_id)


def page(request: Any, form: Any, title: str) -> HttpResponse:
    """The page of a form; 422 when what it was given cannot be done."""
    found, stands = form.case, getattr(form, "stands", None)
    theirs = changed_meanwhile(form, stands) if stands else None
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "title": title,
        "theirs": theirs,
        "trail": [*trail_to(found), (title, request.path)],
    }
    return form_page(request, "casework/introduction_form.html", context)


@require_safe
def eligibility(request: Any) -> HttpResponse:
    """How many became eligible each school year.

    Who works with the youths sees the numbers, and what others see; others who read
    statistics see but what nobody can be known by.
    """
    works = ground_among(request.roles, roles.WORK)
    if not works and not ground_among(request.roles, roles.READ_STATISTICS):
        raise PermissionDenied
    to_all = not works or "utat" in request.GET
    numbers = PassedSubjects.objects.eligible_by_year()
    years = series(numbers, to_all=to_all, ongoing=school_year(clock.today()))
    context = {
        "years": years,
        "span": span(years),
        "to_all": to_all,
        "works": works,
        "trail": [(_("Start"), reverse("start")), (_("Behörighet"), request.path)],
    }
    return render(request, "casework/eligibility.html", context)
