"""What schools say of a person: facts with the time they held and when we knew them.

Store F: read by the rule, and person by person on a ground; erased at 22 (jobs.py).
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from fullfolj.access.models import User, Walled
from fullfolj.core import clock
from fullfolj.people.models import (
    HAND,
    RECORDED,
    AboutPerson,
    Recorded,
    RecordedQuerySet,
)
from fullfolj.schooling import prevention  # noqa: F401 - Django finds its models here
from fullfolj.schooling.told import CourseGroup

# Programme.type of SS 12000, in its order: yrkesprogram, högskoleförberedande program,
# introduktionsprogram, nationellt and regionalt yrkespaket, fjärde tekniskt år,
# programinriktning, utgång.
PROGRAMME_KINDS = (
    *("vocational", "preparatory", "introductory", "national_package"),
    *("regional_package", "fourth_year", "orientation", "outcome"),
)


class SchoolUnitQuerySet(models.QuerySet[Any]):
    """The schools that are known here."""

    def named(self, name: str) -> Self:
        """Those of a name, the one with a code first."""
        return self.filter(name=name).order_by("-code", "id")


class SchoolUnit(Walled):
    """A school unit, by the code and the name that a source uses for it."""

    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)

    objects: ClassVar = SchoolUnitQuerySet.as_manager()

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


class Programme(Walled):
    """What a source calls a programme. One that it no longer names is kept: old
    enrolments still do."""

    source = models.CharField(max_length=50)
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=PROGRAMME_KINDS), name="programme_kind"
            ),
            models.UniqueConstraint(
                fields=["authority", "source", "code"], name="programme_once"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "source", "code", "name", "kind")

    def __str__(self) -> str:
        return self.name


class StudiesQuerySet(RecordedQuerySet):
    """Facts that name a school or a programme."""

    def with_programme(self) -> Self:
        """With what the programme is called, where a source has told.

        By its code, whoever told: codes of programmes are the nation's.
        """
        coded = Programme.objects.filter(code=OuterRef("programme_code"))
        first = coded.order_by("source")
        return self.annotate(
            programme=Subquery(first.values("name")[:1]),
            programme_kind=Subquery(first.values("kind")[:1]),
        )


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

    objects: ClassVar = StudiesQuerySet.as_manager()

    class Meta(Recorded.Meta):
        indexes: ClassVar = [
            *Recorded.Meta.indexes,
            # Which schools still send pupils. Were it of all that is known now, the
            # planner would read the whole of it to find some persons: it is smaller
            # than the index of persons, whose statistics nobody may keep.
            models.Index(
                fields=["authority", "is_open", "school_unit"],
                condition=Q(recorded_to=None, is_gone=False) & ~Q(source=HAND),
                name="enrolment_heard",
            ),
            # Which have left the files.
            models.Index(
                fields=["authority", "is_open", "school_unit"],
                condition=Q(recorded_to=None, is_gone=True),
                name="enrolment_gone",
            ),
        ]

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


class Mentorship(Recorded):
    """That somebody at a school is a pupil's mentor, as the school tells it.

    `user` is the member of the authority with the same e-mail, if there is one. Who was
    the mentor when the school fell silent is still shown: they know the pupil.
    """

    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    school_unit = models.ForeignKey(
        SchoolUnit,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    user = models.ForeignKey(
        User,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta(Recorded.Meta):
        indexes: ClassVar = [
            *Recorded.Meta.indexes,
            # Whose mentor somebody is.
            models.Index(
                fields=["authority", "is_open", "user"],
                condition=Q(recorded_to=None, user__isnull=False),
                name="mentorship_user",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "name", "email", "user")
        register = ("school_unit",)
        open = RECORDED


class StudyPlan(Recorded):
    """What a pupil is to study, as the school tells it: programme and courses.

    Never the school's notes, whose free text may hold health.
    """

    programme_code = models.CharField(max_length=50, blank=True)
    contents = models.JSONField(default=list)

    objects: ClassVar = StudiesQuerySet.as_manager()

    class Meta(Recorded.Meta):
        pass

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("programme_code", "contents")
        open = RECORDED

    @property
    def groups(self) -> list[CourseGroup]:
        """The courses under their headings, in the school's order."""
        return [CourseGroup.from_json(kept) for kept in self.contents]


START, END, ABSENCE = "start", "end", "absence"
NOTICES = (START, END, ABSENCE)


class NoticeQuerySet(models.QuerySet[Any]):
    """What schools told."""

    def known_now(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(recorded_to=None)

    def with_teller(self) -> Self:
        """With the school, and the name of who wrote each down."""
        teller = User.objects.filter(pk=OuterRef("by_user"))
        told = self.annotate(teller=Subquery(teller.values("name")))
        return told.select_related("school_unit")


class Notice(AboutPerson):
    """That a school told the home municipality of a pupil (15:15, 18:15 skollagen).

    A school of another provider must tell as soon as possible when a pupil starts or
    ends, and when one under 20 is absent without valid reason to a considerable extent.
    Nothing is overwritten: a wrong one is taken back, by ending its recorded time.
    """

    kind = models.CharField(max_length=10)
    school_unit = models.ForeignKey(
        SchoolUnit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    on = models.DateField()
    received_on = models.DateField()
    source = models.CharField(max_length=50)
    by_user = models.UUIDField(null=True)
    import_run = models.UUIDField(null=True)
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=NOTICES), name="notice_kind"),
            models.CheckConstraint(
                condition=Q(recorded_to__gte=F("recorded_from")),
                name="notice_recorded",
            ),
            models.UniqueConstraint(
                fields=[
                    *("authority", "is_open", "person"),
                    *("school_unit", "kind", "on"),
                ],
                condition=Q(recorded_to=None),
                name="notice_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="notice_person"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "by_user")
        register = ("kind", "school_unit", "on", "received_on")
        open = (
            *("id", "authority", "source", "import_run"),
            *("recorded_from", "recorded_to"),
        )

    def __str__(self) -> str:
        return str(self.pk)
