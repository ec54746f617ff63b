"""The page where a person is entered whom no file has named."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullfolj.access import readlog
from fullfolj.access.views import acting_for
from fullfolj.core.rendering import form_page
from fullfolj.exchange.begin import policy
from fullfolj.exchange.begin.actions import hand as actions
from fullfolj.exchange.begin.forms import EntryForm
from fullfolj.exchange.imports.words import say
from fullfolj.people import policy as people


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Any) -> HttpResponse:
    """Enter a person; who is known already is said to be, and linked to."""
    if not policy.can_enter(request.user):
        raise PermissionDenied
    codes = actions.places()
    given = request.POST if codes else None
    form = EntryForm(given or None, codes=codes)
    known = None
    if codes and form.is_valid():
        entry = actions.Entry(**form.cleaned_data)
        try:
            made = actions.enter(
                authority=acting_for(request), entry=entry, by=request.user
            )
        except actions.KnownAlreadyError as refused:
            known = refused.person
            form.add_error(refused.field, say(f"refused_entry.{refused.code}"))
            tell_read(request, entry.number, known)
        else:
            return entered(request, made)
    context = {
        "form": form,
        "known": known,
        "codes": codes,
        "trail": [
            (_("Start"), reverse("start")),
            (_("Personer"), reverse("people:people")),
            (_("Skriv in en person"), request.path),
        ],
    }
    return form_page(request, "begin/enter.html", context)


def tell_read(request: Any, number: str, known: Any) -> None:
    """That somebody has the number was read, as a search tells it."""
    ground = people.ground_to_read(request.user)
    ids = [known] if known else []
    readlog.searched(request, number, ids, hits=len(ids), ground=ground)


def entered(request: Any, person: Any) -> HttpResponse:
    """On to the person's page, for who may see it."""
    if people.can_read(request.user, person):
        messages.success(request, _("Personen är inskriven. Reglerna svarar i natt."))
        return redirect("people:person", person.pk)
    messages.success(
        request,
        _("Personen är inskriven som skyddad. Bara den som är utsedd ser den nu."),
    )
    return redirect("people:people")
