"""What schools say of a person: facts with the time they held and when we knew them.

Store F: read by the rule, and person by person on a ground; erased at 22 (jobs.py).
"""

from typing import ClassVar

from django.db import models

from fullfolj.access.models import Walled
from fullfolj.people.models import RECORDED, Recorded


class SchoolUnit(Walled):
    """A school unit, by the code and the name that a source uses for it."""

    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "code", "name"], name="schoolunit_once"
            )
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "code", "name")

    def __str__(self) -> str:
        return self.name or self.code


class Enrolment(Recorded):
    """A pupil's place at a school.

    Sources give an inclusive last day, as SS 12000 does; here `valid_to` is the day
    after it, as everywhere in the database. Who reads or writes it at the edge
    converts once (exchange/imports). Two at once are what schools produce: allowed.
    """

    school_unit = models.ForeignKey(
        SchoolUnit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    school_type = models.CharField(max_length=10)
    programme_code = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=15)
    study_abroad = models.BooleanField(default=False)

    class Meta(Recorded.Meta):
        pass

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        register = (
            *("school_unit", "school_type", "programme_code"),
            *("status", "study_abroad"),
        )
        open = RECORDED


class Credential(Recorded):
    """A diploma or certificate, from the day it was awarded and for good."""

    kind = models.CharField(max_length=50)

    class Meta(Recorded.Meta):
        pass

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        register = ("kind",)
        open = RECORDED
