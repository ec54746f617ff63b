"""The small steps of a youth: in their own words, small enough for next week."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from fullfolj.casework.models.plans import OfCase
from fullfolj.casework.rules.plans import OTHER, PARTIES


class SmallStepQuerySet(models.QuerySet[Any]):
    """Which steps there are, and which have been waited for."""

    def kept(self) -> Self:
        """Those that nobody has taken away."""
        return self.filter(dropped_on=None)

    def overdue(self, day: date) -> Self:
        """Those of open cases whose day has passed, and that are not done.

        A step that was split is done by its parts.
        """
        waiting = self.kept().filter(done_on=None, due_on__lt=day, is_split=False)
        return waiting.filter(case__closed_on=None)


class SmallStep(OfCase):
    """One step: the wording is the youth's, and somebody answers for it on a day.

    It hangs on the case, so that it outlives a plan; `promise` where it is a part of
    one, `parent` where it is a part of another step. Its id is given with the form.
    """

    promise = models.UUIDField(null=True)
    parent = models.UUIDField(null=True)
    text = models.CharField(max_length=200)
    party = models.CharField(max_length=20)
    name = models.CharField(max_length=100, blank=True)
    due_on = models.DateField()
    position = models.PositiveIntegerField(default=0)
    is_split = models.BooleanField(default=False)
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)
    dropped_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar = SmallStepQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(party__in=PARTIES), name="small_step_party"
            ),
            models.CheckConstraint(
                condition=~Q(party=OTHER) | ~Q(name=""), name="small_step_who"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="small_step_done",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")) & Q(is_split=False),
                name="small_step_parent",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case"], name="small_step_case"
            ),
            models.Index(
                fields=["authority", "is_open", "due_on"],
                condition=Q(done_on=None, dropped_on=None),
                name="small_step_due",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "promise", "parent", "text", "party", "name", "due_on"),
            *("done_on", "done_by", "dropped_on", "recorded_by"),
        )
        open = ("id", "authority", "position", "is_split", "version", "recorded_at")

    def says(self, fields: dict[str, object]) -> bool:
        """Whether the step holds these values."""
        return all(getattr(self, name) == value for name, value in fields.items())
