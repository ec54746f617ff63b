"""Recording a contact."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
)

from fullfolj.casework.actions import contacts as actions
from fullfolj.casework.forms.contacts import ContactForm
from fullfolj.casework.views.common import (
    back_to,
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
def contact(request: Any, case_id: UUID) -> HttpResponse:
    """Record that somebody tried to reach the youth, and what comes next."""
    found = load(request, case_id)
    draft = begun(request, found, ContactForm.DRAFT)
    given = {"case": found, "by": request.user}
    form = filled(request, ContactForm, draft, **given)
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
    return form_page(request, "casework/contact.html", context)
