"""What schools note of their own pupils, kept for early warning (store C).

Absence announced, grades and sums of attendance; lessons one by one stand beside the
database (lessons.py). Only an authority that is a school provider keeps any of it: the
wall refuses every other. Nothing here reaches the register: `kaa` may not import it.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

# Of AbsenceEnum in SS 12000: "Beviljad ledighet" and "Anmäld frånvaro".
LEAVE, REPORTED = "leave", "reported"
ABSENCES = (LEAVE, REPORTED)
# As far as the columns go.
LONGEST_CODE, LONGEST_NAME = 50, 200
MOST_POINTS, MOST_MINUTES = 2**15 - 1, 2**31 - 1
# Of the contract of grades.csv. "-" is no basis for a grade; a warning is not final.
F_WARNING = "F-warning"
GRADES = ("A", "B", "C", "D", "E", "F", "-", F_WARNING)


class ToldQuerySet(models.QuerySet[Any]):
    """What a source told, as it was known when."""

    def known_at(self, instant: datetime) -> Self:
        """What was known at an instant, also where we know better now."""
        later = Q(recorded_to__isnull=False, recorded_to__lte=instant)
        return self.filter(recorded_from__lte=instant).exclude(later)

    def known_now(self) -> Self:
        """What nothing has corrected or taken back."""
        return self.filter(recorded_to=None)


class Told(AboutPerson):
    """What a source told of a pupil. A correction ends the recorded time of a row."""

    source = models.CharField(max_length=50)
    import_run = models.UUIDField(null=True)
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = ToldQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(recorded_to__gte=F("recorded_from")),
                name="%(class)s_recorded",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="%(class)s_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Sourced(Told):
    """What has an id of the source's own, by which the source takes it back."""

    source_id = models.UUIDField(null=True)

    class Meta(Told.Meta):
        abstract = True
        constraints: ClassVar = [
            *Told.Meta.constraints,
            models.UniqueConstraint(
                fields=["authority", "is_open", "source", "source_id"],
                condition=Q(recorded_to=None),
                name="%(class)s_once",
            ),
        ]


# What every row has that says nothing of how school goes.
TOLD = (
    *("id", "authority", "source", "import_run"),
    *("recorded_from", "recorded_to"),
)


class AbsenceReport(Sourced):
    """Absence that was announced: leave that the school gave, or what was called in.

    Why somebody is away is not kept: it may tell of health.
    """

    kind = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta(Sourced.Meta):
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=ABSENCES), name="absencereport_kind"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="absencereport_span"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "source_id")
        support = ("kind", "starts_at", "ends_at")
        open = TOLD


class Grade(Sourced):
    """A grade in a course or a subject, or a warning that it may be F."""

    school_unit = models.ForeignKey(
        "schooling.SchoolUnit",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    course_code = models.CharField(max_length=LONGEST_CODE, blank=True)
    course_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    grade = models.CharField(max_length=10)
    is_final = models.BooleanField()
    decided_on = models.DateField()
    registered_at = models.DateTimeField()

    class Meta(Sourced.Meta):
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="grade_grade"),
            models.CheckConstraint(
                condition=~Q(grade=F_WARNING, is_final=True), name="grade_warning"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "source_id")
        support = (
            *("school_unit", "course_code", "course_name", "points", "grade"),
            *("is_final", "decided_on", "registered_at"),
        )
        open = TOLD


# Of lessons in minutes; in the order of SS 12000's sums.
MINUTES = (
    "present",
    "valid_absence",
    "invalid_absence",
    "other",
    "reported",
    "offered",
)


class AttendanceSum(Told):
    """Minutes of a pupil in one activity over some days, as the school summed them.

    The last day is inclusive, as the source's. `other` is time in another activity of
    the school, such as the pupils' council. What the source did not say is unknown and
    never zero: minutes not yet reported are neither presence nor absence.
    """

    activity_id = models.UUIDField(null=True)
    activity = models.CharField(max_length=LONGEST_NAME, blank=True)
    course_code = models.CharField(max_length=LONGEST_CODE, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    present = models.PositiveIntegerField(null=True)
    valid_absence = models.PositiveIntegerField(null=True)
    invalid_absence = models.PositiveIntegerField(null=True)
    other = models.PositiveIntegerField(null=True)
    reported = models.PositiveIntegerField(null=True)
    offered = models.PositiveIntegerField(null=True)

    class Meta(Told.Meta):
        constraints: ClassVar = [
            *Told.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="attendancesum_span"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("activity_id", "activity", "course_code", "first_on", "last_on"),
            *MINUTES,
        )
        open = TOLD
