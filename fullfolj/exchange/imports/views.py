"""Inläsning: send in files, follow the reading of them, decide what becomes of them.

No person stands on these pages: rows are named by file and line.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access.models import Authority, User
from fullfolj.access.policy import can_administer
from fullfolj.core import clock
from fullfolj.core.rendering import form_page
from fullfolj.core.uploads import is_too_large, takes_files
from fullfolj.exchange.imports import policy, words
from fullfolj.exchange.imports.actions import undo as undoing
from fullfolj.exchange.imports.actions import uploads as actions
from fullfolj.exchange.imports.forms import UploadForm, refuse_large
from fullfolj.exchange.imports.models import ImportRun, Progress, Upload
from fullfolj.kaa.models import Municipality

ROWS = 30
OPEN = 20  # deliveries that wait for a word or the worker; older ones are over soon


@require_safe
def runs(request: Any) -> HttpResponse:
    """What waits, what was imported and what was refused, latest first."""
    if not policy.can_import(request.user):
        raise PermissionDenied
    done = ImportRun.objects.order_by("-started_at", "id")
    page = Paginator(done, ROWS).get_page(request.GET.get("page"))
    undone = ImportRun.objects.filter(undoes__in=[run.pk for run in page])
    context = {
        "unfinished": Upload.objects.unfinished()[:OPEN],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "latest": ImportRun.objects.applied().first(),
        "undone": set(undone.values_list("undoes", flat=True)),
        "uploads": dict(
            Upload.objects.filter(run__in=[run.pk for run in page]).values_list(
                "run", "pk"
            )
        ),
        "trail": [*trail()[:1], (_("Inläsning"), request.path)],
    }
    return render(request, "imports/runs.html", context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Any) -> HttpResponse:
    """Send in the files of a delivery."""
    if not policy.can_import(request.user):
        raise PermissionDenied
    asks = not Municipality.objects.valid(clock.today()).exists()
    if asks and not can_administer(request.user):
        return render(request, "imports/no_municipality.html", {"trail": trail()})
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given, asks_for_municipality=asks)
    if given and is_too_large(request):
        refuse_large(form)
    elif form.is_valid():
        authority = Authority.objects.get(pk=request.asker.authority_id)
        made = actions.receive(
            authority=authority, by=request.user, **form.cleaned_data
        )
        return redirect("imports:upload", made.pk)
    context = {"form": form, "trail": [*trail(), (_("Ny inläsning"), request.path)]}
    return form_page(request, "imports/send.html", context)


@require_safe
def upload(request: Any, upload_id: UUID) -> HttpResponse:
    """How far it has come, what came of it, and what one may say; asked for again."""
    found = load(request, upload_id)
    context = {
        "upload": found,
        "sent_by": User.objects.filter(pk=found.by_user).first(),
        "progress": Progress.objects.filter(pk=found.pk).first(),
        "why": words.reason(found),
        "report": words.report(found.report),
        "latest": ImportRun.objects.applied().first() if found.run else None,
        "trail": [*trail(), (_("Inläsning av filer"), request.path)],
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "imports/run.html" if is_part else "imports/upload.html"
    return render(request, template, context | {"is_part": is_part})


@require_POST
def answer(request: Any, upload_id: UUID) -> HttpResponse:
    """Go on with the files, or throw them away."""
    found = load(request, upload_id)
    try:
        actions.answer(
            upload=found, said=request.POST.get("answer", ""), by=request.user
        )
    except actions.TooLateError as refused:
        messages.warning(request, words.say(f"refused_upload.{refused.code}"))
    return redirect("imports:upload", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Any, run_id: UUID) -> HttpResponse:
    """Ask before the latest import is undone; what is posted undoes it."""
    if not policy.can_import(request.user):
        raise PermissionDenied
    run = get_object_or_404(ImportRun.objects.filter(outcome="applied"), pk=run_id)
    why = ""
    if request.method == "POST":
        try:
            undoing.undo(run=run, by=request.user)
        except undoing.UndoRefusedError as refused:
            why = words.say(f"refused_undo.{refused.code}")
        else:
            messages.success(request, _("Inläsningen är ångrad."))
            return redirect("imports:runs")
    context = {
        "run": run,
        "why": why,
        "trail": [*trail(), (_("Ångra inläsningen"), request.path)],
    }
    return render(request, "imports/undo.html", context, status=422 if why else 200)


def load(request: Any, upload_id: UUID) -> Upload:
    """What was sent in to the authority, for who may import."""
    if not policy.can_import(request.user):
        raise PermissionDenied
    return get_object_or_404(Upload, pk=upload_id)


def trail() -> list[tuple[str, str]]:
    """Where the pages of Inläsning stand."""
    return [(_("Start"), reverse("start")), (_("Inläsning"), reverse("imports:runs"))]
