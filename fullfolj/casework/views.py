"""Min dag, the list of youths, a youth's case, and recording a contact.

What is shown is logged before it is shown. Nothing personal stands in an address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Window
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground_among
from fullfolj.casework import policy
from fullfolj.casework.actions import cases as case_actions
from fullfolj.casework.actions import contacts as actions
from fullfolj.casework.forms import (
    ChoiceForm,
    ContactForm,
    OwnerForm,
    StepForm,
    ViewForm,
)
from fullfolj.casework.lines import Line, chosen, lines, spreadsheet
from fullfolj.casework.models import NAME, NEXT, Case, Contact, Draft, SavedView
from fullfolj.casework.rules import REASONS, Day, waits
from fullfolj.casework.words import say, told
from fullfolj.core import clock
from fullfolj.core.navigation import Link, links_about
from fullfolj.core.paging import page_of
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.templatetags.ui import clock_time
from fullfolj.kaa.models import Municipality, ReviewSpell
from fullfolj.kaa.silence import unconfirmed
from fullfolj.people.forms import SearchForm
from fullfolj.people.models import Person
from fullfolj.people.views import MOST_HITS, hits

ROWS, FEW = 30, 5


@dataclass(frozen=True)
class Above:
    """What Min dag needs of packages above this one; config/urls.py hands it in.

    Attributes:
        fresh: how old the data are on a day, for imports/freshness.html.
        since: what the last night changed in the register, for nightly/since.html.
    """

    fresh: Callable[[date], Any]
    since: Callable[[], Any]


@require_safe
def my_day(request: Any, above: Above) -> HttpResponse:
    """What waits for somebody today, the worst first; and how all of them stand."""
    ground, day = ground_or_denied(request), policy.day(clock.today())
    seen = Case.objects.visible_to(request.user)
    first = None if roles.ASSIGN in request.permissions else request.user
    page = page_of(seen.pressing(day, first), None, ROWS)
    rows, asked = lines(list(page), day), to_judge(request)
    people = [line.case.person_id for line in rows] + [q.person_id for q in asked]
    readlog.listed(request, people, ground=ground)
    tally = seen.tally(day)
    context = {
        "today": day.on,
        "numbers": day.numbers,
        "tally": tally,
        "counts": [(reason, tally[reason]) for reason in REASONS if tally[reason]],
        "lines": rows,
        "of_all": page.paginator.count,
        "questions": asked,
        "more_questions": asked[0].of_all - len(asked) if asked else 0,
        "fresh": above.fresh(day.on),
    }
    return render(request, "casework/my_day.html", context)


@require_safe
def since(request: Any, above: Above) -> HttpResponse:
    """What they do, and what the night changed; Min dag fetches it beside itself."""
    ground_or_denied(request)
    day, seen = policy.day(clock.today()), Case.objects.visible_to(request.user)
    context = {
        "since": above.since(),
        "occupations": seen.occupations(day),
        "trail": [*trail()[:1], (_("Läget"), request.path)],
    }
    whole = "HX-Request" not in request.headers
    template = "casework/since.html" if whole else "casework/since_cards.html"
    return render(request, template, context)


def to_judge(request: Any) -> list[Any]:
    """The first few whom the rule asks about, for who decides: two clicks away."""
    if roles.JUDGE not in request.permissions:
        return []
    asked = ReviewSpell.objects.known_now().valid(clock.today()).unanswered()
    seen = asked.visible_to(request.user).unrestricted().with_name()
    counted = seen.annotate(of_all=Window(Count("pk")))
    return list(counted.select_related("person").sorted_for_list()[:FEW])


@require_http_methods(["GET", "HEAD", "POST"])
def youths(request: Any) -> HttpResponse:
    """Everyone in the group: a choice of them, or whom one searches for by posting."""
    ground = ground_or_denied(request)
    seen = Case.objects.visible_to(request.user)
    search = SearchForm(request.POST or None)
    if request.method == "POST":
        return searched(request, seen.open(), search, ground)
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
        "owners": choice.owners,
        "me": str(request.user.pk),
        "trail": [*trail()[:1], (_("Ungdomar"), request.path)],
    }
    status = 422 if page is None else 200
    return render(request, "casework/youths.html", context, status=status)


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


@require_safe
def day_sheet(request: Any) -> HttpResponse:
    """What I have to do today, to print: first names and what comes next, no more."""
    ground, day = ground_or_denied(request), policy.day(clock.today())
    here = Case.objects.visible_to(request.user).in_group()
    due = here.filter(owner=request.user.pk, next_step_on__lte=day.on).sorted_by(NEXT)
    ids = list(due.filter(is_open=True).values_list("pk", flat=True)[:MOST_HITS])
    context = {
        "today": day.on,
        "lines": shown(request, ids, day, ground),
        "hidden": due.filter(is_open=False).count(),
        "trail": [*trail()[:1], (_("Dagblad"), request.path)],
    }
    return render(request, "casework/day_sheet.html", context)


@require_safe
def case(request: Any, case_id: UUID) -> HttpResponse:
    """A youth: what comes next, who answers for it, and everything that was tried."""
    found = load(request, case_id)
    standing = waits(found.standing, policy.day(clock.today()))
    context = {
        "case": found,
        "person": found.person,
        "why": [told(wait) for wait in standing],
        "silent_since": unconfirmed(clock.today(), [found.person_id]).get(
            found.person_id
        ),
        "contacts": Contact.objects.of_case(found),
        "draft": Draft.of(found, request.user.pk),
        "may_assign": policy.can_assign(request.user, found),
        "more": about_person(request, found.person_id),
        "trail": trail_of(found),
    }
    return render(request, "casework/case.html", context)


@require_safe
def of_person(request: Any, person_id: UUID) -> HttpResponse:
    """From a person to their case, where there is one for this user."""
    visible = Person.objects.visible_to(request.user)
    found = get_object_or_404(visible, pk=person_id)
    ground_or_denied(request)
    seen = Case.objects.visible_to(request.user).open()
    case = seen.filter(person=found).values_list("pk", flat=True).first()
    if case:
        return redirect("casework:case", case)
    messages.info(request, _("Personen har inget ärende hos er."))
    return redirect("people:person", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Any, case_id: UUID) -> HttpResponse:
    """Record that somebody tried to reach the youth, and what comes next."""
    found = load(request, case_id)
    draft = None if request.POST else Draft.of(found, request.user.pk)
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


@require_POST
def draft(request: Any, case_id: UUID) -> HttpResponse:
    """Keep what is being written, or throw it away; the script asks, or a button."""
    found = load(request, case_id)
    if "drop" in request.POST:
        actions.drop_draft(case=found, by=request.user)
        return redirect("casework:contact", case_id)
    names = ContactForm.base_fields.keys() - {"version", "key"}
    fields = {k: v for k, v in request.POST.items() if k in names}
    key, version = request.POST.get("key", ""), request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdecimal() else 0
    kept = actions.keep_draft(
        case=found,
        key=UUID(key) if is_id(key) else None,
        version=seen if seen <= found.version else 0,
        fields=fields,
        by=request.user,
    )
    if kept is None:
        return JsonResponse({"said": ""})
    if kept.version != found.version:
        return JsonResponse({"said": say("refused", "changed")}, status=409)
    said = _("Utkast sparat %(at)s") % {"at": clock_time(kept.saved_at)}
    return JsonResponse({"said": said})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, case_id: UUID) -> HttpResponse:
    """Change what comes next, and when."""
    found = load(request, case_id)
    form = StepForm(request.POST or None, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.plan, **given):
        messages.success(request, _("Nästa steg är sparat."))
        return redirect("casework:case", case_id)
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "theirs": changed_meanwhile(form, found),
        "trail": [*trail_of(found), (_("Nästa steg"), request.path)],
    }
    status = 422 if form.errors else 200
    return render(request, "casework/step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: Any, case_id: UUID) -> HttpResponse:
    """Say who answers for a youth: take it, give it, or leave it to nobody."""
    found = load(request, case_id)
    if request.POST.get("version", str(found.version)) != str(found.version):
        messages.error(request, say("refused", "taken"))
        return redirect("casework:case", case_id)
    if not policy.can_assign(request.user, found):
        raise PermissionDenied
    form = OwnerForm(request.POST or None, initial={"owner": found.owner})
    given = {"cases": [found.pk], "by": request.user}
    if form.is_valid() and carried_out(form, say, case_actions.assign, **given):
        messages.success(request, _("Ansvarig är ändrad."))
        return redirect(back_to(request, found))
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "trail": [*trail_of(found), (_("Ansvarig"), request.path)],
    }
    status = 422 if form.errors else 200
    return render(request, "casework/owner.html", context, status=status)


def ground_or_denied(request: Any) -> str:
    """The role in which the user works with cases.

    Raises:
        PermissionDenied: in none.
    """
    ground = ground_among(request.roles, roles.WORK)
    if not ground:
        raise PermissionDenied
    return ground


def load(request: Any, case_id: UUID) -> Any:
    """A case with its person, for who works with cases; the reading is logged."""
    seen = Case.objects.visible_to(request.user).open().with_owner()
    found = get_object_or_404(seen.with_person(clock.today()), pk=case_id)
    ground = ground_among(request.roles, roles.WORK)
    readlog.displayed(request, found.person_id, ground=ground)
    return found


def shown(request: Any, ids: list[UUID], day: Day, ground: str) -> list[Line]:
    """The rows of a list; that they were seen is logged."""
    found = lines(ids, day)
    readlog.listed(request, [line.case.person_id for line in found], ground=ground)
    return found


def contact_form(request: Any, found: Any, draft: Draft | None) -> ContactForm:
    """The form as it was sent, or with what the user was writing."""
    given = {"case": found, "by": request.user}
    if request.method == "POST":
        return ContactForm(request.POST, **given)
    return ContactForm(initial=draft.fields if draft else None, **given)


def changed_meanwhile(form: Any, found: Any, draft: Draft | None = None) -> Any:
    """The case as somebody else left it since the form, or its draft, was begun.

    What the user wrote stays, and may be sent again: they have seen both now.
    """
    if draft and draft.version != found.version:
        return found
    if not form.is_bound or str(found.version) == form.data.get("version", ""):
        return None
    form.seen_again()
    return found


def choice_of(request: Any, said: Any = None) -> ChoiceForm:
    """The choice of the list that an address tells."""
    codes = Municipality.objects.codes(clock.today())
    return ChoiceForm(request.GET if said is None else said, codes=codes)


def is_id(text: str) -> bool:
    """Whether a text is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def about_person(request: Any, person_id: UUID) -> list[Link]:
    """What is known of the person on other pages than this."""
    here = reverse("casework:of_person", args=[person_id])
    links = links_about(request, "PERSON_PAGES", person_id)
    return [each for each in links if each.url != here]


def trail() -> list[tuple[str, str]]:
    """Where the pages of cases stand."""
    return [
        (_("Min dag"), reverse("casework:my_day")),
        (_("Ungdomar"), reverse("casework:youths")),
    ]


def back_to(request: Any, found: Any) -> str:
    """Where one came from: Min dag and the list ask to be come back to."""
    places = {"dag": "casework:my_day", "lista": "casework:youths"}
    place = places.get(request.GET.get("fran", ""))
    return reverse(place) if place else reverse("casework:case", args=[found.pk])


def trail_of(found: Any) -> list[tuple[str, str]]:
    """A case's page, without saying whose."""
    return [*trail(), (_("Ungdom"), reverse("casework:case", args=[found.pk]))]
