"""Min dag: what waits for somebody today; the day sheet; what the night changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Window
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.casework import paper, policy
from fullfolj.casework.lines import lines
from fullfolj.casework.models import NEXT, Case
from fullfolj.casework.paper import DaySheetPaper, Task
from fullfolj.casework.rules.waits import REASONS, Day
from fullfolj.casework.views.common import (
    ROWS,
    ground_or_denied,
    shown,
    trail,
)
from fullfolj.casework.views.handovers import waiting_beside
from fullfolj.casework.views.papers import foot, printed
from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.paging import page_of
from fullfolj.kaa.models import ReviewSpell
from fullfolj.people.views import MOST_HITS

FEW = 5  # questions of the rule


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
    tally = seen.tally(day, to_answer=waiting_beside(request.user))
    context = {
        "today": day.on,
        "numbers": day.numbers,
        "tally": tally,
        "counts": [(reason, tally[reason]) for reason in REASONS if tally[reason]],
        "to_answer": tally["to_answer"],
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


def due(user: User, day: Day) -> Any:
    """The cases of somebody whose next step has come."""
    here = Case.objects.visible_to(user).to_do(day.on)
    return here.filter(owner=user.pk, next_step_on__lte=day.on).sorted_by(NEXT)


def to_print(cases: Any) -> list[UUID]:
    """Those that may stand on paper: the protected stand on the screen alone."""
    return list(cases.filter(is_open=True).values_list("pk", flat=True)[:MOST_HITS])


@require_safe
def day_sheet(request: Any) -> HttpResponse:
    """What I have to do today, to print: first names and what comes next, no more."""
    ground, day = ground_or_denied(request), policy.day(clock.today())
    mine = due(request.user, day)
    context = {
        "today": day.on,
        "lines": shown(request, to_print(mine), day, ground),
        "hidden": mine.filter(is_open=False).count(),
        "trail": [*trail()[:1], (_("Dagblad"), request.path)],
    }
    return render(request, "casework/day_sheet.html", context)


@require_safe
def day_sheet_paper(request: Any) -> HttpResponse:
    """The same as PDF: tagged, with who printed it and when at its foot."""
    ground, day = ground_or_denied(request), policy.day(clock.today())
    cases = [line.case for line in lines(to_print(due(request.user, day)), day)]
    readlog.exported(request, [case.person_id for case in cases], ground=ground)
    tasks = [
        Task(
            case.given_name, case.next_step or _("Första kontakten"), case.next_step_on
        )
        for case in cases
    ]
    sheet = DaySheetPaper(on=day.on, tasks=tuple(tasks), **foot(request))
    content = paper.day_sheet(sheet, get_language() or LANGUAGES[0])
    return printed(content, f"dagblad-{day.on}")
