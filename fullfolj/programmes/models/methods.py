"""The method bank: how a measure is done, and what is known of its result."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from fullfolj.access.models import Walled
from fullfolj.core import clock

# Främja, förebygga, åtgärda: where in time a method comes in.
LEVELS = ("promote", "prevent", "remedy")
# The five success factors of Plug In ("Motverka studieavbrott", 2018).
FACTORS = ("individual", "control", "reception", "flexibility", "cooperation")
# How much is known of the result. That nobody has measured it is an answer too.
NOT_MEASURED = "not_measured"
EVIDENCE = (NOT_MEASURED, "described", "counted", "before_after", "compared")
OLDEST = 64  # years


class MethodQuerySet(models.QuerySet[Any]):
    """The methods of an authority."""

    def in_use(self) -> Self:
        """Those that nobody has put away, by name."""
        return self.filter(put_away_on=None).order_by("name", "id")

    def in_order(self) -> Self:
        """All, those that were put away last."""
        return self.order_by(F("put_away_on").asc(nulls_first=True), "name", "id")


class Method(Walled):
    """A way of working: for whom, what it takes, its steps, and what it has given.

    `reached` of `reached_of` is the result with its denominator; `measured_on` is how
    many took part, of whom `reached_of` could be followed; `target` is how many were
    to. `version` grows with each change, so that nobody writes over what they have not
    seen.
    """

    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10)
    factor = models.CharField(max_length=15)
    target_group = models.CharField(max_length=200, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    needs_staff = models.CharField(max_length=200, blank=True)
    needs_place = models.CharField(max_length=200, blank=True)
    needs_hours = models.CharField(max_length=200, blank=True)
    steps = models.TextField(blank=True)
    evidence = models.CharField(max_length=15, default=NOT_MEASURED)
    target = models.PositiveIntegerField(null=True)
    measured_on = models.PositiveIntegerField(null=True)
    reached = models.PositiveIntegerField(null=True)
    reached_of = models.PositiveIntegerField(null=True)
    result = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    put_away_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MethodQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="method_level"),
            models.CheckConstraint(
                condition=Q(factor__in=FACTORS), name="method_factor"
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=EVIDENCE), name="method_evidence"
            ),
            models.CheckConstraint(
                condition=Q(age_to__gte=F("age_from")), name="method_ages"
            ),
            # A result has its denominator, and is not had without being measured.
            models.CheckConstraint(
                condition=Q(reached=None, reached_of=None)
                | Q(reached__isnull=False, reached_of__gte=F("reached"))
                & ~Q(evidence=NOT_MEASURED),
                name="method_result",
            ),
            models.CheckConstraint(
                condition=Q(reached_of=None)
                | Q(measured_on__isnull=False, measured_on__gte=F("reached_of")),
                name="method_measured",
            ),
            models.CheckConstraint(condition=Q(target__gt=0), name="method_target"),
            models.UniqueConstraint(fields=["authority", "name"], name="method_once"),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("contact", "recorded_by")
        open = (
            *("id", "authority", "name", "level", "factor", "target_group"),
            *("age_from", "age_to", "needs_staff", "needs_place", "needs_hours"),
            *(
                "steps",
                "evidence",
                "target",
                "measured_on",
                "reached",
                "reached_of",
                "result",
            ),
            *("licence", "put_away_on", "version", "recorded_at"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def of_target(self) -> float | None:
        """How many per cent of those who were to take part did; None where unknown."""
        if not self.target or self.measured_on is None:
            return None
        return 100 * self.measured_on / self.target

    @property
    def step_list(self) -> list[str]:
        """The steps, a line each."""
        return [line.strip() for line in self.steps.splitlines() if line.strip()]
