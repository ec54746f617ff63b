"""A case as a whole: opened by hand, closed, asked after, and opened again."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access import readlog
from fullfolj.casework import policy
from fullfolj.casework.actions import follow_ups as follow_up_actions
from fullfolj.casework.actions import life as actions
from fullfolj.casework.actions.endings import running
from fullfolj.casework.forms.life import (
    CloseForm,
    FollowUpForm,
    OpenForm,
    ReopenForm,
)
from fullfolj.casework.life import asked_after, waiting
from fullfolj.casework.models import Case, FollowUp
from fullfolj.casework.rules.progress import due
from fullfolj.casework.views.common import (
    ROWS,
    begun,
    changed_meanwhile,
    filled,
    ground_or_denied,
    is_id,
    load,
    trail,
    trail_of,
)
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.people.models import Person

FEW = 5  # on Min dag


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: Any, person_id: UUID) -> HttpResponse:
    """Open a case for a person, for a purpose and on a ground."""
    person = load_person(request, person_id)
    form = OpenForm(request.POST or None, facts=actions.facts_of(person))
    given = {"person": person, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.open_, **given):
        messages.success(request, _("Ärendet är öppnat. Nu är du ansvarig."))
        return redirect("casework:case", form.cleaned_data["key"])
    if form.errors:
        form.new_key()
    context = {
        "person": person,
        "form": form,
        "trail": [*trail(), (_("Öppna ett ärende"), request.path)],
    }
    return form_page(request, "casework/open.html", context)


@require_safe
def of_person(request: Any, person_id: UUID) -> HttpResponse:
    """From a person to their cases: to the one where there is one, else all of them."""
    person = load_person(request, person_id)
    seen = Case.objects.visible_to(request.user).with_owner()
    cases = list(seen.of_person(person))
    if len(cases) == 1 and cases[0].closed_on is None:
        return redirect("casework:case", cases[0].pk)
    context = {
        "person": person,
        "cases": cases,
        "trail": [*trail(), (_("Ärenden"), request.path)],
    }
    return render(request, "casework/of_person.html", context)


def load_person(request: Any, person_id: UUID) -> Person:
    """A person with their name, for who works with cases; the reading is logged."""
    visible = Person.objects.visible_to(request.user).with_name()
    found: Person = get_object_or_404(visible, pk=person_id)
    readlog.displayed(request, found.pk, ground=ground_or_denied(request))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Any, case_id: UUID) -> HttpResponse:
    """Close a case: why, where the youth went, and when somebody asks how it went."""
    found = load(request, case_id)
    draft, runs = begun(request, found, CloseForm.DRAFT), running(found)
    form = filled(request, CloseForm, draft, case=found, running=runs)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.close, **given):
        messages.success(request, _("Ärendet är avslutat. Historiken finns kvar."))
        if runs.meetings:
            told = _("Bokade träffar är inställda. Säg det också till ungdomen.")
            messages.info(request, told)
        return redirect("casework:case", case_id)
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "draft": draft,
        "asks": "closing" if time_to_view(found, clock.today()) else "",
        "held": actions.is_held(found.person),
        "theirs": changed_meanwhile(form, found, draft),
        "trail": [*trail_of(found), (_("Avsluta"), request.path)],
    }
    return form_page(request, "casework/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Any, case_id: UUID) -> HttpResponse:
    """Open a closed case again, with its history."""
    found = load(request, case_id)
    if found.closed_on is None:
        messages.info(request, say("refused", "not_closed"))
        return redirect("casework:case", case_id)
    form = ReopenForm(request.POST or None)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.reopen, **given):
        messages.success(request, _("Ärendet är öppet igen. Välj nästa steg."))
        return redirect("casework:case", case_id)
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "trail": [*trail_of(found), (_("Öppna igen"), request.path)],
    }
    return form_page(request, "casework/reopen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: Any, case_id: UUID) -> HttpResponse:
    """Answer how it went, or that the youth wants no more questions."""
    found = load(request, case_id, Case.objects.with_life())
    about = next_asked(request, found)
    if about is None or found.closed_on is None:
        messages.info(request, say("refused", "answered"))
        return redirect("casework:case", case_id)
    if "stop" in request.POST:
        follow_up_actions.stop(case=found, by=request.user)
        messages.success(request, _("Ni frågar inte mer."))
        return redirect("casework:follow_ups")
    form = FollowUpForm(request.POST or None)
    given = {"case": found, "by": request.user, "follow_up": about.id}
    if form.is_valid() and carried_out(form, say, follow_up_actions.answer, **given):
        messages.success(request, _("Svaret är sparat."))
        return redirect("casework:follow_ups")
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "about": about,
        "asks": time_to_view(found, found.closed_on),
        "trail": [*trail_of(found), (_("Uppföljning"), request.path)],
    }
    return form_page(request, "casework/follow_up.html", context)


def time_to_view(found: Any, closed_on: date) -> str:
    """Why it is time to ask for the own view too; empty where it is not.

    Nor where the authority does not use the part, or nobody has reached the youth.
    """
    if not (found.reached_on and policy.parts().self_view):
        return ""
    asks = due(found.listed_on, closed_on, (found.viewed_on,), clock.today())
    return asks.occasion if asks else ""


def next_asked(request: Any, found: Any) -> Any:
    """The follow-up that a form answers; without one, that which asks next.

    Raises:
        Http404: the form names one of another case.
    """
    said = request.POST.get("follow_up", "")
    if not said:
        return waiting(found)
    mine = {each.id: each for each in asked_after(found)}
    if not is_id(said) or UUID(said) not in mine:
        raise Http404
    return mine[UUID(said)]


@require_safe
def follow_ups(request: Any) -> HttpResponse:
    """Whom somebody should ask how it went, the one who has waited longest first.

    Min dag fetches the first few beside itself.
    """
    ground, brief = ground_or_denied(request), "HX-Request" in request.headers
    asked = FollowUp.objects.due(clock.today(), Case.objects.visible_to(request.user))
    page = page_of(asked, request.GET.get("page"), FEW if brief else ROWS)
    due = FollowUp.objects.filter(pk__in=list(page)).order_by("due_on")
    page.object_list = list(due.with_person())
    people = [each.person_id for each in page.object_list]
    readlog.listed(request, people, ground=ground)
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "more": page.paginator.count - len(people),
        "trail": [*trail()[:1], (_("Uppföljning efter avslut"), request.path)],
    }
    template = "casework/asked_after.html" if brief else "casework/follow_ups.html"
    return render(request, template, context)
