"""Checklists: an authority's own, and what has been ticked in a case."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from fullfolj.access.models import User, Walled
from fullfolj.casework.rules.checklists import CODE, OWN
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import Case


class ChecklistVersion(Walled):
    """A checklist of an authority's own, or a common one that it does not use.

    Each change is another version. A row with the code of a common list has no words:
    it says only whether the authority uses it. `points` are lines of text.
    """

    code = models.CharField(max_length=CODE)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80, blank=True)
    points = models.JSONField(default=list)
    is_used = models.BooleanField(default=True)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "code", "version"], name="checklist_version"
            ),
            models.CheckConstraint(
                condition=Q(code__startswith=OWN, title__gt="")
                | (~Q(code__startswith=OWN) & Q(title="")),
                name="checklist_words",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "code", "version", "title", "points"),
            *("is_used", "recorded_at"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class TickQuerySet(models.QuerySet[Any]):
    """What was ticked."""

    def of_case(self, case: "Case") -> Self:
        """In one case, the earliest first: the last of a point is how it stands."""
        found = self.filter(case=case, person=case.person_id)
        return found.order_by("recorded_at", "id")

    def with_names(self) -> Self:
        """With the name of who ticked."""
        name = User.objects.filter(pk=OuterRef("by_user")).values("name")
        return self.annotate(ticker=Subquery(name))


class Tick(AboutPerson):
    """That somebody ticked a point of a checklist in a case, or took the tick away.

    Rows are added and never changed. `version` is of the list as it was then.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    checklist = models.CharField(max_length=CODE)
    version = models.PositiveIntegerField()
    point = models.CharField(max_length=CODE)
    is_done = models.BooleanField()
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = TickQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "case"], name="tick_case")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "checklist", "version", "point", "is_done", "by_user")
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)
