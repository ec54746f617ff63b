"""One youth at a team's meeting: what waits, and what the meeting decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullfolj.access import readlog, roles
from fullfolj.access.policy import ground_among
from fullfolj.casework import policy
from fullfolj.casework.actions import team_meetings as actions
from fullfolj.casework.forms.team_meetings import DecisionForm
from fullfolj.casework.lines import Line
from fullfolj.casework.models import AgendaItem, Case, Decision, Draft
from fullfolj.casework.rules.waits import waits
from fullfolj.casework.views.common import changed_meanwhile
from fullfolj.casework.views.team_meetings import (
    next_of,
    onward,
    told_now,
    trail_of,
)
from fullfolj.casework.words import each_told, say
from fullfolj.core import clock
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page

FIELDS = ("text", "next_step", "next_step_on", "doer", "tells", "teller")


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Any, case_id: UUID, item_id: UUID) -> HttpResponse:
    """Decide what is to be done, and go on to the next."""
    here, items = point_or_404(request, case_id, item_id)
    meeting = here.meeting
    if here not in items:
        messages.error(request, say("refused", "team_kept_back"))
        return redirect("casework:team_meeting", meeting.pk)
    here.case = taken_up(request, case_id)
    made = Decision.objects.filter(pk=item_id, person=here.person_id)
    decision = made.with_names().first() if here.is_decided else None
    form = decision_form(request, here, decision)
    given = {"item": here, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.decide, **given):
        messages.success(request, _("Beslutet är sparat."))
        return onward(meeting, items, here)
    beside = {
        "decision": decision,
        "number": items.index(here) + 1,
        "of_all": len(items),
        "next": next_of(items, here),
    }
    return answer(request, form, here, beside)


def point_or_404(request: Any, case_id: UUID, item_id: UUID) -> tuple[Any, list[Any]]:
    """A point on an agenda, and those of its meeting that the user sees, in order.

    Protected youths are among them only while nobody sits there who may not know.

    Raises:
        Http404: there is no such point, or not of this case.
    """
    meeting = AgendaItem.objects.filter(pk=item_id).values("meeting")
    seen = AgendaItem.objects.filter(meeting__in=meeting).visible_to(request.user)
    items = list(seen.select_related("meeting").with_decided().in_order())
    here = next((each for each in items if each.pk == item_id), None)
    if here is None or here.case_id != case_id:
        raise Http404
    return here, told_now(here.meeting, items)[0]


def taken_up(request: Any, case_id: UUID) -> Any:
    """The case with all that a meeting needs to see of it; the reading is logged."""
    cases = Case.objects.visible_to(request.user).with_owner().with_last().with_words()
    cases = cases.with_agreed().with_person(clock.today())
    found = get_object_or_404(cases, pk=case_id)
    ground = ground_among(request.roles, roles.WORK)
    readlog.displayed(request, found.person_id, ground=ground)
    return found


def decision_form(request: Any, here: Any, made: Any) -> DecisionForm:
    """The form as it was sent, with what was being written, or what was decided.

    What was being written comes first: somebody else may have decided meanwhile.
    """
    case, user = here.case, request.user
    leads = roles.ASSIGN in request.permissions
    given = {"case": case, "item": here, "by": user, "leads": leads}
    if request.method == "POST":
        return DecisionForm(request.POST, **given)
    decided = {name: getattr(made, name) for name in FIELDS} if made else {}
    form = DecisionForm(initial=decided, **given)
    draft = Draft.of(case, user.pk, form.draft_name)
    if draft:
        form = DecisionForm(initial=draft.fields, **given)
        form.draft = draft
    return form


def answer(
    request: Any, form: DecisionForm, here: Any, beside: dict[str, Any]
) -> HttpResponse:
    """The page of one point; 422 when something is to be put right."""
    case, day = here.case, policy.day(clock.today())
    waiting = () if case.closed_on else tuple(waits(case.standing, day))
    line = Line(case, waiting, None, day.numbers.contact_tries)
    context = {
        "case": case,
        "person": case.person,
        "form": form,
        "item": here,
        "meeting": here.meeting,
        **beside,
        "line": line,
        "why": each_told(waiting),
        "now": clock.now(),
        "theirs": changed_meanwhile(form, case, form.draft),
        "trail": [*trail_of(here.meeting), (_("Ungdom"), request.path)],
    }
    return form_page(request, "casework/team_item.html", context)
