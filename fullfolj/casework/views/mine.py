"""Mina ungdomar: today's meetings, then one's own youths by what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.lines import Line
from fullfolj.casework.models import Case, Meeting
from fullfolj.casework.rules.meetings import REMINDERS, workday
from fullfolj.casework.rules.waits import Day, waits
from fullfolj.casework.views.common import ROWS, ground_or_denied
from fullfolj.casework.views.handovers import waiting_for
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.people.models import has_died

BACK = timedelta(days=30)  # so long one is asked how a meeting went
WEEKEND = timedelta(days=2)


@require_safe
def mine(request: Any) -> HttpResponse:
    """Today's meetings at the top; then the own cases, what comes first first."""
    ground, day = ground_or_denied(request), policy.day(clock.today())
    here = Case.objects.visible_to(request.user).open()
    own = here.filter(owner=request.user.pk).by_to_do(day.on)
    page = page_of(own, request.GET.get("page"), ROWS)
    page.object_list = cards(list(page), day)
    met = Diary.of(request.user, day.on, leads=roles.ASSIGN in request.permissions)
    people = [line.case.person_id for line in page.object_list]
    readlog.listed(request, [*people, *met.people], ground=ground)
    context = {
        "today": day.on,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "diary": met,
        "to_answer": waiting_for(request),
        "trail": [(_("Mina ungdomar"), request.path)],
    }
    return render(request, "casework/mine.html", context)


def cards(ids: list[UUID], day: Day) -> list[Line]:
    """The cards of cases that are known to be visible, in the order given."""
    asked = Case.objects.filter(pk__in=ids).with_last().with_words()
    asked = asked.with_plan().with_agreed().with_person(day.on)
    asked = asked.annotate(has_died=has_died(day.on))
    found = {case.pk: case for case in asked}
    least = day.numbers.contact_tries
    kept = [found[case_id] for case_id in ids if case_id in found]
    return [Line(case, list(waits(case.standing, day)), None, least) for case in kept]


@dataclass(frozen=True)
class Diary:
    """A worker's meetings that ask for something on a day.

    Attributes:
        today: those of the day.
        unsaid: those before it, of which nobody has said how they went.
        to_remind: those to come, of which the youth is to be reminded on the day.
        unmet: those to come, anybody's, that nobody is left to hold; the next ones.
        more_unmet: whether there are more of them.
    """

    today: list[Any]
    unsaid: list[Any]
    to_remind: list[Any]
    unmet: list[Any]
    more_unmet: bool

    @classmethod
    def of(cls, user: User, on: date, *, leads: bool = False) -> "Diary":
        """A user's, in one statement; for who leads, one more for what is nobody's."""
        until = on + WEEKEND + timedelta(days=max(REMINDERS) + 1)
        planned = Meeting.objects.coming(clock.now()).visible_to(user)
        asked = planned.unmet(on).with_person(on)[: ROWS + 1]
        unmet = list(asked) if leads else []
        own = Meeting.objects.of_worker(user.pk).visible_to(user)
        asked = own.between(on - BACK, until).with_person(on).order_by("starts_at")
        found = list(asked)
        coming = [each for each in found if each.on > on]
        return cls(
            [each for each in found if each.on == on],
            [each for each in found if each.on < on and each.is_planned],
            [e for e in coming if e.remind_on == workday(on) and not e.has_died],
            unmet[:ROWS],
            len(unmet) > ROWS,
        )

    @property
    def people(self) -> list[UUID]:
        """Those whom it is about."""
        shown = (*self.today, *self.unsaid, *self.to_remind, *self.unmet)
        return [each.person_id for each in shown]
