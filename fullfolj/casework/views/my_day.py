"""Min dag: what waits for somebody today; the day sheet; what the night changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Window
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.casework import policy
from fullfolj.casework.lines import lines
from fullfolj.casework.models import NEXT, Case
from fullfolj.casework.rules import REASONS
from fullfolj.casework.views.common import (
    ROWS,
    ground_or_denied,
    shown,
    trail,
)
from fullfolj.core import clock
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
