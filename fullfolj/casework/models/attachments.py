"""Files in a case."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from fullfolj.casework.rules.files import KINDS, MOST
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import Case


class AttachmentQuerySet(models.QuerySet[Any]):
    """Files."""

    def of_case(self, case: "Case") -> Self:
        """In one case."""
        return self.filter(case=case, person=case.person_id)

    def with_name(self) -> Self:
        """With what the file is; None to who may not read it."""
        content = AttachmentContent.objects.filter(
            pk=OuterRef("pk"), person=OuterRef("person")
        )
        return self.annotate(name=Subquery(content.values("name")))


class Attachment(AboutPerson):
    """That there is a file, of which kind and size, and who added it.

    What it is and its bytes stand in `AttachmentContent`, which not everybody may
    read. The id is given with the form, so that the same form sent twice is one file.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    is_restricted = models.BooleanField()
    added_on = models.DateField()
    written_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    name: str | None  # of a file `with_name`; no field

    objects: ClassVar = AttachmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=KINDS, size__gt=0, size__lte=MOST),
                name="attachment_kind",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "added_on"],
                name="attachment_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "kind", "size", "is_restricted", "added_on", "written_by")
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


class ContentQuerySet(models.QuerySet[Any]):
    """What files are and hold."""

    def part(self, start: int, size: int) -> Any:
        """Some bytes of each, from a place on: the rest is never fetched."""
        cut = models.Func(
            F("data"),
            start + 1,
            size,
            function="substring",
            output_field=models.BinaryField(),
        )
        return self.annotate(part=cut).values_list("part", flat=True)


class AttachmentContent(AboutPerson):
    """What a file is, in the words of who added it, and its bytes. Has the file's id.

    One that is restricted is shown by the database to who added it and to who answers
    for the case, and to nobody else.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    is_restricted = models.BooleanField()
    written_by = models.UUIDField()
    name = models.CharField(max_length=120)
    data = models.BinaryField()

    objects: ClassVar = ContentQuerySet.as_manager()

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "is_restricted", "written_by", "name", "data")
        open = ("id", "authority")

    def __str__(self) -> str:
        return str(self.pk)
