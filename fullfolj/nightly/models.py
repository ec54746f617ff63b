"""What the night did, when, and by what it judged."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from fullfolj.access.models import Walled

DONE, FAILED = "done", "failed"


class JobRunQuerySet(models.QuerySet[Any]):
    """Runs of the night's steps."""

    def done(self, step: str) -> Self:
        """Those of a step that came to their end, the latest first."""
        return self.filter(step=step, outcome=DONE).order_by("-finished_at")

    def latest_dates(self, step: str, until: date) -> Self:
        """The last good run of each date until a day, the latest date first."""
        good = self.filter(step=step, outcome=DONE, as_of__lte=until)
        return good.order_by("-as_of", "-finished_at").distinct("as_of")


class JobRun(Walled):
    """One step of one night in one authority: done whole, or not at all.

    `basis` is what the step judged by, for the next one to begin from. `reason` is the
    class of what went wrong: its text could name somebody.
    """

    step = models.CharField(max_length=50)
    as_of = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=100, blank=True)
    counts = models.JSONField(default=dict)
    basis = models.JSONField(default=dict)

    objects: ClassVar = JobRunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=(DONE, FAILED)), name="jobrun_outcome"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "step", "finished_at"], name="jobrun_when"
            )
        ]

    class Fields:
        """What each field is, by law."""

        open = (
            *("id", "authority", "step", "as_of", "started_at", "finished_at"),
            *("outcome", "reason", "counts", "basis"),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.as_of} {self.outcome}"
