"""What was imported when, how an authority wants it, what was sent in and set aside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from fullfolj.access.models import Walled
from fullfolj.core import clock
from fullfolj.exchange.imports import rules
from fullfolj.kaa.rules.register import Aside
from fullfolj.people.models import FILES, AboutPerson, RecordedQuerySet

KEPT = timedelta(days=1)  # what was sent in, at most
LARGEST_DROP = 20  # percent, unless the authority says otherwise


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """What was imported, and what of it was undone."""

    def applied(self) -> "ImportRunQuerySet":
        """Those that changed something, undoings among them; the latest first."""
        return self.filter(outcome="applied").order_by("-started_at")

    def standing(self) -> "ImportRunQuerySet":
        """The imports that nobody has undone, the latest first."""
        undone = ImportRun.objects.filter(undoes=OuterRef("pk"))
        return self.applied().filter(~Exists(undone), undoes=None)


class ImportRun(Walled):
    """One import: applied as a whole, or refused as a whole with its reason.

    `known_from` is the instant that its rows are recorded with. A run that undoes
    another says which, and by whom: the run itself is never changed.
    """

    OUTCOMES: ClassVar = ("applied", "refused")

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=50)
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=50, blank=True)
    counts = models.JSONField(default=dict)
    known_from = models.DateTimeField(null=True)
    undoes = models.UUIDField(null=True)
    by_user = models.UUIDField(null=True)

    objects: ClassVar = ImportRunQuerySet.as_manager()

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

        identity = ("by_user",)
        open = (
            *("id", "authority", "started_at", "finished_at", "source", "outcome"),
            *("reason", "counts", "known_from", "undoes"),
        )

    def __str__(self) -> str:
        return f"{self.started_at} {self.outcome}"

    @property
    def totals(self) -> dict[str, int]:
        """The figures of all tables together."""
        found: Counter[str] = Counter()
        for count in self.counts.values():
            found.update(count)
        return dict(found)


class UploadQuerySet(models.QuerySet["Upload"]):
    """What was sent in."""

    def unfinished(self) -> "UploadQuerySet":
        """Those that wait for the worker or for somebody's word, latest first."""
        since = clock.now() - KEPT
        waiting = Q(state__in=rules.ACTIVE)
        asking = Q(state__in=rules.ASKING, is_kept=True, received_at__gt=since)
        return self.filter(waiting | asking).order_by("-received_at")


class Upload(Walled):
    """Files that somebody sent in, what they have said of them, and what became of it.

    The files lie in a folder of their own until they are used or refused for good, a
    day at most. `dry_run`, `accept_drop` and `empty_is_none` hold for the next reading.
    """

    by_user = models.UUIDField()
    received_at = models.DateTimeField(default=clock.now)
    files = models.JSONField()
    is_kept = models.BooleanField(default=True)
    dry_run = models.BooleanField()
    accept_drop = models.BooleanField(default=False)
    empty_is_none = models.BooleanField(default=False)
    answers_for = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=50, blank=True)
    values = models.JSONField(default=dict)
    report = models.JSONField(null=True)
    run = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = UploadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.STATES)), name="upload_state"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "received_at"], name="upload_received")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "received_at", "files", "is_kept", "dry_run"),
            *("accept_drop", "empty_is_none", "answers_for", "state", "reason"),
            *("values", "report", "run", "finished_at"),
        )

    def __str__(self) -> str:
        return f"{self.received_at} {self.state}"

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return Path(settings.UPLOADS) / self.id.hex

    @property
    def gone_at(self) -> datetime:
        """When the files are deleted, whatever has come of them."""
        return self.received_at + KEPT

    @property
    def is_active(self) -> bool:
        """Whether the worker has it or is to have it."""
        return self.state in rules.ACTIVE

    @property
    def answers(self) -> tuple[str, ...]:
        """What one may say of it now."""
        is_there = self.is_kept and clock.now() < self.gone_at
        return rules.answers(self.state, self.reason) if is_there else ()


class Progress(Walled):
    """How far a run has come, written beside its transaction. Has the upload's id."""

    stage = models.CharField(max_length=10, default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "stage", "done", "total")

    def __str__(self) -> str:
        return f"{self.stage} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        """Of the whole work, as far as one can tell."""
        return rules.percent(self.stage, self.done, self.total)


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
        return asides(list(self.filter(person__isnull=False)))

    def changed_since(self, instant: datetime) -> set[UUID]:
        """Of whom rows were set aside or mended since an instant."""
        later = Q(recorded_from__gt=instant) | Q(recorded_to__gt=instant)
        return set(
            self.filter(later, person__isnull=False).values_list("person_id", flat=True)
        )


def asides(rows: Sequence["SetAside"]) -> dict[UUID, Aside]:
    """What stands aside of each person, as the register takes it.

    Whoever has rows of two numbers is asked about since the first, in all places.
    """
    persons = {row.person_id for row in rows}
    ended = SetAside.objects.filter(person__in=persons, recorded_to__isnull=False)
    before: dict[tuple[Any, ...], SetAside] = {}
    for row in ended.order_by("-recorded_from") if persons else ():
        before[row.person_id, row.number, row.recorded_to] = row
        before[row.person_id, row.number, row.import_run] = row  # the first of its run
    found: dict[UUID, Aside] = {}
    for row in rows:
        if row.person_id is None:
            continue
        since = timezone.localdate(row.first_of(before).recorded_from)
        known = found.get(row.person_id, Aside(since, frozenset()))
        places = known.places.union(row.places)
        found[row.person_id] = Aside(min(since, known.since), places)
    return found


class SetAside(AboutPerson):
    """A number with rows that could not be used: read again with every import.

    The person may not be in the database at all, and the number may be none: then
    nobody knows whether it is protected, and only who is cleared sees the row.
    `places` are the municipalities that list it, as extracts.read.Extracts.listed_in.
    """

    # Of all rows about a person, this alone may be about nobody whom one knows.
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
    source = models.CharField(max_length=50, default=FILES)
    import_run = models.UUIDField()
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = SetAsideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            # Among the open alone: a new marking is never refused, which would tell
            # who marks somebody that a closed row has the same number.
            models.UniqueConstraint(
                fields=["authority", "is_open", "source", "number"],
                condition=Q(recorded_to=None, is_open=True),
                name="setaside_current",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "number", "marked", "places")
        open = (
            *("id", "authority", "refusals", "source", "import_run"),
            *("recorded_from", "recorded_to"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def first_of(self, before: Mapping[tuple[Any, ...], "SetAside"]) -> "SetAside":
        """The row in which the same matter was first set aside."""
        first = self
        while earlier := first._before(before):
            if earlier.matter() != self.matter():
                break
            first = earlier
        return first

    def _before(
        self, before: Mapping[tuple[Any, ...], "SetAside"]
    ) -> "SetAside | None":
        """The row before this one; of one that was put back, the row it was."""
        who = (self.person_id, self.number)
        found = before.get((*who, self.recorded_from))
        if found is None:
            found = before.get((*who, self.import_run))
        is_earlier = found and found.recorded_from < self.recorded_from
        return found if is_earlier else None

    def matter(self) -> tuple[Any, ...]:
        """What could not be used, wherever in its file it stood."""
        what = [
            tuple(each[name] for name in ("file", "field", "value_class", "reason"))
            for each in self.refusals
        ]
        return self.marked, self.places, sorted(what)
