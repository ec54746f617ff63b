"""The plan of a youth: its page, and each writing in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.casework.actions import agreements, plans
from fullfolj.casework.forms.plans import (
    AnswerForm,
    EndForm,
    FirstPlanForm,
    FollowUpForm,
    GoalForm,
    PlanForm,
    PromiseForm,
)
from fullfolj.casework.models import Case, Draft, Promise
from fullfolj.casework.planned import Planned, planned
from fullfolj.casework.views.common import begun, filled, load, trail_of
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page


@dataclass(frozen=True)
class Asked:
    """What a page of one form is called, and what it says when that is done.

    Attributes:
        lead: before the name of the youth.
        save: what its button says.
    """

    title: Lazy
    lead: Lazy
    save: Lazy
    done: Lazy


@dataclass(frozen=True)
class Work:
    """One writing in a plan.

    Attributes:
        form: made of the case, the plan, and what was sent.
        action: what carries it out.
        draft: the form's name among drafts; empty where none is kept.
        promise: which promise it is about.
    """

    asked: Asked
    form: Callable[..., PlanForm]
    action: Callable[..., Any]
    draft: str = ""
    promise: Promise | None = None


WRITE = Asked(
    gettext_lazy("Mål"),
    gettext_lazy("Mål för"),
    gettext_lazy("Spara planen"),
    gettext_lazy("Planen är sparad."),
)
PROMISE = Asked(
    gettext_lazy("Löfte"),
    gettext_lazy("Löfte i planen för"),
    gettext_lazy("Spara löftet"),
    gettext_lazy("Löftet är sparat."),
)
END_PROMISE = Asked(
    gettext_lazy("Avsluta löfte"),
    gettext_lazy("Avsluta löfte i planen för"),
    gettext_lazy("Avsluta löftet"),
    gettext_lazy("Löftet är avslutat."),
)
END = Asked(
    gettext_lazy("Avsluta planen"),
    gettext_lazy("Avsluta planen för"),
    gettext_lazy("Avsluta planen"),
    gettext_lazy("Planen är avslutad."),
)
ANSWER = Asked(
    gettext_lazy("Svar på planen"),
    gettext_lazy("Svar på planen för"),
    gettext_lazy("Spara svaret"),
    gettext_lazy("Svaret är sparat."),
)
FOLLOW_UP = Asked(
    gettext_lazy("Följ upp planen"),
    gettext_lazy("Följ upp planen för"),
    gettext_lazy("Spara uppföljningen"),
    gettext_lazy("Uppföljningen är sparad."),
)


@require_safe
def plan(request: Any, case_id: UUID) -> HttpResponse:
    """The plan on one screen: goal, promises, days, steps, answers, versions."""
    found = load(request, case_id)
    context = {
        "case": found,
        "person": found.person,
        "planned": planned(found),
        "trail": trail_to(found),
    }
    return render(request, "casework/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Any, case_id: UUID) -> HttpResponse:
    """Begin a plan, or word its goal anew."""
    found = load(request, case_id)
    work = Work(WRITE, goal_form, plans.write, plans.DRAFT)
    return answered(request, found, planned(found), work)


def goal_form(*sent: Any, planned: Planned, **given: Any) -> GoalForm:
    """The form of a first plan, or of the goal of the plan there is.

    Somebody else may have begun one while a first was written: neither what was sent
    nor a draft of it is lost.
    """
    written = sent[0] if sent else given["initial"]
    is_first = not planned.is_current or not FirstPlanForm.ALONE.isdisjoint(written)
    return (FirstPlanForm if is_first else GoalForm)(*sent, planned=planned, **given)


@require_http_methods(["GET", "HEAD", "POST"])
def new_promise(request: Any, case_id: UUID) -> HttpResponse:
    """Write down what somebody does."""
    work = Work(PROMISE, PromiseForm, plans.promise, plans.PROMISE_DRAFT)
    return of_current(request, load(request, case_id), work)


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: Any, case_id: UUID, promise_id: UUID) -> HttpResponse:
    """Change what somebody does."""
    found = load(request, case_id)
    return of_promise(
        request, found, promise_id, Work(PROMISE, PromiseForm, plans.promise)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_promise(request: Any, case_id: UUID, promise_id: UUID) -> HttpResponse:
    """End a promise, with its day and its reason."""
    found = load(request, case_id)
    work = Work(END_PROMISE, EndForm, plans.end_promise)
    return of_promise(request, found, promise_id, work)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, case_id: UUID) -> HttpResponse:
    """End the plan, with its day and its reason."""
    return of_current(request, load(request, case_id), Work(END, EndForm, plans.end))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Any, case_id: UUID) -> HttpResponse:
    """Note what somebody has answered."""
    work = Work(ANSWER, AnswerForm, agreements.answer)
    return of_current(request, load(request, case_id), work)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: Any, case_id: UUID) -> HttpResponse:
    """Write down what a follow-up found, and plan the next."""
    work = Work(FOLLOW_UP, FollowUpForm, plans.look)
    return of_current(request, load(request, case_id), work)


def of_current(request: Any, found: Case, work: Work) -> HttpResponse:
    """A writing in the plan there is; without one, one is led to begin it.

    What was sent is answered all the same: the plan may have ended meanwhile.
    """
    known = planned(found)
    if not known.is_current and request.method != "POST":
        messages.info(request, _("Börja med att skriva målet."))
        return redirect("casework:plan_write", found.pk)
    return answered(request, found, known, work)


def of_promise(request: Any, found: Case, promise_id: UUID, work: Work) -> HttpResponse:
    """A writing about one promise of the plan there is, if it goes on."""
    known = planned(found)
    row = next((p.row for p in known.promises if p.row.pk == promise_id), None)
    if row is None:
        raise Http404
    if row.ended_on and request.method != "POST":
        messages.info(request, say("refused", "over"))
        return redirect("casework:plan", found.pk)
    act = partial(work.action, promise_id=promise_id)
    work = Work(work.asked, partial(work.form, row=row), act, promise=row)
    return answered(request, found, known, work)


def answered(request: Any, found: Case, known: Planned, work: Work) -> HttpResponse:
    """The page of one form: carried out, or shown with what was written and why not."""
    draft = begun(request, found, work.draft) if work.draft else None
    form = filled(request, work.form, draft, case=found, planned=known)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, work.action, **given):
        messages.success(request, str(work.asked.done))
        return redirect("casework:plan", found.pk)
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "page": work.asked,
        "promise": work.promise,
        "draft": draft,
        "draft_name": work.draft,
        "theirs": meanwhile(form, known, draft),
        "trail": [*trail_to(found), (str(work.asked.title), request.path)],
    }
    return form_page(request, "casework/plan_form.html", context)


def meanwhile(form: PlanForm, known: Planned, draft: Draft | None) -> Planned | None:
    """The plan as somebody else left it since the form, or its draft, was begun."""
    now = form.seen_version
    if draft and draft.version != now:
        return known
    if not form.is_bound or str(now) == form.data.get("version", ""):
        return None
    form.seen_again()
    return known


def trail_to(found: Case) -> list[tuple[str, str]]:
    """The plan's page, without saying whose."""
    here = reverse("casework:plan", args=[found.pk])
    return [*trail_of(found), (_("Plan"), here)]
