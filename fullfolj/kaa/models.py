"""Whose responsibility an authority carries; the register itself comes with store A."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from fullfolj.access.models import Walled
from fullfolj.people.models import SpanQuerySet


class Municipality(Walled):
    """That the authority answers for a municipality's youth (29 kap. 9 § skollagen).

    A joint board answers for several. `valid_to` is the first day it no longer does.
    """

    code = models.CharField(max_length=4, validators=[RegexValidator(r"^\d{4}$")])
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="municipality_span"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$"), name="municipality_code"
            ),
            models.UniqueConstraint(
                fields=["authority", "code"],
                condition=Q(valid_to=None),
                name="municipality_current",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "code", "valid_from", "valid_to")

    def __str__(self) -> str:
        return self.code
