"""How a youth's way goes: events, their own view, and what their coach believes.

All of it is optional, and none of it is a score. What a youth says of their energy
stands in a table of its own, which the database shows to the case's owner and to who
wrote it down. What a coach believes is shown to that coach and to nobody else.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from fullfolj.access.models import User
from fullfolj.casework.models.cases import Case
from fullfolj.casework.models.life import OfCase
from fullfolj.casework.rules import progress as rules
from fullfolj.casework.rules.progress import Event
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson, Person

KNOWN_OCCASIONS = (*rules.OCCASIONS, rules.BETWEEN)
ON_SCALE = Q(value=None) | Q(value__in=rules.SCALE)


class LadderEventQuerySet(models.QuerySet[Any]):
    """What came about, and what was left."""

    def standing(self) -> Self:
        """Those that nobody has struck out, in the order in which they happened."""
        return self.filter(struck_at=None).order_by("on", "recorded_at", "id")

    def of_case(self, case: Case) -> Self:
        """In one case, the latest first, struck out or not, with who noted it."""
        name = User.objects.filter(pk=OuterRef("by_user")).values("name")
        mine = self.filter(case=case, person=case.person_id)
        return mine.annotate(writer=Subquery(name)).order_by(
            "-on", "-recorded_at", "-id"
        )


class LadderEvent(OfCase):
    """That something came about on a youth's way on a day, or was left again.

    Its id is given with the form. What was noted by mistake is struck out, and kept.
    """

    level = models.PositiveSmallIntegerField()
    on = models.DateField()
    is_left = models.BooleanField(default=False)
    line = models.CharField(max_length=200, blank=True)
    by_user = models.UUIDField()
    struck_by = models.UUIDField(null=True)
    struck_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = LadderEventQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(level__in=rules.LEVELS), name="ladderevent_level"
            ),
            models.CheckConstraint(
                condition=Q(is_left=False) | Q(level__gt=rules.NOT_REACHED),
                name="ladderevent_left",
            ),
            models.CheckConstraint(
                condition=Q(struck_by=None, struck_at=None)
                | Q(struck_by__isnull=False, struck_at__isnull=False),
                name="ladderevent_struck",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "on"], name="ladderevent_case"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "level", "on", "is_left", "line", "by_user", "struck_by")
        open = ("id", "authority", "struck_at", "recorded_at")

    @property
    def event(self) -> Event:
        """As the rule takes it."""
        return Event(self.on, self.level, self.is_left)


class SelfViewQuerySet(models.QuerySet[Any]):
    """When the own view was asked."""

    def of_case(self, case: Case) -> Self:
        """In one case, the latest first."""
        mine = self.filter(case=case, person=case.person_id)
        return mine.order_by("-on", "-recorded_at", "-id")


class SelfView(OfCase):
    """That a youth was asked for their own view: when, on which occasion and how.

    `wording` is the version of the questions, `language` the one they were asked in.
    Its id is given with the form, so that the same form sent twice is one.
    """

    on = models.DateField()
    occasion = models.CharField(max_length=10)
    way = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    wording = models.PositiveSmallIntegerField()
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = SelfViewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(occasion__in=KNOWN_OCCASIONS), name="selfview_occasion"
            ),
            models.CheckConstraint(
                condition=Q(way__in=rules.WAYS), name="selfview_way"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "on"], name="selfview_case"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "on", "occasion", "way", "language", "by_user")
        open = ("id", "authority", "wording", "recorded_at")


class SelfViewAnswer(OfCase):
    """What was answered to one question; no value: they did not want to answer.

    A question that was passed over has no row.
    """

    view = models.ForeignKey(
        SelfView, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    item = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item__in=rules.OPEN_ITEMS), name="selfviewanswer_item"
            ),
            models.CheckConstraint(condition=ON_SCALE, name="selfviewanswer_value"),
            models.UniqueConstraint(
                fields=["authority", "is_open", "view", "item"],
                name="selfviewanswer_once",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "view", "item", "value")
        open = ("id", "authority")


class PrivateSelfView(OfCase):
    """What was answered about energy: for the case's owner and who wrote it down.

    The database shows it to nobody else, whatever their role; a job sees it.
    """

    view = models.ForeignKey(
        SelfView, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    value = models.PositiveSmallIntegerField(null=True)
    by_user = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=ON_SCALE, name="privateselfview_value"),
            models.UniqueConstraint(
                fields=["authority", "is_open", "view"], name="privateselfview_once"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "view", "value", "by_user")
        open = ("id", "authority")


class BeliefQuerySet(models.QuerySet[Any]):
    """What one believed oneself; the database shows nobody else's."""

    def of_case(self, case: Case) -> Self:
        """In one case, the latest first."""
        mine = self.filter(case=case, person=case.person_id)
        return mine.order_by("-on", "-recorded_at", "-id")


class Belief(AboutPerson):
    """What a coach believed of a youth on a day: a mirror, for that coach alone.

    Four of the youth's own questions, and how likely studies or work are within a
    year; any of them may be left out. Nothing leads here from a case or a person, so
    that no list can be sorted or chosen by it.
    """

    person = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    on = models.DateField()
    item_3 = models.PositiveSmallIntegerField(null=True)
    item_4 = models.PositiveSmallIntegerField(null=True)
    item_6 = models.PositiveSmallIntegerField(null=True)
    item_7 = models.PositiveSmallIntegerField(null=True)
    likely = models.PositiveSmallIntegerField(null=True)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    # Which field holds what is believed of which question of the own view.
    MIRRORS: ClassVar = {f"item_{item}": item for item in rules.MIRRORED}
    ASKED: ClassVar = (*MIRRORS, "likely")

    objects: ClassVar = BeliefQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{name: None}) | Q(**{f"{name}__in": rules.SCALE})
                        for name in ("item_3", "item_4", "item_6", "item_7", "likely")
                    )
                ),
                name="belief_values",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "case"], name="belief_case")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "on", "item_3", "item_4", "item_6", "item_7", "likely"),
            "by_user",
        )
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)
