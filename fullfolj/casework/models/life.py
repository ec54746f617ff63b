"""What happens to a case as a whole: opened, closed, asked after, opened again."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from fullfolj.access.models import User
from fullfolj.casework.rules.cases import (
    CLOSING_REASONS,
    DESTINATIONS,
    ENDS,
    EVENTS,
    LIVELIHOODS,
)
from fullfolj.core import clock
from fullfolj.core.nested import as_list
from fullfolj.kaa.rules.occupation import HOW_KNOWN
from fullfolj.people.models import AboutPerson, has_died, with_identity

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import CaseQuerySet


class OfCase(AboutPerson):
    """A row of one case."""

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class CaseEvent(OfCase):
    """That a case was opened, closed or opened again: which day, by whom, and why.

    `by_user` is nobody where the night opened it. `words` is on what ground it was
    opened, what "other" stands for at a closing, or why it was opened again.
    """

    kind = models.CharField(max_length=10)
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    by_user = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=EVENTS), name="caseevent_kind")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "on"], name="caseevent_case"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "kind", "on", "words", "by_user")
        open = ("id", "authority", "recorded_at")


class Outcome(OfCase):
    """What came of a case when it was closed. Its id is that of the closing's event."""

    closed_on = models.DateField()
    reason = models.CharField(max_length=20)
    destination = models.CharField(max_length=30)
    livelihood = models.CharField(max_length=30)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=CLOSING_REASONS), name="outcome_reason"
            ),
            models.CheckConstraint(
                condition=Q(destination__in=tuple(DESTINATIONS)),
                name="outcome_destination",
            ),
            models.CheckConstraint(
                condition=Q(livelihood__in=LIVELIHOODS), name="outcome_livelihood"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "closed_on"],
                name="outcome_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "closed_on", "reason", "destination", "livelihood")
        open = ("id", "authority", "recorded_at")

    def says(self, reason: str, destination: str, livelihood: str) -> bool:
        """Whether it holds this."""
        held = (self.reason, self.destination, self.livelihood)
        return held == (reason, destination, livelihood)


WAITING = Q(answered_on=None, ended="")


class FollowUpQuerySet(models.QuerySet[Any]):
    """Whom somebody should ask how it went."""

    def waiting(self) -> Self:
        """Those that nobody has answered, and that nothing has ended."""
        return self.filter(WAITING)

    def due(self, on: date, seen: "CaseQuerySet") -> Self:
        """Those that wait on a day, of cases one sees; the oldest first.

        Of who has died by then nobody asks.
        """
        cases = seen.closed().values("pk")
        due = self.waiting().filter(~has_died(on), due_on__lte=on, case__in=cases)
        return due.order_by("due_on")

    def with_person(self) -> Self:
        """With the person, and the name they have now."""
        return with_identity(self.select_related("person"))


class FollowUp(OfCase):
    """That somebody asks, a time after a closing, how it went; and the answer.

    It asks by itself from `due_on`, until it is answered or `ended`: the youth wants no
    more questions, the case was opened again, or a later one was answered.
    """

    closing = models.UUIDField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    destination = models.CharField(max_length=30, blank=True)
    livelihood = models.CharField(max_length=30, blank=True)
    how_known = models.CharField(max_length=20, blank=True)
    ended = models.CharField(max_length=10, blank=True)
    by_user = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = FollowUpQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    answered_on__isnull=False,
                    destination__in=tuple(DESTINATIONS),
                    livelihood__in=LIVELIHOODS,
                    how_known__in=HOW_KNOWN,
                    ended="",
                )
                | Q(
                    answered_on=None,
                    destination="",
                    livelihood="",
                    how_known="",
                    ended__in=("", *ENDS),
                ),
                name="followup_answer",
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "closing", "due_on"],
                name="followup_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "due_on"],
                condition=WAITING,
                name="followup_due",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "due_on", "answered_on", "destination", "livelihood"),
            *("how_known", "ended", "by_user"),
        )
        open = ("id", "authority", "closing", "recorded_at")

    def says(self, destination: str, livelihood: str, how_known: str) -> bool:
        """Whether it holds this answer."""
        held = (self.destination, self.livelihood, self.how_known)
        return held == (destination, livelihood, how_known)


def life_of_case() -> dict[str, ArraySubquery]:
    """What happened to each case as a whole, as JSON, to annotate cases with.

    One statement for the case and all of it. `events` latest first, `outcomes` with
    the id of their event, `follow_ups` by their day.
    """
    name = User.objects.filter(pk=OuterRef("by_user")).values("name")
    answer = ("destination", "livelihood")
    return {
        "events": _told(
            CaseEvent.objects.order_by("-on", "-recorded_at"),
            *("id", "kind", "on", "words"),
            by=Subquery(name),
        ),
        "outcomes": _told(
            Outcome.objects.order_by("-closed_on"), "id", "reason", *answer
        ),
        "follow_ups": _told(
            FollowUp.objects.order_by("due_on"),
            *("id", "closing", "due_on", "answered_on", "how_known", "ended", *answer),
            by=Subquery(name),
        ),
    }


def _told(rows: Any, *names: str, **more: Any) -> ArraySubquery:
    """Rows of the case that is asked for, each as JSON."""
    of_case = rows.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
    return as_list(of_case, names, **more)
