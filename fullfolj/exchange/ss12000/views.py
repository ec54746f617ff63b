"""Skolornas system: connect them, try them, ask them, and see what came.

No person stands on these pages: rows are named by endpoint and place.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access.models import Authority
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.ss12000 import policy, words
from fullfolj.exchange.ss12000.actions import asking, listening
from fullfolj.exchange.ss12000.actions import connections as actions
from fullfolj.exchange.ss12000.forms import ConnectionForm
from fullfolj.exchange.ss12000.models import APPLIED, WHOLE, Connection, Pull, Turn

LATEST = 20  # pulls that a page shows


@require_safe
def connections(request: Any) -> HttpResponse:
    """The systems that are connected, and what came of asking each the last time."""
    if not policy.can_connect(request.user):
        raise PermissionDenied
    latest = Pull.objects.last_of_each()
    turns = Turn.objects.in_bulk()
    rows = [
        (each, latest.get(each.pk), turns.get(each.pk))
        for each in Connection.objects.in_use()
    ]
    context = {"rows": rows, "trail": [*trail()[:1], (_("Skolornas system"), "")]}
    return render(request, "ss12000/connections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Connect a school's system."""
    if not policy.can_connect(request.user):
        raise PermissionDenied
    authority = Authority.objects.get(pk=request.asker.authority_id)
    form = ConnectionForm(request.POST or None)
    return write(request, form, actions.add, authority=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, connection_id: UUID) -> HttpResponse:
    """Change how a system is reached, signed in to and asked."""
    found = load(request, connection_id)
    form = ConnectionForm(request.POST or None, connection=found)
    return write(request, form, actions.change, connection=found)


def write(
    request: Any, form: ConnectionForm, action: Any, **given: Any
) -> HttpResponse:
    """The form of a connection; what is posted goes to the action."""
    made: list[Connection] = []

    def act(**said: Any) -> None:
        made.append(action(**said))

    if form.is_valid():
        if carried_out(form, refused, act, **given, by=request.user):
            listen(request, made[0])
            return redirect("ss12000:connection", made[0].pk)
        form.ask_again()
    found = given.get("connection")
    title = _("Ändra anslutningen") if found else _("Anslut ett system")
    context = {"form": form, "title": title, "found": found}
    context["trail"] = [*trail(), (title, request.path)]
    return form_page(request, "ss12000/form.html", context)


def listen(request: Any, made: Connection) -> None:
    """Say that it is saved, and what the system answered to telling of changes."""
    wishes = made.wants_word and not made.subscription
    try:
        listening.listen(made)
    except Unusable as why:
        said = words.because(why)
        sentence = _("Anslutningen är sparad, men systemet säger inte till.")
        messages.warning(request, f"{sentence} {said}")
        return
    finally:
        listening.remember(made)
    told = _("Anslutningen är sparad. Systemet säger till när något ändras.")
    messages.success(request, told if wishes else _("Anslutningen är sparad."))


@require_safe
def connection(request: Any, connection_id: UUID) -> HttpResponse:
    """One system: how it is asked, and what came of it; asked for again meanwhile."""
    found = load(request, connection_id)
    pulls = list(Pull.objects.of(found).defer("again")[:LATEST])
    latest = pulls[0] if pulls else None
    whole = Pull.objects.of(found).filter(kind=WHOLE, outcome=APPLIED).first()
    hides = whole is not None and whole.hides_all and not found.empty_marking_is_none
    context = {
        "connection": found,
        "turn": Turn.objects.filter(pk=found.pk).first(),
        "pulls": pulls,
        "pull": latest,
        "why": words.why(latest) if latest else "",
        "report": words.report(latest) if latest else None,
        "hides_all": hides,
        "trail": [*trail(), (found.name, request.path)],
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "ss12000/asked.html" if is_part else "ss12000/connection.html"
    return render(request, template, context | {"is_part": is_part})


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Any, connection_id: UUID) -> HttpResponse:
    """Ask before a connection is removed; what is posted removes it."""
    found = load(request, connection_id)
    why = ""
    if request.method == "POST":
        try:
            actions.remove(connection=found, by=request.user)
        except Refused as no:
            why = refused("refused", no.code)
        else:
            messages.success(request, _("Anslutningen är borttagen."))
            return redirect("ss12000:connections")
    context = {
        "connection": found,
        "why": why,
        "trail": [*trail(), (_("Ta bort anslutningen"), request.path)],
    }
    return render(request, "ss12000/remove.html", context, status=422 if why else 200)


@require_POST
def ask(request: Any, connection_id: UUID) -> HttpResponse:
    """Have the system asked: for what has changed, or for all."""
    found = load(request, connection_id)
    how = request.POST.get("how", "")
    try:
        asking.wish(
            connection=found,
            whole=how in ("whole", "accept_drop"),
            accept_drop=how == "accept_drop",
            by=request.user,
        )
    except Refused as why:
        messages.info(request, refused("refused", why.code))
    return redirect("ss12000:connection", found.pk)


@require_POST
def attempt(request: Any, connection_id: UUID) -> HttpResponse:
    """Ask the system for its name, here and now."""
    found = load(request, connection_id)
    try:
        name = asking.tried(connection=found, by=request.user)
    except Unusable as why:
        messages.warning(request, words.because(why))
    else:
        said = words.say("tried.named", name=name) if name else words.say("tried.empty")
        messages.success(request, said)
    return redirect("ss12000:connection", found.pk)


@csrf_exempt
@login_not_required
@require_POST
def heard(_request: HttpRequest, word: str) -> HttpResponse:
    """A system says that something changed: the same answer, whoever says what."""
    asking.heard(word=word)
    return HttpResponse()


def load(request: Any, connection_id: UUID) -> Connection:
    """A connection of the authority, for who may connect."""
    if not policy.can_connect(request.user):
        raise PermissionDenied
    return get_object_or_404(Connection.objects.in_use(), pk=connection_id)


def refused(_group: str, code: str) -> str:
    """The sentence for what an action refused."""
    return words.say(f"refused_connection.{code}")


def trail() -> list[tuple[str, str]]:
    """Where the pages of Skolornas system stand."""
    here = reverse("ss12000:connections")
    return [(_("Start"), reverse("start")), (_("Skolornas system"), here)]
