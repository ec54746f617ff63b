"""Recording a contact."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
)

from fullfolj.casework.actions import contacts as actions
from fullfolj.casework.forms.contacts import ContactForm
from fullfolj.casework.models import Draft
from fullfolj.casework.views.common import (
    back_to,
    changed_meanwhile,
    load,
    trail_of,
)
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Any, case_id: UUID) -> HttpResponse:
    """Record that somebody tried to reach the youth, and what comes next."""
    found = load(request, case_id)
    draft = (
        None if request.POST else Draft.of(found, request.user.pk, ContactForm.DRAFT)
    )
    form = contact_form(request, found, draft)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.record, **given):
        messages.success(request, _("Kontakten är sparad."))
        return redirect(back_to(request, found))
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "draft": draft,
        "theirs": changed_meanwhile(form, found, draft),
        "trail": [*trail_of(found), (_("Ny kontakt"), request.path)],
    }
    status = 422 if form.errors else 200
    return render(request, "casework/contact.html", context, status=status)


def contact_form(request: Any, found: Any, draft: Draft | None) -> ContactForm:
    """The form as it was sent, or with what the user was writing."""
    given = {"case": found, "by": request.user}
    if request.method == "POST":
        return ContactForm(request.POST, **given)
    return ContactForm(initial=draft.fields if draft else None, **given)
