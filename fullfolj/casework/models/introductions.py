"""A youth on an introductory programme: subjects, goals, and what holds around them."""

from collections import Counter
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q

from fullfolj.access.models import User
from fullfolj.casework.models.cases import Case
from fullfolj.casework.rules.eligibility import SUBJECTS, school_year
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

# 17 kap. 2 § skollagen.
PROGRAMMES = ("targeted", "vocational", "individual", "language")
LANGUAGE = "language"
# How a school or others help who is learning Swedish (skollagen, "studiehandledning på
# modersmålet", "modersmålsundervisning"; tolk).
SUPPORTS = ("interpreter", "study_guidance", "mother_tongue", "easy_swedish")
HOW_KNOWN = ("grades", "school", "youth")


class OfCaseQuerySet(models.QuerySet[Any]):
    """Rows of cases, of which the newest stands."""

    def of_case(self, case: Case) -> Self:
        """In one case, the newest first."""
        return self.filter(case=case, person=case.person_id).order_by("-version")


class OfCase(AboutPerson):
    """A row of a case that is added and never changed: the newest version stands.

    Two who write at once cannot both write the same version: the second is told.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    version = models.PositiveIntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = OfCaseQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "version"],
                name="%(class)s_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


OF_CASE = ("id", "authority", "version", "recorded_at")


class Introduction(OfCase):
    """Which programme, where the youth lives, and the help with language."""

    programme = models.CharField(max_length=12)
    home_name = models.CharField(max_length=120, blank=True)
    home_contact = models.CharField(max_length=120, blank=True)
    home_phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=60, blank=True)
    supports = ArrayField(models.CharField(max_length=20), default=list)

    class Meta(OfCase.Meta):
        constraints: ClassVar = [
            *OfCase.Meta.constraints,
            models.CheckConstraint(
                condition=Q(programme__in=PROGRAMMES), name="introduction_programme"
            ),
            models.CheckConstraint(
                condition=Q(supports__contained_by=list(SUPPORTS)),
                name="introduction_supports",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "home_name", "home_contact", "home_phone")
        support = ("case", "programme", "language", "supports", "recorded_by")
        open = OF_CASE


class PassedQuerySet(OfCaseQuerySet):
    """What youths have passed."""

    def eligible_by_year(self) -> dict[int, int]:
        """How many became eligible for a vocational programme, by school year.

        Each person once, in the year when it was first noted, of those whom the wall
        shows; numbers and nobody's name. Years between without anybody are there too.
        """
        first = self.filter(is_eligible=True).values("person").annotate(on=Min("as_of"))
        days = first.order_by().values_list("on", flat=True)
        return whole(Counter(map(school_year, days)))


def whole(found: Counter[int]) -> dict[int, int]:
    """Every year from the first to the last, also those of nobody."""
    years = range(min(found), max(found) + 1) if found else ()
    return {year: found[year] for year in years}


class PassedSubjects(OfCase):
    """Which subjects of compulsory school the youth has passed, as known on a day.

    `is_eligible` is the rule's answer for a vocational programme on that day.
    """

    subjects = ArrayField(models.CharField(max_length=20), default=list)
    as_of = models.DateField()
    how_known = models.CharField(max_length=10)
    is_eligible = models.BooleanField()

    objects: ClassVar = PassedQuerySet.as_manager()

    class Meta(OfCase.Meta):
        constraints: ClassVar = [
            *OfCase.Meta.constraints,
            models.CheckConstraint(
                condition=Q(subjects__contained_by=list(SUBJECTS)),
                name="passedsubjects_subjects",
            ),
            models.CheckConstraint(
                condition=Q(how_known__in=HOW_KNOWN), name="passedsubjects_known"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "subjects", "as_of", "how_known", "is_eligible", "recorded_by"),
        )
        open = OF_CASE


class StudyGoalQuerySet(models.QuerySet[Any]):
    """What youths want to have learnt."""

    def visible_to(self, user: User) -> Self:
        """Those in cases that the user sees: the door."""
        seen = Case.objects.visible_to(user).filter(pk=OuterRef("case"))
        return self.filter(Exists(seen))

    def of_case(self, case: Case) -> Self:
        """In one case: those not yet reached first, the soonest first."""
        mine = self.filter(case=case, person=case.person_id)
        return mine.order_by(
            models.F("reached_on").desc(nulls_first=True), "wanted_by", "recorded_at"
        )


class StudyGoal(AboutPerson):
    """One thing that a youth wants to have learnt, and the day they had.

    A goal that is not reached is not failed: it stays until it is, or is set aside.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    goal = models.CharField(max_length=200)
    subject = models.CharField(max_length=20, blank=True)
    wanted_by = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    set_aside_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = StudyGoalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(subject="") | Q(subject__in=SUBJECTS),
                name="studygoal_subject",
            ),
            models.CheckConstraint(
                condition=Q(reached_on=None) | Q(set_aside_on=None),
                name="studygoal_one_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "case"], name="studygoal_case")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "goal", "subject", "wanted_by", "reached_on", "set_aside_on"),
            "recorded_by",
        )
        open = ("id", "authority", "version", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)
