"""What was imported when, how an authority wants it, and what could not be used."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from fullfolj.access.models import Walled
from fullfolj.core import clock
from fullfolj.kaa.rules.register import Aside
from fullfolj.people.models import AboutPerson, RecordedQuerySet

LARGEST_DROP = 20  # percent, unless the authority says otherwise


class ImportRun(Walled):
    """One import: applied as a whole, or refused as a whole with its reason."""

    OUTCOMES: ClassVar = ("applied", "refused")

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=50)
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=50, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=("applied", "refused")),
                name="importrun_outcome",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "started_at"], name="importrun_started")
        ]

    class Fields:
        """What each field is, by law."""

        open = (
            *("id", "authority", "started_at", "finished_at", "source", "outcome"),
            *("reason", "counts"),
        )

    def __str__(self) -> str:
        return f"{self.started_at} {self.outcome}"


class ImportSetting(Walled):
    """How the authority wants its imports: one row, or none for what is usual."""

    largest_drop = models.PositiveSmallIntegerField(default=LARGEST_DROP)
    empty_protection_is_none = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority"], name="importsetting_once"),
            models.CheckConstraint(
                condition=Q(largest_drop__lte=100), name="importsetting_drop"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "largest_drop", "empty_protection_is_none")

    def __str__(self) -> str:
        return f"{self.largest_drop} %"


class SetAsideQuerySet(RecordedQuerySet):
    """Rows that could not be used."""

    def by_person(self) -> dict[UUID, Aside]:
        """As the register takes them, of those persons who are in the database."""
        return {
            row.person_id: row.as_aside() for row in self.filter(person__isnull=False)
        }

    def changed_since(self, instant: datetime) -> set[UUID]:
        """Of whom rows were set aside or mended since an instant."""
        later = Q(recorded_from__gt=instant) | Q(recorded_to__gt=instant)
        return set(
            self.filter(later, person__isnull=False).values_list("person_id", flat=True)
        )


class SetAside(AboutPerson):
    """A number with rows that could not be used: read again with every import.

    The person may not be in the database at all, and the number may be none: then
    nobody knows whether it is protected, and only who is cleared sees the row.
    `places` are the municipalities that list it, as extracts.read.Extracts.listed_in.
    """

    person = models.ForeignKey(  # type: ignore[assignment]
        "people.Person",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    number = models.CharField(max_length=100)
    marked = models.CharField(max_length=25, blank=True, null=True)
    places = models.JSONField(encoder=DjangoJSONEncoder)
    refusals = models.JSONField()
    import_run = models.UUIDField()
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = SetAsideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            # Among the open alone: a new marking is never refused, which would tell
            # who marks somebody that a closed row has the same number.
            models.UniqueConstraint(
                fields=["authority", "is_open", "number"],
                condition=Q(recorded_to=None, is_open=True),
                name="setaside_current",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "number", "marked", "places")
        open = (
            *("id", "authority", "refusals", "import_run"),
            *("recorded_from", "recorded_to"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def as_aside(self) -> Aside:
        """As the register takes it."""
        return Aside(timezone.localdate(self.recorded_from), frozenset(self.places))
