"""Meetings with a youth, and the address by which one's own calendar asks for them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from fullfolj.access.models import User, Walled
from fullfolj.casework.models.cases import Case, may_own
from fullfolj.casework.models.messages import refused_of_each
from fullfolj.casework.rules.meetings import (
    CANCELLED,
    KINDS,
    LONGEST,
    MOVED,
    PLANNED,
    REMINDERS,
    SHORTEST,
    STANDING,
    STATES,
    TRIED,
    Span,
    lasting,
    remind_on,
)
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson, ContactDetail, has_died, with_identity

if TYPE_CHECKING:
    from collections.abc import Mapping

PHONE = "phone"
A_DAY = timedelta(days=1)


def midnight(on: date) -> datetime:
    """When a day begins, here."""
    return timezone.make_aware(datetime.combine(on, time.min))


class MeetingQuerySet(models.QuerySet[Any]):
    """Whose meetings, when, and with whom."""

    def visible_to(self, user: User) -> Self:
        """Those of cases that the user sees."""
        cases = Case.objects.visible_to(user)
        theirs = cases.filter(pk=OuterRef("case"), person=OuterRef("person"))
        return self.filter(Exists(theirs))

    def of_case(self, case: Case) -> Self:
        """In one case, the latest first, with the names of those who meet the youth."""
        here = self.filter(case=case, person=case.person_id)
        return here.with_workers().order_by("-starts_at", "-recorded_at")

    def of_worker(self, user_id: UUID) -> Self:
        """Those that take somebody's time, as the first or the second."""
        return self.filter(Q(worker=user_id) | Q(second=user_id), state__in=STANDING)

    def between(self, first: date, until: date) -> Self:
        """Those that begin on the days from the first; `until` is the day after."""
        return self.filter(
            starts_at__gte=midnight(first), starts_at__lt=midnight(until)
        )

    def planned(self) -> Self:
        """Those of which nobody has said what became of them."""
        return self.filter(state=PLANNED)

    def coming(self, at: datetime) -> Self:
        """Those planned that begin after a moment, the next first."""
        return self.planned().filter(starts_at__gt=at).order_by("starts_at")

    def going_over(self, until: date | None, to: UUID | None = None) -> Self:
        """Those to come that go to who takes over their cases, until a day or for good.

        Those of who answers for the case, where the taker is not to be there anyhow;
        and those that the one who is to meet the youth may not hold any more.

        Args:
            to: who takes over, where it is known.
        """
        coming, owner = self.coming(clock.now()), F("case__owner")
        if until:
            coming = coming.filter(starts_at__lt=midnight(until + A_DAY))
        theirs = Q(worker=owner) | Q(second=owner)
        if to:
            coming, theirs = coming.exclude(worker=to), theirs & ~Q(second=to)
        return coming.filter(theirs | ~may_own("worker", clock.today()))

    def double_booked(self, user_id: UUID, cases: Collection[UUID]) -> int:
        """How many to come in some cases somebody meets, and is busy elsewhere then."""
        busy = self.of_worker(user_id).coming(clock.now())
        spans = {each: each.span for each in busy}
        return sum(
            any(other.meets(span) for one, other in spans.items() if one != each)
            for each, span in spans.items()
            if each.case_id in cases
        )

    def unmet(self, on: date) -> Self:
        """Those whom the one who is to meet the youth may not meet any more on a day.

        They no longer work here, or not with the protected.
        """
        return self.exclude(may_own("worker", on))

    def with_workers(self) -> Self:
        """With the names of those who meet the youth."""
        return self.annotate(
            worker_name=Subquery(_named("worker")),
            second_name=Subquery(_named("second")),
        )

    def with_person(self, on: date) -> Self:
        """With the person, their name now, a telephone, and the ways they refuse.

        And with whether they have died: then nobody is to ring or remind them.
        """
        phones = ContactDetail.objects.filter(person=OuterRef("person"), kind=PHONE)
        latest = phones.valid(on).order_by("-recorded_on", "-id")
        found = self.annotate(
            phone=Subquery(latest.values("value")[:1]),
            refused=refused_of_each(),
            has_died=has_died(on),
        )
        return with_identity(found.select_related("person"))


def _named(field: str) -> Any:
    return User.objects.filter(pk=OuterRef(field)).values("name")


class Meeting(AboutPerson):
    """That somebody is to meet a youth: when, where, what for; and what became of it.

    Its id is given with the form, so that the same form sent twice is one meeting. What
    it became is said once: `contact` is the try that it was, whether the youth came or
    not; `moved_to` the meeting that replaced it; `why` a line on what was moved or
    cancelled; `cancelled_at` when it was. `next_step` is what the case calls it while
    it comes next.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    worker = models.UUIDField()
    second = models.UUIDField(null=True)
    interpreter = models.CharField(max_length=60, blank=True)
    reminder_days = models.PositiveSmallIntegerField(null=True)
    next_step = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default=PLANNED)
    contact = models.UUIDField(null=True)
    moved_to = models.UUIDField(null=True)
    why = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    booked_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="meeting_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="meeting_state"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="meeting_minutes",
            ),
            models.CheckConstraint(
                condition=Q(reminder_days=None) | Q(reminder_days__in=REMINDERS),
                name="meeting_reminder",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=models.F("worker")),
                name="meeting_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TRIED, contact__isnull=False)
                | (~Q(state__in=TRIED) & Q(contact=None)),
                name="meeting_tried",
            ),
            models.CheckConstraint(
                condition=Q(state=MOVED, moved_to__isnull=False)
                | (~Q(state=MOVED) & Q(moved_to=None)),
                name="meeting_moved",
            ),
            models.CheckConstraint(
                condition=Q(why="") | Q(state__in=(MOVED, CANCELLED)),
                name="meeting_why",
            ),
            models.CheckConstraint(
                condition=Q(state=CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=CANCELLED) & Q(cancelled_at=None)),
                name="meeting_cancelled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "starts_at"],
                name="meeting_case",
            ),
            models.Index(
                fields=["authority", "is_open", "worker", "starts_at"],
                name="meeting_worker",
            ),
            models.Index(
                fields=["authority", "is_open", "second", "starts_at"],
                condition=Q(second__isnull=False),
                name="meeting_second",
            ),
            models.Index(
                fields=["authority", "is_open", "starts_at"],
                condition=Q(state=PLANNED),
                name="meeting_planned",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "starts_at", "minutes", "place", "kind", "worker", "second"),
            *("interpreter", "reminder_days", "next_step", "state", "contact"),
            *("moved_to", "why", "cancelled_at", "booked_by"),
        )
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def span(self) -> Span:
        """As the rules take it."""
        return lasting(self.starts_at, self.minutes)

    @property
    def on(self) -> date:
        """The day of it, here."""
        return timezone.localtime(self.starts_at).date()

    @property
    def is_planned(self) -> bool:
        """Whether nobody has said what became of it."""
        return self.state == PLANNED

    @property
    def is_asked(self) -> bool:
        """Whether it is time to say how it went: it has begun."""
        return self.is_planned and self.starts_at <= clock.now()

    @property
    def remind_on(self) -> date | None:
        """The day to remind the youth, if anybody is to."""
        return remind_on(self.on, self.reminder_days) if self.is_planned else None

    def says(self, fields: "Mapping[str, object]") -> bool:
        """Whether the meeting holds these values."""
        return all(getattr(self, name) == value for name, value in fields.items())


class CalendarAddress(Walled):
    """That a user's calendar may ask for their meetings: theirs alone, one at a time.

    The address itself is shown once and kept nowhere: `digest` is of the secret in it.
    """

    LOOKS_BACK, LOOKS_AHEAD = timedelta(days=30), timedelta(days=366)

    by_user = models.UUIDField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "by_user"], name="calendaraddress_once"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = ("id", "authority", "digest", "made_at")

    def __str__(self) -> str:
        return str(self.pk)
