"""The list of youths: a choice of them, a search, many at once, and the file."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import cases as case_actions
from fullfolj.casework.forms.cases import OwnerForm
from fullfolj.casework.forms.youths import ChoiceForm, ViewForm
from fullfolj.casework.lines import chosen, lines, spreadsheet
from fullfolj.casework.models import NAME, Case, SavedView
from fullfolj.casework.views.common import (
    ROWS,
    ground_or_denied,
    is_id,
    shown,
    told_clashes,
    trail,
)
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.core.refusal import Refused
from fullfolj.kaa.models import Municipality
from fullfolj.people.forms import SearchForm
from fullfolj.people.models import Person
from fullfolj.people.views import hits


@require_http_methods(["GET", "HEAD", "POST"])
def youths(request: Any) -> HttpResponse:
    """Everyone in the group: a choice of them, or whom one searches for by posting."""
    ground = ground_or_denied(request)
    seen = Case.objects.visible_to(request.user)
    search = SearchForm(request.POST or None)
    if request.method == "POST":
        return searched(request, seen, search, ground)
    day, choice = policy.day(clock.today()), choice_of(request)
    cases = chosen(seen, choice.chosen(), request.user, day)
    page = page_of(cases, request.GET.get("page"), ROWS)
    page.object_list = shown(request, list(page), day, ground)
    return listed(request, page, search, choice)


def searched(request: Any, seen: Any, search: SearchForm, ground: str) -> HttpResponse:
    """Who of the group begins with what was typed; nobody and elsewhere are alike."""
    visible = Person.objects.visible_to(request.user)

    def matching(text: str) -> Any:
        people = visible.matching(text).values("pk")
        return seen.filter(person__in=people).sorted_by(NAME)

    ids = hits(request, search, matching, ground)
    if ids is None:
        return listed(request, None, search)
    text = search.cleaned_data["text"]
    if not text:
        return redirect("casework:youths")
    page: Any = Paginator(ids, ROWS).get_page(request.POST.get("page"))
    rows = lines(list(page), policy.day(clock.today()))
    people_ids = [line.case.person_id for line in rows]
    readlog.searched(request, text, people_ids, hits=len(ids), ground=ground)
    page.object_list = rows
    return listed(request, page, search, searched=text)


def listed(
    request: Any,
    page: Any,
    search: SearchForm,
    choice: ChoiceForm | None = None,
    *,
    searched: str = "",
) -> HttpResponse:
    """The list; 422 when it could not be asked."""
    choice = choice or choice_of(request)
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number) if page else (),
        "choice": choice,
        "chosen": choice.chosen(),
        "search": search,
        "searched": searched,
        "views": SavedView.objects.order_by("name"),
        "view_form": ViewForm(),
        "owners": owners_for(request, choice),
        "me": str(request.user.pk),
        "trail": [*trail()[:1], (_("Ungdomar"), request.path)],
    }
    status = 422 if page is None else 200
    return render(request, "casework/youths.html", context, status=status)


def owners_for(request: Any, choice: ChoiceForm) -> list[tuple[str, str]]:
    """To whom the user may give the ticked without asking: themselves, or anybody."""
    if roles.ASSIGN in request.permissions:
        return choice.owners
    return [(str(request.user.pk), request.user.name)]


@require_safe
def youths_file(request: Any) -> StreamingHttpResponse:
    """The choice as a file for a spreadsheet; the protected never leave in one."""
    ground = ground_or_denied(request)
    seen = Case.objects.visible_to(request.user).filter(is_open=True)
    choice = choice_of(request).chosen()
    day = policy.day(clock.today())
    cases = chosen(seen, choice, request.user, day)

    def logged(people: list[UUID]) -> None:
        readlog.exported(request, people, ground=ground)

    rows = spreadsheet(cases, day, logged)
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"ungdomar-{day.on}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def many(request: Any) -> HttpResponse:
    """Give those that were ticked to somebody, all at once or none."""
    ground_or_denied(request)
    form = OwnerForm(request.POST)
    ticked = [UUID(each) for each in request.POST.getlist("case") if is_id(each)]
    if not ticked:
        messages.error(request, _("Kryssa i minst en ungdom först."))
    elif refusal := given_out(form, ticked, request.user):
        messages.error(request, say("refused", refusal))
    else:
        messages.success(request, _("Ansvarig är ändrad."))
        told_clashes(request, form.cleaned_data["owner"], ticked)
    query = request.POST.get("urval", "")
    return redirect(reverse("casework:youths") + (f"?{query}" if query else ""))


def given_out(form: OwnerForm, cases: list[UUID], by: User) -> str:
    """Give cases to whom a form names; the code of the refusal, if there was one."""
    if not form.is_valid():
        return case_actions.NotTheirsError.code
    try:
        case_actions.assign(cases=cases, by=by, **form.cleaned_data)
    except Refused as refused:
        return refused.code
    return ""


@require_POST
def save_view(request: Any) -> HttpResponse:
    """Keep the choice of the list under a name, or let one go."""
    ground_or_denied(request)
    mine = SavedView.objects.filter(by_user=request.user.pk)
    if "drop" in request.POST:
        gone = ViewForm({"name": request.POST["drop"]})
        if gone.is_valid():
            mine.filter(**gone.cleaned_data).delete()
        return redirect("casework:youths")
    form = ViewForm(request.POST)
    query = urlencode(choice_of(request, request.POST).chosen())
    if form.is_valid():
        name = form.cleaned_data["name"]
        given = {"authority_id": request.asker.authority_id, "by_user": request.user.pk}
        SavedView.objects.update_or_create(
            name=name, **given, defaults={"query": query}
        )
        messages.success(request, _("Urvalet är sparat."))
    else:
        messages.error(request, _("Skriv ett namn på urvalet, högst 60 tecken."))
    return redirect(reverse("casework:youths") + (f"?{query}" if query else ""))


def choice_of(request: Any, said: Any = None) -> ChoiceForm:
    """The choice of the list that an address tells."""
    codes = Municipality.objects.codes(clock.today())
    return ChoiceForm(request.GET if said is None else said, codes=codes)
