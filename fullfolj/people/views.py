"""The pages about persons: find one, read about them, see who has read.

What is shown is logged before it is shown. Nothing personal stands in an address, a
title or a line of the server's log: the search is a POST.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access import policy as access
from fullfolj.access import readlog, roles
from fullfolj.access.models import Read, User
from fullfolj.core import clock
from fullfolj.core.navigation import links_about
from fullfolj.people import policy
from fullfolj.people.forms import SearchForm
from fullfolj.people.models import Person

ROWS = 30
MOST_HITS = 500  # more is no search: counting and sorting them would take too long


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Any) -> HttpResponse:
    """The persons of the authority; what is posted searches among them."""
    ground = policy.ground_to_read(request.user)
    if not ground:
        raise PermissionDenied
    form = SearchForm(request.POST or None)
    if request.method == "POST":
        return search(request, form, ground)
    visible = Person.objects.visible_to(request.user).sorted_for_list()
    paginator: Any = Paginator(visible.values_list("pk", flat=True), ROWS)
    page = paginator.get_page(request.GET.get("page"))
    ids = list(page)  # the names are joined to these alone, not to all before them
    readlog.listed(request, ids, ground=ground)
    page.object_list = Person.objects.named(ids)
    return answer(request, form, page)


def search(request: Any, form: SearchForm, ground: str) -> HttpResponse:
    """Who begins with what was typed; the same answer for nobody and for elsewhere."""
    visible = Person.objects.visible_to(request.user)
    found = hits(request, form, visible.matching, ground)
    if found is None:
        return answer(request, form, None)
    text = form.cleaned_data["text"]
    if not text:
        return redirect("people:people")
    paginator = Paginator(Person.objects.named(found), ROWS)
    paginator.count = len(found)
    page = paginator.get_page(request.POST.get("page"))
    ids = [person.pk for person in page]
    readlog.searched(request, text, ids, hits=len(found), ground=ground)
    return answer(request, form, page, searched=text)


def hits(
    request: Any, form: SearchForm, matching: Callable[[str], Any], ground: str
) -> list[UUID] | None:
    """The ids of what a search finds; None where it cannot be asked: the form says why.

    Args:
        matching: the rows that begin with a text, of those the user sees.
    """
    if not form.is_valid():
        return None
    text = form.cleaned_data["text"]
    found = list(matching(text).values_list("pk", flat=True)[: MOST_HITS + 1])
    if len(found) <= MOST_HITS:
        return found
    readlog.searched(request, text, [], hits=len(found), ground=ground)
    form.add_error("text", _("Fler än 500 träffar. Skriv fler bokstäver."))
    return None


@require_safe
def person(request: Any, person_id: UUID) -> HttpResponse:
    """Who somebody is, how to reach them, and what protects them."""
    visible = Person.objects.visible_to(request.user).with_name().with_register()
    found = get_object_or_404(visible, pk=person_id)
    readlog.displayed(request, found.pk, ground=policy.ground_to_read(request.user))
    said = found.register_says()
    held, over = found.contacts(clock.today(), said)
    context = {
        "person": found,
        "said": said,
        "identities": found.identity_set.order_by("-valid_from", "-recorded_at"),
        "contacts": held,
        "former_contacts": over,
        "protections": found.protection_set.with_decider().order_by(
            "-valid_from", "-recorded_at"
        ),
        "may_read_log": roles.READ_LOG in request.permissions,
        "more": links_about(request, "PERSON_PAGES", found.pk),
        "trail": [*trail(), (_("Person"), request.path)],
    }
    return render(request, "people/person.html", context)


@require_safe
def readings(request: Any, person_id: UUID) -> HttpResponse:
    """Who has read about a person, latest first. This reading is the first of them."""
    visible = Person.objects.visible_to(request.user).with_name()
    found = get_object_or_404(visible, pk=person_id)
    ground = access.ground(request.user, roles.READ_LOG)
    if not ground:
        raise PermissionDenied
    readlog.displayed(request, found.pk, ground=ground)
    page = Paginator(Read.objects.of_person(found.pk), ROWS).get_page(
        request.GET.get("page")
    )
    readers = User.objects.in_bulk({read.user_id for read in page if read.user_id})
    context = {
        "person": found,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "rows": [(read, readers.get(read.user_id)) for read in page],
        "trail": trail_under(found, _("Vem har läst"), request.path),
    }
    return render(request, "people/readings.html", context)


def to_write_about(request: Any, person_id: UUID) -> Person:
    """A person with their name, for who may write about them; the reading is logged."""
    visible = Person.objects.visible_to(request.user).with_name()
    found: Person = get_object_or_404(visible, pk=person_id)
    ground = policy.ground_to_write(request.user)
    if not ground:
        raise PermissionDenied
    readlog.displayed(request, found.pk, ground=ground)
    return found


def answer(
    request: Any, form: SearchForm, page: Any, *, searched: str = ""
) -> HttpResponse:
    """The page with the search and whom it found; 422 when it could not be asked."""
    context = {
        "form": form,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number) if page else (),
        "searched": searched,
        "may_enter": roles.WRITE_PEOPLE in request.permissions,
        "trail": [*trail()[:1], (_("Personer"), request.path)],
    }
    return render(
        request, "people/people.html", context, status=422 if page is None else 200
    )


def trail() -> list[tuple[str, str]]:
    """Where the pages about persons stand."""
    return [(_("Start"), reverse("start")), (_("Personer"), reverse("people:people"))]


def trail_of(person: Person) -> list[tuple[str, str]]:
    """A person's page, without saying whose."""
    return [(_("Person"), reverse("people:person", args=[person.pk]))]


def trail_under(person: Person, label: str, path: str) -> list[tuple[str, str]]:
    """A page about a person, under theirs."""
    return [*trail(), *trail_of(person), (label, path)]
