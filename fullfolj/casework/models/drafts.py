"""What somebody is writing about a case, and what they chose to see of the list."""

from datetime import timedelta
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from fullfolj.access.models import Walled
from fullfolj.casework.models.cases import Case
from fullfolj.core import clock
from fullfolj.people.models import (
    AboutPerson,
)


class Draft(AboutPerson):
    """What somebody was writing in a form about a case: theirs alone, for a month.

    `form` is which, `version` of what it changes, when they began.
    """

    LASTS = timedelta(days=30)

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    form = models.CharField(max_length=60)
    by_user = models.UUIDField()
    fields = models.JSONField()
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "by_user", "form"],
                name="draft_once",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "form", "by_user", "fields", "version")
        open = ("id", "authority", "saved_at")

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def of_each(cls, user_id: UUID, form: str) -> Exists:
        """Whether the user was writing in a form about each of some cases."""
        theirs = cls.objects.filter(case=OuterRef("pk"), by_user=user_id, form=form)
        return Exists(theirs)

    @classmethod
    def of(cls, case: Case, user_id: UUID, form: str) -> Self | None:
        """What the user was writing in a form about a case, if anything."""
        return cls.objects.filter(
            case=case, person=case.person_id, by_user=user_id, form=form
        ).first()


class SavedView(Walled):
    """A choice of the list that somebody named, theirs alone."""

    by_user = models.UUIDField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "by_user", "name"], name="savedview_once"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = ("id", "authority", "name", "query", "recorded_at")

    def __str__(self) -> str:
        return self.name
