"""What a youth was offered, what they answered, and how it went."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from fullfolj.access.models import User
from fullfolj.casework.models.cases import Case, CaseQuerySet
from fullfolj.casework.rules.measures import (
    DECLINED,
    END_REASONS,
    ENDED,
    KINDS,
    MOST_HOURS,
    OFFERED,
    ONGOING,
    OTHER,
    OVER,
    STATES,
    Days,
    verbs,
)
from fullfolj.core import clock
from fullfolj.core.nested import as_list
from fullfolj.people.models import AboutPerson
from fullfolj.programmes.models import Method

WEEK = ("week_on", "planned", "attended", "recorded_at")


class MeasureQuerySet(models.QuerySet[Any]):
    """The measures of cases."""

    def visible_to(self, user: User) -> Self:
        """Those in cases that the user sees: the door."""
        seen = Case.objects.visible_to(user).filter(pk=OuterRef("case"))
        return self.filter(Exists(seen))

    def of_case(self, case: Case) -> Self:
        """In one case, what goes on first, then the latest."""
        return self.filter(case=case, person=case.person_id).in_order()

    def in_order(self) -> Self:
        """What is not over first, the latest offered first."""
        over = Q(state__in=OVER)
        rank = models.Case(models.When(over, then=1), default=0)
        return self.order_by(rank, "-offered_on", "-recorded_at", "id")

    def running(self) -> Self:
        """Those that are neither declined nor ended."""
        return self.exclude(state__in=OVER)

    def begun(self) -> Self:
        """Those that go on, or did: not what was only planned."""
        return self.filter(state__in=(ONGOING, ENDED), starts_on__isnull=False)

    def over(self, day: date) -> Self:
        """Those of open cases that go on though the day they were to end has passed."""
        late = self.filter(state=ONGOING, ends_on__lt=day)
        return late.filter(case__closed_on=None)

    def with_method(self) -> Self:
        """With what its method of the bank is called, and whether there are any."""
        named = Method.objects.filter(pk=OuterRef("method"))
        return self.annotate(
            method_name=Subquery(named.values("name")),
            has_bank=Exists(Method.objects.in_use()),
        )

    def with_weeks(self) -> Self:
        """With all that was noted of each week, in that order, each as an object."""
        mine = {"measure": OuterRef("pk"), "person": OuterRef("person_id")}
        noted = MeasureWeek.objects.filter(**mine)
        noted = noted.order_by("week_on", "recorded_at", "id")
        return self.annotate(noted=as_list(noted, WEEK))

    def cases_with(self, method: UUID) -> CaseQuerySet:
        """The cases in which a method was used: a measure with it has begun."""
        used = self.begun().filter(method=method, case=OuterRef("pk"))
        found: CaseQuerySet = Case.objects.filter(Exists(used))
        return found

    def by_method(self) -> dict[UUID, int]:
        """In how many measures each method was used, by its id."""
        used = self.begun().filter(method__isnull=False)
        counted = used.values("method").annotate(times=Count("pk")).order_by()
        return {each["method"]: each["times"] for each in counted}


class Measure(AboutPerson):
    """One measure that a youth was offered: what, by whom, and how it went.

    Its id is given with the form, so that the same form sent twice is one measure.
    `ends_on` is planned, or the day to look at it, until the measure has ended;
    `answer_words` is what the youth
    said, in their words. `version` grows with each change.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    method = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    provider = models.CharField(max_length=120)
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    state = models.CharField(max_length=10, default=OFFERED)
    offered_on = models.DateField()
    answered_on = models.DateField(null=True)
    answer_words = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)
    end_words = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MeasureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="measure_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="measure_state"),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0, hours__lte=MOST_HOURS),
                name="measure_hours",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__gte=F("offered_on")), name="measure_answered"
            ),
            models.CheckConstraint(
                condition=~Q(state=DECLINED) | Q(answered_on__isnull=False),
                name="measure_declined",
            ),
            models.CheckConstraint(
                condition=~Q(state=ONGOING) | Q(starts_on__isnull=False),
                name="measure_ongoing",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=F("offered_on")), name="measure_started"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("offered_on")), name="measure_after_offer"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="measure_order"
            ),
            # Förordning (2006:39) 8 §: no end without its day and its reason.
            models.CheckConstraint(
                condition=Q(state=ENDED, ends_on__isnull=False)
                & Q(end_reason__in=END_REASONS)
                | ~Q(state=ENDED) & Q(end_reason=""),
                name="measure_ended",
            ),
            models.CheckConstraint(
                condition=~Q(end_reason=OTHER) | ~Q(end_words=""),
                name="measure_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "offered_on"],
                name="measure_case",
            ),
            models.Index(
                fields=["authority", "is_open", "ends_on"],
                condition=Q(state=ONGOING),
                name="measure_over",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "method", "kind", "title", "provider", "hours", "state"),
            *("offered_on", "answered_on", "answer_words", "starts_on", "ends_on"),
            *("end_reason", "end_words", "recorded_by"),
        )
        open = ("id", "authority", "version", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def days(self) -> Days:
        """As the rule takes them."""
        return Days(self.offered_on, self.answered_on, self.starts_on, self.ends_on)

    @property
    def begun_on(self) -> date:
        """The day it began; that of the offer where it has not."""
        return (self.state == ONGOING and self.starts_on) or self.offered_on

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may happen to it now."""
        return verbs(self.state)

    def says(self, fields: dict[str, Any]) -> bool:
        """Whether the measure holds these values."""
        return all(getattr(self, name) == value for name, value in fields.items())


class WeekQuerySet(models.QuerySet[Any]):
    """What was noted of weeks."""

    def standing(self, measure: Measure) -> Self:
        """The weeks of a measure as they were last noted, the latest first."""
        noted = self.filter(measure=measure.pk, person=measure.person_id)
        return noted.order_by("-week_on", "-recorded_at", "-id").distinct("week_on")

    def attended_on(self, measure: Measure) -> date | None:
        """The first day of the last week in which the youth was there, if any."""
        weeks = self.standing(measure)
        return next((each.week_on for each in weeks if each.attended), None)


class MeasureWeek(AboutPerson):
    """How many hours of a week were planned in a measure, and how many were attended.

    A row is added and never changed: what was noted last of a week is what stands. A
    week of which nobody has noted anything is unknown, and not absence.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    measure = models.UUIDField()
    week_on = models.DateField()
    planned = models.DecimalField(max_digits=4, decimal_places=1)
    attended = models.DecimalField(max_digits=4, decimal_places=1)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = WeekQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(week_on__iso_week_day=1), name="measureweek_monday"
            ),
            models.CheckConstraint(
                condition=Q(planned__gte=0, planned__lte=MOST_HOURS)
                & Q(attended__gte=0, attended__lte=MOST_HOURS),
                name="measureweek_hours",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "measure", "week_on"],
                name="measureweek_measure",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "measure", "week_on", "planned", "attended", "recorded_by"),
        )
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)
