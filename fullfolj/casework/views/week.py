"""A worker's meetings, day by day through a week, with what is free between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullfolj.access import readlog, roles
from fullfolj.casework.forms.common import workers
from fullfolj.casework.models import Meeting
from fullfolj.casework.rules.meetings import Span, free
from fullfolj.casework.views.common import ground_or_denied, is_id, trail
from fullfolj.core import clock

OPENS, CLOSES = time(8), time(17)  # between which a time is shown as free
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
QUARTER = timedelta(minutes=15)
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Slot:
    """A stretch of a day: a meeting, or nothing yet."""

    span: Span
    meeting: Any = None


@dataclass(frozen=True)
class DayOf:
    """A day of a worker's; `number` of meetings, and all its slots in order."""

    on: date
    slots: list[Slot]

    @property
    def number(self) -> int:
        """How many meetings."""
        return sum(1 for slot in self.slots if slot.meeting)


@require_safe
def week(request: Any) -> HttpResponse:
    """The meetings of a day and the rest of its week: one's own, or another's."""
    ground, chosen = ground_or_denied(request), asked_day(request)
    may_choose = roles.ASSIGN in request.permissions
    choices = workers() if may_choose else []
    who = asked_worker(request, choices)
    monday = chosen - timedelta(days=chosen.weekday())
    own = Meeting.objects.of_worker(who).visible_to(request.user)
    found = own.between(monday, monday + A_WEEK).with_person(chosen)
    met = list(found.with_workers().order_by("starts_at"))
    readlog.listed(request, [each.person_id for each in met], ground=ground)
    days = {each.on: each for each in days_of(monday, met, chosen)}
    context = {
        "today": clock.today(),
        "day": days.pop(chosen),
        "rest": list(days.values()),
        "who": str(who),
        "choices": choices,
        "is_own": who == request.user.pk,
        "number": chosen.isocalendar().week,
        "trail": [*trail()[:1], (_("Träffar"), request.path)],
        **beside(chosen),
    }
    return render(request, "casework/week.html", context)


def beside(day: date) -> dict[str, date]:
    """Where one turns from a day: the next to it, and the same of the next weeks."""
    return {
        "before": day - A_DAY,
        "after": day + A_DAY,
        "week_before": day - A_WEEK,
        "week_after": day + A_WEEK,
    }


def asked_day(request: Any) -> date:
    """The day that the address names; today where it names none."""
    try:
        asked = parse_date(request.GET.get("dag", ""))
    except ValueError:
        asked = None
    return asked if asked and FIRST <= asked <= LAST else clock.today()


def asked_worker(request: Any, choices: list[tuple[str, str]]) -> UUID:
    """Whose week: one's own, or, for who leads, another's who works with cases.

    Raises:
        PermissionDenied: it is another's to see.
        Http404: nobody of that id works here.
    """
    said = request.GET.get("vem", "")
    own: UUID = request.user.pk
    if not said or said == str(own):
        return own
    if roles.ASSIGN not in request.permissions:
        raise PermissionDenied
    if not is_id(said) or str(UUID(said)) not in dict(choices):
        raise Http404
    return UUID(said)


def days_of(monday: date, met: list[Any], chosen: date) -> Iterator[DayOf]:
    """The days of a week; of a weekend those with a meeting, and the chosen one."""
    for number in range(7):
        on = monday + timedelta(days=number)
        here = [each for each in met if each.on == on]
        if number < 5 or here or on == chosen:
            yield DayOf(on, slots(on, here))


def slots(on: date, met: list[Any]) -> list[Slot]:
    """A day's meetings, and what is free between them from now on, on a working day."""
    taken = [Slot(each.span, each) for each in met]
    opens, closes = at(on, OPENS), at(on, CLOSES)
    opens = max(opens, next_quarter(clock.now()))
    if opens >= closes or on.weekday() >= 5:
        return taken
    left = free([each.span for each in met], Span(opens, closes))
    whole = [*taken, *(Slot(span) for span in left)]
    return sorted(whole, key=lambda slot: slot.span.starts_at)


def at(on: date, of_day: time) -> datetime:
    """A time of a day, here."""
    return timezone.make_aware(datetime.combine(on, of_day))


def next_quarter(moment: datetime) -> datetime:
    """The next whole quarter of an hour: what is free begins at an even time."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second)
    whole = moment - past - timedelta(microseconds=moment.microsecond)
    return whole if whole == moment else whole + QUARTER
