"""What has protected a person, and on whose word."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from fullfolj.access.models import User
from fullfolj.core import clock
from fullfolj.people.models.persons import MARKINGS, AboutPerson, SpanQuerySet


class ProtectionQuerySet(SpanQuerySet):
    """What has protected a person."""

    def with_decider(self) -> Self:
        """With the name of who decided each."""
        decider = User.objects.filter(pk=OuterRef("decided_by"))
        return self.annotate(decider=Subquery(decider.values("name")))


class Protection(AboutPerson):
    """That a person's marking changed: from when, on whose word, by whom."""

    marking = models.CharField(max_length=25)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=50)
    decided_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = ProtectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="protection_marking"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="protection_span"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="protection_person"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "marking", "decided_by")
        open = ("id", "authority", "valid_from", "valid_to", "source", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)
