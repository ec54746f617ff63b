"""Keeping what is being written in a form about a case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fullfolj.casework.actions import drafts as actions
from fullfolj.casework.actions.mapping import DRAFT, draft_of
from fullfolj.casework.actions.team_meetings import DRAFT as DECISION
from fullfolj.casework.forms.common import VersionedForm
from fullfolj.casework.forms.contacts import ContactForm
from fullfolj.casework.forms.handovers import OfferForm as MoveForm
from fullfolj.casework.forms.life import CloseForm
from fullfolj.casework.forms.mapping import MappingForm
from fullfolj.casework.forms.measures import OfferForm
from fullfolj.casework.forms.meetings import MeetingForm
from fullfolj.casework.forms.notes import NoteForm
from fullfolj.casework.forms.plans import FirstPlanForm, PromiseForm
from fullfolj.casework.forms.progress import EventForm
from fullfolj.casework.forms.small_steps import SmallStepForm
from fullfolj.casework.forms.team_meetings import DecisionForm
from fullfolj.casework.models import (
    Case,
    Contact,
    Decision,
    LadderEvent,
    MappingAnswer,
    Measure,
    Meeting,
    MoveOffer,
    Note,
    Outcome,
    Plan,
    PlanVersion,
    SmallStep,
)
from fullfolj.casework.sections import sections
from fullfolj.casework.views.common import is_id, load, whole_number
from fullfolj.casework.views.shares import opened_or_404
from fullfolj.casework.words import say
from fullfolj.core.templatetags.ui import clock_time

LONGEST = 300  # characters of a field that names no length of its own


@dataclass(frozen=True)
class Drafted:
    """A form whose text is kept while it is written.

    Attributes:
        form: its class; what it does not ask for is not kept.
        makes: what it makes when it is sent, with the form's key as its id: what has
            been sent is no draft any more.
        page: where it stands.
        about: what its address says besides the case.
        also: what is hidden in it and kept, as under which words one writes.
        version: of what it changes, now.
    """

    form: type[VersionedForm]
    makes: Any
    page: str
    version: Callable[[Case], int] = lambda case: case.version
    about: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def fields(self, sent: Any) -> dict[str, str]:
        """What was written, field by field, no longer than the form takes it."""
        asked = {
            name: getattr(field, "max_length", None) or LONGEST
            for name, field in self.form.base_fields.items()
            if not field.widget.is_hidden or name in self.also
        }
        return {
            name: sent[name].replace("\r\n", "\n")[:most]
            for name, most in asked.items()
            if name in sent
        }


DRAFTED: dict[str, Drafted] = {
    ContactForm.DRAFT: Drafted(ContactForm, Contact, "casework:contact"),
    OfferForm.DRAFT: Drafted(
        OfferForm, Measure, "casework:measure_offer", version=lambda _: 0
    ),
    # A note writes nothing over: it is always of the same version.
    NoteForm.DRAFT: Drafted(NoteForm, Note, "casework:note", lambda _: 0),
    EventForm.DRAFT: Drafted(
        EventForm, LadderEvent, "casework:ladder", version=lambda _: 0
    ),
    # Nor does a question to a youth who moved.
    MoveForm.DRAFT: Drafted(MoveForm, MoveOffer, "casework:moved", lambda _: 0),
    MeetingForm.DRAFT: Drafted(MeetingForm, Meeting, "casework:book"),
    CloseForm.DRAFT: Drafted(CloseForm, Outcome, "casework:close"),
    FirstPlanForm.DRAFT: Drafted(
        FirstPlanForm, PlanVersion, "casework:plan_write", Plan.version_of
    ),
    PromiseForm.DRAFT: Drafted(
        PromiseForm, PlanVersion, "casework:new_promise", Plan.version_of
    ),
    SmallStepForm.DRAFT: Drafted(
        SmallStepForm, SmallStep, "casework:small_step", lambda _case: 0
    ),
}


def mapping_section(code: str) -> Drafted | None:
    """The form of one section of a mapping; None where there is no such section."""
    if sections().get(code) is None:
        return None
    return Drafted(
        MappingForm,
        MappingAnswer,
        "casework:mapping_section",
        version=lambda case: MappingAnswer.objects.last_version(case, code),
        about=(code,),
        also=("section_version",),
    )


def decision(point: str) -> Drafted | None:
    """The form of one point on an agenda; None where it is no point's id."""
    if not is_id(point):
        return None
    return Drafted(DecisionForm, Decision, "casework:team_item", about=(point,))


# Forms of which there are many: what stands before the hyphen, and what makes the form
# of what stands after it.
MANY: dict[str, Callable[[str], Drafted | None]] = {
    DRAFT: mapping_section,
    DECISION: decision,
}


def drafted_as(form: str) -> Drafted:
    """The form of a name among drafts.

    Raises:
        Http404: there is none.
    """
    kind, _hyphen, about = form.partition("-")
    found = MANY[kind](about) if kind in MANY else DRAFTED.get(form)
    if found is None:
        raise Http404
    return found


@require_POST
def draft(request: Any, case_id: UUID, form: str) -> HttpResponse:
    """Keep what is being written, or throw it away; the script asks, or a button."""
    found, drafted = load(request, case_id), drafted_as(form)
    given = {"case": found, "form": form, "by": request.user}
    if "drop" in request.POST:
        actions.drop(**given)
        return redirect(drafted.page, case_id, *drafted.about)
    return kept(request, drafted, **given)


@require_POST
def shared_draft(request: Any, share_id: UUID) -> HttpResponse:
    """The same, of what a mentor writes in the section that is opened to them."""
    share, section, _known = opened_or_404(request, share_id)
    form = draft_of(section.code)
    given = {"case": share.case, "form": form, "by": request.user}
    if "drop" in request.POST:
        actions.drop(**given)
        return redirect("casework:shared_section", share_id)
    return kept(request, drafted_as(form), share=share, **given)


def kept(request: Any, drafted: Drafted, **given: Any) -> JsonResponse:
    """Keep what was sent; the answer says when, or that somebody wrote meanwhile."""
    key, seen = request.POST.get("key", ""), whole_number(request.POST.get("version"))
    now = drafted.version(given["case"])
    seen = seen if seen <= now else 0
    given["fields"] = drafted.fields(request.POST)
    if is_id(key):
        given["made"] = drafted.makes.objects.filter(pk=key, case=given["case"])
    made = actions.keep(version=seen, **given)
    if made is None:
        return JsonResponse({"said": ""})
    if made.version != now:
        return JsonResponse({"said": say("refused", "changed")}, status=409)
    said = _("Utkast sparat %(at)s") % {"at": clock_time(made.saved_at)}
    return JsonResponse({"said": said})
