"""A programme: whom it is for, and on what ground persons in it are written about."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from fullfolj.access.models import Walled
from fullfolj.core import clock

OLDEST = 99


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Programmes of the authority."""

    def running(self, on: date) -> Self:
        """Those that go on, on a day."""
        ended = Q(valid_to__isnull=False, valid_to__lte=on)
        return self.filter(valid_from__lte=on).exclude(ended)

    def for_age(self, age: int | None) -> Self:
        """Those that take somebody of an age; none where nobody knows it."""
        if age is None:
            return self.none()
        return self.filter(lowest_age__lte=age, highest_age__gte=age)

    def sorted_for_list(self) -> Self:
        """Those that go on first, then by name."""
        return self.order_by(F("valid_to").desc(nulls_first=True), "name")


class Programme(Walled):
    """What a youth may take part in whom the register does not hold.

    Whoever has lived `lowest_age` years, and not yet one more than `highest_age`, may
    take part. `legal_ground` is what the authority has decided or agreed, in its own
    words. `valid_to` is the first day the programme is over.
    """

    name = models.CharField(max_length=100)
    lowest_age = models.PositiveSmallIntegerField()
    highest_age = models.PositiveSmallIntegerField()
    legal_ground = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "name"], name="programme_name"
            ),
            models.CheckConstraint(
                condition=Q(highest_age__gte=F("lowest_age"), highest_age__lte=OLDEST),
                name="programme_ages",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="programme_span"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        open = (
            *("id", "authority", "name", "lowest_age", "highest_age", "legal_ground"),
            *("valid_from", "valid_to", "recorded_by", "recorded_at"),
        )

    def __str__(self) -> str:
        return self.name
