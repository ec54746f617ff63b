"""Noting something, reading its wordings, and correcting it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullfolj.casework import policy
from fullfolj.casework.actions import notes as actions
from fullfolj.casework.forms.notes import CorrectionForm, NoteForm
from fullfolj.casework.forms.sensitive import ORDINARY, RESTRICTED
from fullfolj.casework.models import Note
from fullfolj.casework.views.common import begun, filled, load, trail_of
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Any, case_id: UUID) -> HttpResponse:
    """Note something about the youth."""
    found = load(request, case_id)
    draft = begun(request, found, NoteForm.DRAFT)
    form = filled(request, NoteForm, draft, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.write, **given):
        messages.success(request, _("Anteckningen är sparad."))
        return redirect("casework:case", case_id)
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "draft": draft,
        "trail": [*trail_of(found), (_("Ny anteckning"), request.path)],
    }
    return form_page(request, "casework/note.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wordings(request: Any, case_id: UUID, note_id: UUID) -> HttpResponse:
    """Every wording of a note, for who may read it; correct it, who may."""
    found = load(request, case_id)
    known = wordings_of(found, note_id)
    may_correct = policy.can_correct(request.user, found, known[0])
    if request.method == "POST" and not may_correct:
        raise PermissionDenied
    form = correction_form(request, found, known[0])
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.correct, **given):
        messages.success(request, _("Anteckningen är rättad."))
        return redirect("casework:case", case_id)
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "may_correct": may_correct,
        "wordings": known,
        "is_changed": is_overtaken(form, known[0]),
        "trail": [*trail_of(found), (_("Anteckning"), request.path)],
    }
    return form_page(request, "casework/note_wordings.html", context)


def is_overtaken(form: Any, last: Note) -> bool:
    """Whether somebody corrected the note since the form was opened; it tells so."""
    if not form.is_bound or form.data.get("replaces") == str(last.pk):
        return False
    form.seen_again_as(last)
    return True


def wordings_of(case: Any, note_id: UUID) -> list[Note]:
    """Every wording of a note, the latest first.

    Raises:
        Http404: there is no such note in the case, or none that this user may read.
    """
    asked = Note.objects.of_case(case).wordings_of(note_id)
    found = list(asked.with_text().with_writers().filter(text__isnull=False))
    if not found:
        raise Http404
    return found


def correction_form(request: Any, case: Any, latest: Any) -> CorrectionForm:
    """The form as it was sent, or with what the note says now."""
    if request.method == "POST":
        return CorrectionForm(request.POST, case=case)
    initial = {
        "text": latest.text,
        "is_restricted": RESTRICTED if latest.is_restricted else ORDINARY,
        "happened_on": latest.happened_on,
        "replaces": latest.pk,
    }
    return CorrectionForm(initial=initial, case=case)
