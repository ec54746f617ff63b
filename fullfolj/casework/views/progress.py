"""A youth's way: events, their own view, and what their coach believes.

Each is a part that the authority uses or not; a page of one that is off is not there.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.casework import policy
from fullfolj.casework.actions import progress as actions
from fullfolj.casework.forms.progress import (
    BeliefForm,
    EventForm,
    HandedForm,
    SelfViewForm,
)
from fullfolj.casework.models import (
    Belief,
    LadderEvent,
    SelfView,
    SelfViewAnswer,
)
from fullfolj.casework.progress import said_in
from fullfolj.casework.rules.progress import due
from fullfolj.casework.self_view import Questions, language_of, questions
from fullfolj.casework.views.common import begun, filled, load, trail_of
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page


def load_part(request: Any, case_id: UUID, part: str) -> Any:
    """A case, for who works with cases, where the authority uses a part.

    Raises:
        Http404: it does not, or the case is not there for the user.
    """
    if not getattr(policy.parts(), part):
        raise Http404
    return load(request, case_id)


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: Any, case_id: UUID) -> HttpResponse:
    """What came about on the way; what is posted notes one thing more."""
    found = load_part(request, case_id, "event_ladder")
    draft = begun(request, found, EventForm.DRAFT)
    form = filled(request, EventForm, draft, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.note_event, **given):
        messages.success(request, _("Händelsen är sparad."))
        return redirect(reverse("casework:case", args=[case_id]) + "#progress")
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "draft": draft,
        "events": list(LadderEvent.objects.of_case(found)),
        "trail": [*trail_of(found), (_("På vägen"), request.path)],
    }
    return form_page(request, "casework/ladder.html", context)


@require_POST
def strike(request: Any, case_id: UUID, event_id: UUID) -> HttpResponse:
    """Strike out what was noted by mistake."""
    found = load_part(request, case_id, "event_ladder")
    try:
        actions.strike(case=found, event=event_id, by=request.user)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
    else:
        messages.success(request, _("Händelsen är struken."))
    return redirect("casework:ladder", case_id)


@require_safe
def self_view(request: Any, case_id: UUID) -> HttpResponse:
    """What the youth has answered, time by time; and how to ask again."""
    found = load_part(request, case_id, "self_view")
    views, answers = said_in(found, request.user)
    asked = questions(language_of())
    days = [each.on for each in views]
    context = {
        "case": found,
        "person": found.person,
        "views": views,
        "rows": [(asked.items[item], said) for item, said in answers.items()],
        "asked": asked,
        "due": due(found.listed_on, found.closed_on, days, clock.today()),
        "languages": languages(),
        "trail": [*trail_of(found), (_("Så ser ungdomen på det"), request.path)],
    }
    return render(request, "casework/self_view.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def self_view_new(request: Any, case_id: UUID) -> HttpResponse:
    """Write down what the youth answers, in a talk or from a paper."""
    found = load_part(request, case_id, "self_view")
    asked = asked_in(request)
    form = SelfViewForm(sent(request), asked=asked)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.answer, **given):
        messages.success(request, _("Svaren är sparade."))
        return redirect("casework:self_view", case_id)
    if form.errors:
        form.new_key()
    here = reverse("casework:self_view", args=[case_id])
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "asked": asked,
        "languages": languages(),
        "trail": [
            *trail_of(found),
            (_("Så ser ungdomen på det"), here),
            (_("Fråga nu"), request.path),
        ],
    }
    return form_page(request, "casework/self_view_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def self_view_handed(request: Any, case_id: UUID) -> HttpResponse:
    """The ten questions alone, for the youth: nobody's name, and no way elsewhere.

    Printed it is the paper to answer on.
    """
    found = load_part(request, case_id, "self_view")
    asked = asked_in(request)
    with translation.override(asked.language):
        form = HandedForm(sent(request), asked=asked)
        given = {"case": found, "by": request.user}
        if form.is_valid() and carried_out(form, say, actions.answer, **given):
            place = reverse("casework:self_view_thanks", args=[case_id])
            return redirect(f"{place}?sprak={asked.language}")
        if form.errors:
            form.new_key()
        context = {"form": form, "asked": asked, "languages": languages()}
        return form_page(request, "casework/self_view_handed.html", context)


@require_safe
def self_view_thanks(request: Any, case_id: UUID) -> HttpResponse:
    """That the answers are kept, and that the screen may be handed back."""
    found = load_part(request, case_id, "self_view")
    with translation.override(asked_in(request).language):
        return render(request, "casework/self_view_thanks.html", {"case": found})


@require_http_methods(["GET", "HEAD", "POST"])
def belief(request: Any, case_id: UUID) -> HttpResponse:
    """What one believes oneself, and what one believed before: nobody else sees it."""
    found = load_part(request, case_id, "coach_belief")
    asked = questions(language_of())
    form = BeliefForm(sent(request), asked=asked)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.believe, **given):
        messages.success(request, _("Det är sparat, och bara du kan läsa det."))
        return redirect("casework:belief", case_id)
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "trail": [*trail_of(found), (_("Din egen tro"), request.path)],
        **believed_before(found, asked),
    }
    return form_page(request, "casework/belief.html", context)


def believed_before(case: Any, asked: Questions) -> dict[str, Any]:
    """What one believed each time, beside what the youth said the last time.

    The latest first.
    """
    mine: list[Belief] = list(Belief.objects.of_case(case))
    last: SelfView | None = SelfView.objects.of_case(case).first()
    told = SelfViewAnswer.objects.filter(view=last.pk if last else None)
    said = dict(told.values_list("item", "value"))
    rows = [
        (asked.items[item], said.get(item), [getattr(each, name) for each in mine])
        for name, item in Belief.MIRRORS.items()
    ]
    likely = (say("likely", "asked"), None, [each.likely for each in mine])
    return {"beliefs": mine, "last_view": last, "rows": [*rows, likely]}


def sent(request: Any) -> Any:
    """What was posted, also where it is nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None


def asked_in(request: Any) -> Questions:
    """The questions in the language that the address asks for, or the page's."""
    return questions(language_of(request.GET.get("sprak")))


def languages() -> list[tuple[str, str]]:
    """The languages that the questions are asked in, each by its own name."""
    return [(code, say("language", code)) for code in LANGUAGES]
