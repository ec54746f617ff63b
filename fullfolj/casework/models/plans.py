"""The plan of a case: the youth's goal, who promises what, and who has said yes to it.

It holds what the ordinance wants documented (2006:39, 8 §). What is written anew is a
version, which stands as it was; see `rules.plans` for when a plan is live.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from fullfolj.casework.rules.plans import (
    ANSWERS,
    OTHER,
    PARTIES,
    VERBS,
    WAYS,
    Undertaking,
)
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import Case

# What is over says both when and why, and nothing else does.
WITH_REASON = Q(ended_on=None, end_reason="") | Q(ended_on__isnull=False) & ~Q(
    end_reason=""
)


class PlanQuerySet(models.QuerySet[Any]):
    """Which plans hold, and which of them somebody should look at."""

    def current(self) -> Self:
        """Those that nobody has ended."""
        return self.filter(ended_on=None)

    def of_case(self, case: "Case") -> Self:
        """Those of one case, the current first, then the one that ended last."""
        rows = self.filter(case=case, person=case.person_id)
        return rows.order_by(F("ended_on").desc(nulls_first=True), "-recorded_at")

    def followup_due(self, day: date) -> Self:
        """The current ones of open cases with a follow-up that has come, and not been.

        Due is also the day itself.
        """
        waiting = FollowUpOfPlan.objects.filter(
            plan=OuterRef("pk"), person=OuterRef("person_id"), done_on=None, on__lte=day
        )
        return self.current().filter(Exists(waiting), case__closed_on=None)


class OfCase(AboutPerson):
    """A row of a case."""

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Plan(OfCase):
    """The individual action plan of a case; one at a time.

    `version` is the number of its latest `PlanVersion`. `declined_on`: the youth said
    no; what the municipality offers is documented all the same.
    """

    goal = models.CharField(max_length=2000)
    language = models.CharField(max_length=10)
    planning = models.CharField(max_length=2000, blank=True)
    starts_on = models.DateField(default=clock.today)
    declined_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar = PlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case"],
                condition=Q(ended_on=None),
                name="plan_once",
            ),
            models.CheckConstraint(condition=WITH_REASON, name="plan_end"),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("starts_on")), name="plan_span"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "case"], name="plan_case")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "goal", "language", "planning", "starts_on", "declined_on"),
            *("ended_on", "end_reason"),
        )
        open = ("id", "authority", "version", "recorded_at")

    @classmethod
    def version_of(cls, case: "Case") -> int:
        """The number of the version that the case has now; 0 without a plan."""
        numbers = cls.objects.of_case(case).current().values_list("version", flat=True)
        return numbers.first() or 0


class OfPlan(OfCase):
    """A row of a plan."""

    plan = models.ForeignKey(
        Plan, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True


class PlanVersion(OfPlan):
    """The whole plan as it stood when somebody had written in it.

    Its id is given with the form, so that the same form sent twice is one version;
    `sent` tells whether it is the same. `asks` are whom it asked for a yes, and of
    which promise; `told` whom it only tells.
    """

    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    contents = models.JSONField()
    asks = models.JSONField()
    told = ArrayField(models.CharField(max_length=20))
    sent = models.CharField(max_length=64)
    by_user = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "plan", "number"],
                name="plan_version_once",
            ),
            models.CheckConstraint(
                condition=Q(verb__in=VERBS), name="plan_version_verb"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case"], name="plan_version_case"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "plan", "verb", "contents", "asks", "told", "sent", "by_user"),
        )
        open = ("id", "authority", "number", "recorded_at")

    @property
    def asked_parties(self) -> list[str]:
        """Whom it asked, each once."""
        return list(dict.fromkeys(each["party"] for each in self.asks))


class Promise(OfPlan):
    """What somebody answers for: the youth, the municipality or another (2–4)."""

    party = models.CharField(max_length=20)
    name = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=500)
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(party__in=PARTIES), name="promise_party"
            ),
            models.CheckConstraint(
                condition=~Q(party=OTHER) | ~Q(name=""), name="promise_who"
            ),
            models.CheckConstraint(condition=WITH_REASON, name="promise_end"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="promise_span"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("starts_on")), name="promise_was"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "plan"], name="promise_plan")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "plan", "party", "name", "text", "starts_on", "ends_on"),
            *("ended_on", "end_reason"),
        )
        open = ("id", "authority", "recorded_at")

    @property
    def undertaking(self) -> Undertaking:
        """As the rule takes it."""
        return Undertaking(self.pk, self.party, self.ended_on is not None)


class Agreement(OfPlan):
    """What a party answered to a version: of one promise, or of the whole plan.

    Rows are added and never changed: what was said last holds until the party is asked
    again.
    """

    promise = models.UUIDField(null=True)
    party = models.CharField(max_length=20)
    answer = models.CharField(max_length=5)
    said_on = models.DateField()
    how = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    noted_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(party__in=PARTIES, answer__in=ANSWERS, how__in=WAYS),
                name="agreement_words",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "plan"], name="agreement_plan")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "plan", "promise", "party", "answer", "said_on", "how"),
            "noted_by",
        )
        open = ("id", "authority", "version", "recorded_at")


class FollowUpOfPlan(OfPlan):
    """A day on which the plan is looked at together, and what was found (7)."""

    on = models.DateField()
    done_on = models.DateField(null=True)
    line = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "plan", "on"], name="plan_followup_plan"
            ),
            models.Index(
                fields=["authority", "is_open", "on"],
                condition=Q(done_on=None),
                name="plan_followup_due",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "plan", "on", "done_on", "line")
        open = ("id", "authority", "recorded_at")
