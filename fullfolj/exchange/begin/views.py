"""Kom igång: three steps, and the list that one kept before beside the register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
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
from fullfolj.access.models import Authority
from fullfolj.access.views import acting_for
from fullfolj.core import clock
from fullfolj.core.catalogue import catalogue
from fullfolj.core.rendering import form_page
from fullfolj.core.uploads import is_too_large, takes_files
from fullfolj.exchange.begin import policy, rules
from fullfolj.exchange.begin.actions import lists as actions
from fullfolj.exchange.begin.comparison import (
    PERSONS,
    REMOVE,
    ROWS,
    Comparison,
    compare,
    reasons,
)
from fullfolj.exchange.begin.forms import ColumnsForm, ListForm
from fullfolj.exchange.begin.models import HeadingMap, KnownList
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.exchange.imports.words import say
from fullfolj.exchange.listing.rows import EXCHANGE
from fullfolj.people.models import Person

SHOWN = 30
EXAMPLES = 3


@dataclass(frozen=True)
class Above:
    """What the pages need of packages above this one; config/urls.py hands it in.

    Attributes:
        last_computed: when the authority's register was last computed.
        compute: let the rules go through everybody in an authority now; what failed.
    """

    last_computed: Callable[[], datetime | None]
    compute: Callable[[Authority, date], list[str]]


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: Any, above: Above) -> HttpResponse:
    """The three steps, each done or not; what is posted is the list of the third."""
    if not policy.can_begin(request.user):
        raise PermissionDenied
    ground = policy.ground_to_compare(request.user)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListForm(*given)
    if request.method == "POST" and not ground:
        raise PermissionDenied
    if request.method == "POST" and (found := received(request, form)):
        return redirect("begin:columns", found.pk)
    run = ImportRun.objects.standing().first()
    latest = ImportRun.objects.applied().first()
    context = {
        "run": run,
        "has": files_of(run),
        "computed": after(latest, above.last_computed()),
        "last": KnownList.objects.kept().filter(by_user=request.user.pk).first(),
        "may_compare": bool(ground),
        "form": form,
        "trail": [*trail()[:1], (_("Kom igång"), request.path)],
    }
    return form_page(request, "begin/steps.html", context)


def received(request: Any, form: ListForm) -> KnownList | None:
    """The list that was sent in; None where the form says why it cannot be used."""
    if is_too_large(request) or not form.is_valid():
        form.full_clean()
        return None
    try:
        file = form.cleaned_data["file"]
        found = actions.receive(
            authority=acting_for(request), file=file, by=request.user
        )
    except Unusable as why:
        key = f"compared.{why.reason}"
        known = catalogue(EXCHANGE).has(key)
        form.add_error("file", say(key if known else "compared.unusable", **why.values))
        return None
    return found


def after(run: ImportRun | None, computed: datetime | None) -> datetime | None:
    """When the rules went through everybody, if that was after the import."""
    return computed if run and computed and computed > run.started_at else None


def files_of(run: ImportRun | None) -> dict[str, bool]:
    """Which of the files the last import had anything of."""
    counts = run.counts if run else {}
    rows = {name: sum(each.values()) - each["gone"] for name, each in counts.items()}
    return {name: rows.get(name, 0) > 0 for name in ("registrations", "enrolments")}


@require_POST
def compute(request: Any, above: Above) -> HttpResponse:
    """Let the rules go through everybody now."""
    if not policy.can_begin(request.user):
        raise PermissionDenied
    if above.compute(acting_for(request), clock.today()):
        messages.error(request, _("Något gick fel. Reglerna försöker igen i natt."))
    else:
        messages.success(request, _("Reglerna har gått igenom alla."))
    return redirect("begin:steps")


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: Any, list_id: UUID) -> HttpResponse:
    """What each column is, as last time or guessed; what is posted says it."""
    found = load(request, list_id)
    sheet = actions.kept(found)
    if sheet is None:
        return gone(request)
    if found.is_chosen:
        return redirect("begin:answer", found.pk)
    shown = actions.shown(found, sheet, EXAMPLES)
    form = ColumnsForm(request.POST or None, shown=shown)
    if form.is_valid():
        actions.choose(found=found, columns=form.columns, by=request.user)
        return redirect("begin:answer", found.pk)
    context = {
        "form": form,
        "rows": len(sheet.rows),
        "has_headings": bool(found.fingerprint),
        "is_remembered": HeadingMap.objects.of(found).exists(),
        "trail": [*trail(), (_("Kolumnerna"), request.path)],
    }
    return form_page(request, "begin/columns.html", context)


@require_safe
def answer(request: Any, list_id: UUID) -> HttpResponse:
    """The list beside the register: how many in each group, and one group's names."""
    found = load(request, list_id)
    sheet = actions.kept(found)
    if sheet is None:
        return gone(request)
    if not found.is_chosen:
        return redirect("begin:columns", found.pk)
    group = request.GET.get("grupp", "")
    if group and group not in (*PERSONS, *ROWS):
        raise Http404
    lines = rules.lines(sheet.rows, found.columns, clock.today())
    cleared = request.asker.sees_protected
    compared = compare(lines, by=request.user, cleared=cleared)
    context: dict[str, Any] = {
        "list": found,
        "rows": len(lines),
        "compared": compared,
        "counts": compared.counts,
        "group": group,
        "trail": [*trail(), (_("Er lista"), request.path)],
    }
    if group:
        context |= page_of_group(request, compared, group)
    return render(request, "begin/answer.html", context)


def page_of_group(request: Any, compared: Comparison, group: str) -> dict[str, Any]:
    """A page of a group's persons or rows; who is shown is logged."""
    is_persons = group in PERSONS
    rows: Any = compared.rows.get(group, ())
    if is_persons:
        rows = Person.objects.named(compared.persons[group])
    paginator: Any = Paginator(rows, SHOWN)
    paginator.count = compared.counts[group]
    page: Any = paginator.get_page(request.GET.get("page"))
    if is_persons:
        shown = list(page)
        ids = [person.pk for person in shown]
        readlog.listed(request, ids, ground=request.ground)
        why = reasons(ids) if group == REMOVE else {}
        page.object_list = [
            (person, compared.on_list.get(person.pk), why.get(person.pk, ()))
            for person in shown
        ]
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1)
    return {"page": page, "pages": numbers, "is_persons": is_persons}


@require_POST
def discard(request: Any, list_id: UUID) -> HttpResponse:
    """Throw the list away."""
    actions.discard(found=load(request, list_id), by=request.user)
    messages.success(request, _("Listan är kastad."))
    return redirect("begin:steps")


def load(request: Any, list_id: UUID) -> KnownList:
    """A list that the user sent in themselves, for who may compare."""
    request.ground = policy.ground_to_compare(request.user)
    if not request.ground:
        raise PermissionDenied
    return get_object_or_404(KnownList, pk=list_id, by_user=request.user.pk)


def gone(request: Any) -> HttpResponse:
    """The rows are no longer kept."""
    messages.info(request, _("Listan finns inte kvar. Skicka in den på nytt."))
    return redirect("begin:steps")


def trail() -> list[tuple[str, str]]:
    """Where the pages of Kom igång stand."""
    return [(_("Start"), reverse("start")), (_("Kom igång"), reverse("begin:steps"))]
