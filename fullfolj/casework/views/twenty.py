"""Before the 20th birthday: what to hand over, to whom, and that it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullfolj.casework.actions import preparations as actions
from fullfolj.casework.forms.handovers import PreparationForm
from fullfolj.casework.handing import Handing
from fullfolj.casework.views.common import load, trail_of
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page

# To whom one turns after 20; the words are `folder.<code>` and `folder.<code>_what`.
FOLDER = (
    *("komvux", "employment", "study_aid", "insurance", "support", "health", "papers"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def at_twenty(request: Any, case_id: UUID) -> HttpResponse:
    """The checklist before the 20th birthday, and what the youth gets to take along."""
    found = load(request, case_id)
    sent = request.POST if request.method == "POST" else None
    form = PreparationForm(sent, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.prepare, **given):
        messages.success(request, _("Överlämningen är sparad."))
        return redirect("casework:case", case_id)
    if form.errors:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "part": Handing.of(request, found),
        "folder": [(say("folder", c), say("folder", f"{c}_what")) for c in FOLDER],
        "trail": [*trail_of(found), (_("Inför 20-årsdagen"), request.path)],
    }
    return form_page(request, "casework/twenty.html", context)
