"""Handing cases over to a colleague, and answering when one is asked."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import handovers as actions
from fullfolj.casework.forms.common import workers
from fullfolj.casework.forms.handovers import AskForm, ManyForm, TakeForm
from fullfolj.casework.handing import Handing
from fullfolj.casework.models import NAME, Case, Handover, Meeting
from fullfolj.casework.rules.handovers import ACCEPTED, DECLINED, YES
from fullfolj.casework.views.common import (
    ROWS,
    ground_or_denied,
    is_id,
    load,
    pressed,
    told_clashes,
    trail,
    trail_of,
)
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page
from fullfolj.people.models import with_identity

A_DAY = timedelta(days=1)
SHOWN = timedelta(days=30)  # so long one sees that somebody said no
MOST = 200  # of one's own, on one page


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Any, case_id: UUID) -> HttpResponse:
    """Ask a colleague to take over a youth."""
    found = load(request, case_id)
    if not policy.can_assign(request.user, found):
        raise PermissionDenied
    form = AskForm(request.POST or None, owner=found.owner)
    given = {"cases": [found.pk], "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.ask, **given):
        messages.success(
            request, _("Frågan är ställd. Ansvarig är densamma tills svaret är ja.")
        )
        return redirect("casework:case", case_id)
    if form.errors and not form.asked_about:
        form.new_key()
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "part": Handing.of(request, found),
        "goes": going(found),
        "trail": [*trail_of(found), (_("Lämna över"), request.path)],
    }
    return form_page(request, "casework/handover.html", context)


def going(
    case: Case, until: date | None = None, taker: User | None = None
) -> list[tuple[Meeting, bool]]:
    """What is booked and goes along; with whether its taker is busy at that time."""
    of_case = Meeting.objects.filter(case=case, person=case.person_id)
    goes = list(of_case.going_over(until, taker.pk if taker else None))
    busy: list[Meeting] = []
    if goes and taker:
        first, last = goes[0].on, goes[-1].on + A_DAY
        own = Meeting.objects.of_worker(taker.pk).exclude(case=case)
        busy = list(own.between(first, last))
    return [(each, any(b.span.meets(each.span) for b in busy)) for each in goes]


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_many(request: Any) -> HttpResponse:
    """Ask a colleague to take over all one's youths, or those that are ticked."""
    ground, giver = ground_or_denied(request), giver_of(request)
    own = own_cases(request, giver)
    readlog.listed(request, [case.person_id for case in own], ground=ground)
    choices = [(str(case.pk), f"{case.family_name}, {case.given_name}") for case in own]
    sent = request.POST if request.method == "POST" else None
    form = ManyForm(sent, owner=giver, choices=choices)
    if form.is_valid() and carried_out(form, say, actions.ask, by=request.user):
        messages.success(
            request, _("Frågan är ställd. Ansvarig är densamma tills svaret är ja.")
        )
        return redirect("casework:handovers")
    if form.errors and not form.asked_about:
        form.new_key()
    context = {
        "form": form,
        "is_empty": not own,
        "giver": str(giver),
        "givers": workers() if roles.ASSIGN in request.permissions else (),
        "trail": [trail_to_mine(), (_("Lämna över"), request.path)],
    }
    return form_page(request, "casework/handover_many.html", context)


def trail_to_mine() -> tuple[str, str]:
    """Where a caseload stands."""
    return _("Mina ungdomar"), reverse("casework:mine")


def giver_of(request: Any) -> UUID:
    """Whose youths are handed over: one's own, or for who leads also another's."""
    asked = request.GET.get("ansvarig", "")
    if is_id(asked) and roles.ASSIGN in request.permissions:
        return UUID(asked)
    mine: UUID = request.user.pk
    return mine


def own_cases(request: Any, giver: UUID) -> list[Any]:
    """Somebody's open cases by name, but those that a colleague was asked of."""
    own = Case.objects.visible_to(request.user).open().filter(owner=giver)
    busy, key = Handover.objects.waiting(), request.POST.get("key", "")
    if is_id(key):  # the same form sent twice is no fault
        busy = busy.exclude(batch=key)
    lent = Handover.objects.held()
    free = own.exclude(pk__in=busy.values("case")).exclude(pk__in=lent.values("case"))
    free = free.sorted_by(NAME)
    return list(with_identity(free.select_related("person"))[:MOST])


@require_http_methods(["GET", "HEAD", "POST"])
def handovers(request: Any) -> HttpResponse:
    """Those whom one is asked to take over: all at once or one; and what one asked."""
    ground = ground_or_denied(request)
    if request.method == "POST":
        return taken(request)
    seen = Handover.objects.visible_to(request.user).by_name()
    ids = list(seen.asked_of(request.user).values_list("pk", flat=True))
    page: Any = Paginator(ids, ROWS).get_page(request.GET.get("page"))
    named = seen.with_names().with_person()
    page.object_list = list(named.filter(pk__in=list(page)))
    given = list(own_questions(named, request.user)[:ROWS])
    people = [each.person_id for each in (*page.object_list, *given)]
    readlog.listed(request, people, ground=ground)
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "all": ids,
        "given": given,
        "trail": [*trail()[:1], (_("Överlämningar"), request.path)],
    }
    return render(request, "casework/handovers.html", context)


def own_questions(seen: Any, user: User) -> Any:
    """What a user asked and waits for, or got a no to lately; the latest first."""
    mine = seen.filter(asked_by=user.pk)
    said_no = Q(answer=DECLINED, answered_on__gte=clock.today() - SHOWN)
    waiting = Q(pk__in=mine.waiting().values("pk"))
    return mine.filter(waiting | said_no).order_by(
        "-asked_on", "-is_open", "person__sort_key"
    )


def taken(request: Any) -> HttpResponse:
    """Take over those that were sent."""
    ids = [UUID(each) for each in request.POST.getlist("handover") if is_id(each)]
    take(request, ids)
    return redirect("casework:handovers")


def take(request: Any, asked: list[UUID]) -> None:
    """Take over what one was asked to; tell of how many, that of none too."""
    count = actions.accept(handovers=asked, by=request.user)
    if not count:
        messages.error(request, say("refused", "no_question"))
        return
    said = ngettext("Nu är du ansvarig.", "Nu är du ansvarig för %(n)s till.", count)
    messages.success(request, said % {"n": count})
    mine = Handover.objects.filter(pk__in=asked, to_user=request.user.pk)
    cases = mine.filter(answer=ACCEPTED).values_list("case", flat=True)
    told_clashes(request, request.user, set(cases))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Any, case_id: UUID) -> HttpResponse:
    """Say yes or no to taking over a youth."""
    found = load(request, case_id)
    part = Handing.of(request, found)
    if part.asked is None or part.asked.to_user != request.user.pk:
        raise Http404
    form = TakeForm(request.POST or None)
    if form.is_valid() and answered(request, form, part.asked.pk):
        return redirect("casework:handovers")
    context = {
        "case": found,
        "person": found.person,
        "part": part,
        "form": form,
        "goes": going(found, part.asked.until, request.user),
        "trail": [*trail_of(found), (_("Överlämning"), request.path)],
    }
    return form_page(request, "casework/handover_answer.html", context)


def answered(request: Any, form: TakeForm, asked: UUID) -> bool:
    """Carry out what the one who was asked says; whether it was."""
    if form.cleaned_data["answer"] == YES:
        take(request, [asked])
        return True
    word = form.cleaned_data["word"]
    try:
        actions.decline(handover=asked, word=word, by=request.user)
    except Refused as refused:
        form.add_error(None, say("refused", refused.code))
        return False
    messages.success(request, _("Ditt nej är sparat. Den som frågade ser det."))
    return True


@require_POST
def take_back(request: Any, case_id: UUID) -> HttpResponse:
    """Take a question back, or let a case that was lent go back today."""
    found = load(request, case_id)
    given = {"case": found, "by": request.user}
    question = request.POST.get("question", "")
    if not question:
        pressed(request, _("Ansvarig är ändrad."), actions.give_back, **given)
    elif is_id(question):
        given["handover"] = UUID(question)
        pressed(request, _("Frågan är återtagen."), actions.withdraw, **given)
    else:
        raise Http404
    return redirect("casework:case", case_id)


def waiting_for(request: Any) -> int:
    """How many cases the user is asked to take over, and has not answered."""
    seen = Handover.objects.visible_to(request.user)
    count: int = seen.asked_of(request.user).count()
    return count


def waiting_beside(user: User) -> Max:
    """The same, for another statement to answer: None where there are none."""
    asked = Handover.objects.visible_to(user).asked_of(user).order_by()
    counted = asked.values("to_user").annotate(number=Count("pk"))
    return Max(Subquery(counted.values("number")))
