"""Who answers for somebody under 18, as schools tell it."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from fullfolj.people import rules
from fullfolj.people.models.persons import RECORDED, Recorded, RecordedQuerySet

# As SS 12000 tells it: vårdnadshavare, annan ansvarig, god man, utsedd behörig.
RELATIONS = ("guardian", "other_responsible", "god_man", "appointed")
WHO = ("given_name", "family_name", "phone", "email")


class GuardianQuerySet(RecordedQuerySet):
    """Who answers for whom."""

    def of_children(self, on: date) -> Self:
        """Those of persons who have not turned 18 on a day: at 18 it ends (FB 9:1).

        Of whose age nobody knows there is none.
        """
        return self.filter(person__birth_date__gt=rules.born_by(on, rules.OF_AGE))


class Guardian(Recorded):
    """That somebody answers for a person under 18, and how they are reached.

    Who is protected, or whose protection nobody knows, is kept without name and without
    ways to reach them: only that there is one. What was known before that goes in the
    night. The days are those that the source
    tells, if any. What it no longer tells ends, and no row follows it. The night after
    somebody turns 18 all of it is erased, with its history (schooling/sql/erase.sql).
    """

    relation = models.CharField(max_length=20)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    email = models.CharField(max_length=254, blank=True)
    is_hidden = models.BooleanField()
    # Not every source tells it.
    valid_from = models.DateField(null=True)  # type: ignore[assignment]

    objects: ClassVar = GuardianQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(relation__in=RELATIONS), name="guardian_relation"
            ),
            models.CheckConstraint(
                condition=Q(is_hidden=False) | Q(**dict.fromkeys(WHO, "")),
                name="guardian_hidden",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "relation", "is_hidden", *WHO)
        open = RECORDED
