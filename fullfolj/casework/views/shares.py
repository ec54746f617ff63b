"""Opening a section to a mentor, and what is opened to oneself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog
from fullfolj.casework.actions import mapping as answers
from fullfolj.casework.actions import shares as actions
from fullfolj.casework.forms.mapping import ShareForm
from fullfolj.casework.models import SectionShare
from fullfolj.casework.rules.mapping import QUESTIONS, Section, Sections
from fullfolj.casework.sections import sections
from fullfolj.casework.views.common import load
from fullfolj.casework.views.mapping import Page, section_or_404, trail_of_mapping
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.people.models import with_identity

GROUND = "opened"  # the youth opened it: no role gives a mentor this


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: Any, case_id: UUID, section: str) -> HttpResponse:
    """Open a section to a mentor, as the youth said."""
    found, known = load(request, case_id), sections()
    asked = section_or_404(section, known)
    page = Page(found, asked, known)
    form = ShareForm(request.POST or None, case=found, standing=page.standing)
    given = {"case": found, "section": asked, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.share, **given):
        messages.success(request, _("Delen är öppnad."))
        return redirect("casework:mapping_section", case_id, section)
    place = reverse("casework:mapping_section", args=[case_id, section])
    context = {
        "case": found,
        "person": found.person,
        "section": asked,
        "form": form,
        "trail": [
            *trail_of_mapping(found),
            (asked.title, place),
            (_("Öppna för en mentor"), request.path),
        ],
    }
    return form_page(request, "casework/mapping_share.html", context)


@require_POST
def close(request: Any, case_id: UUID, share_id: UUID) -> HttpResponse:
    """Close a section to a mentor at once."""
    found = load(request, case_id)
    shared = get_object_or_404(SectionShare.objects.of_case(found), pk=share_id)
    actions.close(case=found, share_id=share_id, by=request.user)
    messages.success(request, _("Delen är stängd för mentorn."))
    return redirect("casework:mapping_section", case_id, shared.section)


@require_safe
def shared(request: Any) -> HttpResponse:
    """What youths have opened to the user: a first name, a section, until when."""
    known, rows = sections(), opened_to(request.user)
    found = [
        (each, section)
        for each in rows.order_by("until", "id")
        if (section := known.get(each.section)) and not section.is_private
    ]
    if found:
        people = [each.person_id for each, _section in found]
        readlog.listed(request, people, ground=GROUND)
    context = {"shares": found, "trail": shared_trail()}
    return render(request, "casework/shared.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def shared_section(request: Any, share_id: UUID) -> HttpResponse:
    """The one section that a youth opened to the user: to read and to write in."""
    try:
        found, section, known = opened_or_404(request, share_id)
    except Http404:
        return closed(request, share_id)
    page = Page(found.case, section, known, is_opened=True)
    draft = page.draft_of(request)
    form = page.form(request, draft)
    given = {"share": found, "section": section, "by": request.user}
    if form.is_valid() and carried_out(form, say, answers.answer_shared, **given):
        messages.success(request, _("Svaret är sparat."))
        return redirect("casework:shared")
    if form.errors:
        form.new_key()
    context = page.context(form, draft) | {
        "share": found,
        "draft_page": reverse("casework:shared_draft", args=[share_id]),
        "back_to": reverse("casework:shared"),
        "trail": [*shared_trail(), (section.title, request.path)],
    }
    return form_page(request, "casework/shared_section.html", context)


def closed(request: Any, share_id: UUID) -> HttpResponse:
    """What the user sent, for them to copy, in a section that is not open any more.

    Nothing of what stands in it is told, nor compared with what they sent: whoever
    might not read it any more could guess at it.

    Raises:
        Http404: they sent nothing, or it was never opened to them.
    """
    get_object_or_404(SectionShare, pk=share_id, user=request.user.pk)
    sent = (request.POST.get(name, "").replace("\r\n", "\n") for name in QUESTIONS)
    own = [text.strip() for text in sent if text.strip()]
    if not own:
        raise Http404
    context = {"written": "\n\n".join(own), "trail": shared_trail()}
    return render(request, "casework/shared_closed.html", context, status=404)


def opened_or_404(request: Any, share_id: UUID) -> tuple[Any, Section, Sections]:
    """What is opened to the user, its section and all of them; the reading is logged.

    Raises:
        Http404: it is not open to them now, or is private by now.
    """
    found, known = get_object_or_404(opened_to(request.user), pk=share_id), sections()
    section = section_or_404(found.section, known)
    if section.is_private:
        raise Http404
    readlog.displayed(request, found.person_id, ground=GROUND)
    return found, section, known


def opened_to(user: Any) -> Any:
    """What is opened to a user today, with the case and the names of the youth."""
    shares = SectionShare.objects.for_user(user).select_related("case", "case__person")
    return with_identity(shares)


def shared_trail() -> list[tuple[str, str]]:
    """Where the page of what is opened to oneself stands."""
    here = (_("Delat med mig"), reverse("casework:shared"))
    return [(_("Start"), reverse("start")), here]
