"""What was tried to reach a youth."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import (
    F,
    OuterRef,
    Q,
    Subquery,
)

from fullfolj.casework.rules.waits import CHANNELS, HOME_VISIT
from fullfolj.core import clock
from fullfolj.people.models import (
    AboutPerson,
)


class ContactQuerySet(models.QuerySet[Any]):
    """What was tried."""

    def safety_of(self) -> Subquery:
        """What was last noted for a home visit, of the case of an outer statement."""
        mine = self.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
        visits = mine.filter(channel=HOME_VISIT)
        last = visits.order_by("-happened_on", "-recorded_at")
        return Subquery(last.values("safety")[:1])


class Contact(AboutPerson):
    """One try to reach a youth: how, whether it did, a line, and what comes next.

    Its id is given with the form, so that the same form sent twice is one contact; of
    a message it is the message's. A home visit is made in pairs: `second` is who came
    along, `safety` what the next two should know before they ring the bell. Of a
    meeting in a closed case nothing comes next: `next_step` is empty, and its day that
    of the writing.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    channel = models.CharField(max_length=20)
    reached = models.BooleanField()
    happened_on = models.DateField()
    line = models.CharField(max_length=300, blank=True)
    second = models.UUIDField(null=True)
    safety = models.CharField(max_length=200, blank=True, db_default="")
    next_step = models.CharField(max_length=200)
    next_step_on = models.DateField()
    made_by = models.UUIDField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = ContactQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="contact_channel"
            ),
            models.CheckConstraint(
                condition=Q(next_step_on__gte=F("happened_on")), name="contact_next"
            ),
            models.CheckConstraint(
                condition=Q(channel=HOME_VISIT) | Q(second=None, safety=""),
                name="contact_visit",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("made_by")), name="contact_pair"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "happened_on"],
                name="contact_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "channel", "reached", "happened_on", "line"),
            *("second", "safety"),
            *("next_step", "next_step_on", "made_by", "recorded_by"),
        )
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)
