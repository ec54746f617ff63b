"""What somebody noted in a case, each wording kept."""

from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from fullfolj.access.models import User
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import Case

LONGEST = 5_000  # characters of a note


class NoteQuerySet(models.QuerySet[Any]):
    """What was noted."""

    def of_case(self, case: "Case") -> Self:
        """In one case, every wording."""
        return self.filter(case=case, person=case.person_id)

    def standing(self) -> Self:
        """The wordings that hold: those that nobody has corrected."""
        later = Note.objects.filter(case=OuterRef("case"), replaces=OuterRef("pk"))
        return self.filter(~Exists(later))

    def wordings_of(self, first: UUID) -> Self:
        """Every wording of one note, the latest first."""
        return self.filter(first=first).order_by("-recorded_at")

    def with_text(self) -> Self:
        """With what it says, and why it was corrected; None to who may not read it."""
        said = NoteText.objects.filter(pk=OuterRef("pk"), person=OuterRef("person"))
        return self.annotate(
            text=Subquery(said.values("text")), reason=Subquery(said.values("reason"))
        )

    def with_writers(self) -> Self:
        """With the names of who wrote it first, and who wrote this wording."""
        first = User.objects.filter(pk=OuterRef("written_by"))
        last = User.objects.filter(pk=OuterRef("recorded_by"))
        return self.annotate(
            writer=Subquery(first.values("name")),
            recorder=Subquery(last.values("name")),
        )


class Note(AboutPerson):
    """One wording of a note: that there is one, of which day, and by whom.

    What it says stands in `NoteText`, which not everybody may read. A correction is a
    wording of its own, `replaces` the one before; `first` is the note they are all of,
    written by `written_by`. The id is given with the form, so that the same form sent
    twice is one wording.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    first = models.UUIDField()
    replaces = models.UUIDField(null=True)
    is_restricted = models.BooleanField()
    happened_on = models.DateField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    text: str  # of a note `with_text`; no field

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "replaces"],
                condition=Q(replaces__isnull=False),
                name="note_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, first=F("id"))
                | (Q(replaces__isnull=False) & ~Q(first=F("id"))),
                name="note_first",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "happened_on"],
                name="note_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "is_restricted", "happened_on", "written_by", "written_at"),
            "recorded_by",
        )
        open = ("id", "authority", "first", "replaces", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


class NoteText(AboutPerson):
    """What a wording of a note says, and why it replaced another. Has the note's id.

    One that is restricted is shown by the database to who wrote the note and to who
    answers for the case, and to nobody else.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    is_restricted = models.BooleanField()
    written_by = models.UUIDField()
    text = models.CharField(max_length=LONGEST)
    reason = models.CharField(max_length=300, blank=True)

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "is_restricted", "written_by", "text", "reason")
        open = ("id", "authority")

    def __str__(self) -> str:
        return str(self.pk)
