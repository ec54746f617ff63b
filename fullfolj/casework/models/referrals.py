"""Referrals: that somebody asks for help for a youth, and what they were answered."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from fullfolj.access.models import User, Walled
from fullfolj.casework.models.cases import Case, SeenByWorkers
from fullfolj.casework.rules.referrals import (
    ANSWERS,
    ASKERS,
    LONGEST,
    TAKEN_ON,
    WANTED,
    Precondition,
    lacking,
)
from fullfolj.core import clock
from fullfolj.core.nested import as_list
from fullfolj.people.models import AboutPerson, with_identity

WAITING = Q(answered_on=None)


class Median(models.Aggregate):
    """The one in the middle, the lower of two."""

    function = "PERCENTILE_DISC"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.DurationField()


class WantedQuerySet(models.QuerySet[Any]):
    """What authorities want before a referral."""

    def on(self, day: date) -> tuple[str, ...]:
        """What is wanted on a day: as it was decided last, else what is usual."""
        begun = self.filter(valid_from__lte=day).order_by("-recorded_at")
        found: list[str] | None = begun.values_list("asked", flat=True).first()
        return WANTED if found is None else tuple(found)


class Wanted(Walled):
    """What an authority wants done before it takes somebody on, from a day.

    `asked` are codes of `WANTED` and the authority's own words, in order. A row is
    never changed: the one entered last holds from its day on.
    """

    asked = ArrayField(models.CharField(max_length=LONGEST), default=list)
    valid_from = models.DateField()
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = WantedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["authority", "recorded_at"], name="wanted_when")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = ("id", "authority", "asked", "valid_from", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


class ReferralQuerySet(SeenByWorkers):
    """Which referrals one sees, and which of them wait for an answer."""

    def waiting(self) -> Self:
        """Those that nobody has answered, the oldest first."""
        return self.filter(WAITING).order_by("received_on", "recorded_at", "id")

    def answered(self) -> Self:
        """Those that somebody has answered, the latest first."""
        return self.exclude(WAITING).order_by("-answered_on", "-recorded_at", "id")

    def of_asker(self, party: str) -> Self:
        """Those of one kind of party, one of `ASKERS`; all where none is given."""
        return self.filter(asked_by=party) if party else self

    def with_person(self) -> Self:
        """With the person, and the name they have now."""
        return with_identity(self.select_related("person"))

    def with_answerer(self) -> Self:
        """With the name of who answered each."""
        answerer = User.objects.filter(pk=OuterRef("answered_by"))
        return self.annotate(answerer=Subquery(answerer.values("name")))

    def tally(self, since: date) -> dict[str, Any]:
        """How many wait and since when; how soon those received since a day had one.

        `days` is the median from the day it was received to the day it was answered,
        of `answered`; None where none was.
        """
        told = Q(answered_on__isnull=False, received_on__gte=since)
        waited: models.Expression = models.ExpressionWrapper(
            F("answered_on") - F("received_on"), output_field=models.DurationField()
        )
        found = self.aggregate(
            waiting=Count("pk", filter=WAITING),
            oldest=Min("received_on", filter=WAITING),
            answered=Count("pk", filter=told),
            median=Median(waited, filter=told),
        )
        median: timedelta | None = found.pop("median")
        return {**found, "days": None if median is None else median.days}


class Referral(AboutPerson):
    """That somebody asked the authority to help a youth, on a day, and the answer.

    `asked_by` is what kind of party, `asked_name` which school, office or person,
    `contact` who there, their role and how they are reached. `preconditions` are those
    that were wanted on the day it was entered, each with how it stands; `urgent` is why
    it cannot wait for them. `case` is the case of whom somebody took on.
    """

    case = models.ForeignKey(
        Case,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
    )
    asked_by = models.CharField(max_length=25)
    asked_name = models.CharField(max_length=120)
    contact = models.CharField(max_length=200)
    received_on = models.DateField()
    matter = models.CharField(max_length=300)
    preconditions = models.JSONField(default=list)
    urgent = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=10, blank=True)
    answer_words = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asked_by__in=ASKERS), name="referral_asked_by"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, answered_by=None, case=None)
                | Q(answer=TAKEN_ON, answered_on__isnull=False, case__isnull=False)
                | Q(answer__in=ANSWERS[1:], answered_on__isnull=False, case=None),
                name="referral_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")),
                name="referral_days",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "received_on"], name="referral_received"
            ),
            models.Index(fields=["authority", "is_open", "case"], name="referral_case"),
            models.Index(
                fields=["authority", "is_open", "person"], name="referral_person"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "contact")
        support = (
            *("case", "asked_by", "asked_name", "received_on", "matter"),
            *("preconditions", "urgent", "answer", "answer_words", "answered_on"),
            *("answered_by", "recorded_by"),
        )
        open = ("id", "authority", "version", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def wanted(self) -> tuple[Precondition, ...]:
        """As the rule takes it."""
        return tuple(
            Precondition(what, state, date.fromisoformat(on) if on else None)
            for what, state, on in self.preconditions
        )

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is not met, and needs to be."""
        return lacking(self.wanted)

    @property
    def days(self) -> int:
        """How many it has waited for its answer, or waited."""
        return ((self.answered_on or clock.today()) - self.received_on).days


def kept(preconditions: tuple[Precondition, ...]) -> list[list[str]]:
    """Preconditions as a row keeps them."""
    return [
        [each.what, each.state, each.on.isoformat() if each.on else ""]
        for each in preconditions
    ]


def asks() -> dict[str, Any]:
    """The referrals that led to a case, for `Case.objects.told`."""
    mine = Referral.objects.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
    mine = mine.order_by("received_on")
    return {"referrals": as_list(mine, ("id", "asked_name"))}
