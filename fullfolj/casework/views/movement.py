"""Movement: three numbers, each with how many it is of, and nobody to recognise."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullfolj.access import roles
from fullfolj.access.policy import ground_among
from fullfolj.casework import policy
from fullfolj.casework.forms.progress import PeriodForm
from fullfolj.casework.progress import movement as moved_in
from fullfolj.casework.self_view import language_of, questions
from fullfolj.core.rendering import form_page


@require_safe
def movement(request: Any) -> HttpResponse:
    """How many moved in a time, for who leads the work.

    Raises:
        PermissionDenied: they do not lead it.
    """
    if not ground_among(request.roles, roles.ASSIGN):
        raise PermissionDenied
    form = PeriodForm(request.GET)
    parts = policy.parts()
    context: dict[str, Any] = {
        "form": form,
        "parts": parts,
        "trail": [(_("Start"), reverse("start")), (_("Rörelse"), request.path)],
    }
    if form.is_valid():
        moved = moved_in(request.user, **form.cleaned_data)
        asked = questions(language_of()).items
        changed = [(asked[item], *told) for item, *told in moved.items]
        context |= {"moved": moved, "changed": changed}
    return form_page(request, "casework/movement.html", context)
