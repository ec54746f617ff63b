"""Handing over: to a colleague, before the 20th birthday, to where a youth moved."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from fullfolj.access.models import User
from fullfolj.casework.models.cases import Case
from fullfolj.casework.models.life import OfCase
from fullfolj.casework.rules.handovers import ACCEPTED, ANSWERS, BACK, SAID, WAYS
from fullfolj.core import clock
from fullfolj.people.models import with_identity

WAITING = Q(answer="")
LENT = Q(answer=ACCEPTED, until__isnull=False, returned_on=None)


class HandoverQuerySet(models.QuerySet[Any]):
    """Who was asked to take over which cases, and who has some for a time."""

    def visible_to(self, user: User) -> Self:
        """Those of cases that the user sees."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))

    def waiting(self) -> Self:
        """Those without an answer, where the case is still whose it was."""
        theirs = Q(case__closed_on=None, case__owner=F("from_user"))
        return self.filter(WAITING, theirs)

    def asked_of(self, user: User) -> Self:
        """Those that wait for one's own answer."""
        return self.waiting().filter(to_user=user.pk)

    def lent(self) -> Self:
        """Those that were taken for a time, and have not gone back."""
        return self.filter(LENT)

    def held(self) -> Self:
        """Of those the ones that are still with whoever took them."""
        theirs = Q(case__closed_on=None, case__owner=F("to_user"))
        return self.lent().filter(theirs)

    def by_name(self) -> Self:
        """The oldest question first, and of a day by name."""
        return self.order_by("asked_on", "-is_open", "person__sort_key", "pk")

    def with_names(self) -> Self:
        """With the names of who gives, who takes and who asked."""
        return self.annotate(
            giver=_named("from_user"), taker=_named("to_user"), asker=_named("asked_by")
        )

    def with_person(self) -> Self:
        """With the person, and the name they have now."""
        return with_identity(self.select_related("person"))


def _named(field: str) -> Any:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name"))


class Handover(OfCase):
    """That a colleague is asked to take over a case; and what they answered.

    `batch` came with the form: many cases may be handed over at once, and the same form
    sent twice is one. `until` is the last day, where it is for a time: the night after
    it the case goes back, and `returned_on` says when. Until somebody says yes whoever
    gives it still answers for it. `message` and `word` are from colleague to colleague,
    and tell nothing of the youth.
    """

    batch = models.UUIDField()
    from_user = models.UUIDField()
    to_user = models.UUIDField()
    until = models.DateField(null=True)
    message = models.CharField(max_length=200, blank=True)
    asked_by = models.UUIDField()
    asked_on = models.DateField()
    answer = models.CharField(max_length=10, blank=True)
    answered_on = models.DateField(null=True)
    word = models.CharField(max_length=200, blank=True)
    returned_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = HandoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None)
                | Q(answer__in=ANSWERS, answered_on__isnull=False),
                name="handover_answer",
            ),
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")), name="handover_other"
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(answer=ACCEPTED, until__isnull=False),
                name="handover_returned",
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "batch"], name="handover_once"
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "case"],
                condition=WAITING,
                name="handover_one_waits",
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "case"],
                condition=LENT,
                name="handover_one_lent",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "asked_on"],
                name="handover_case",
            ),
            models.Index(
                fields=["authority", "is_open", "to_user"],
                condition=WAITING,
                name="handover_asked",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "from_user", "to_user", "until", "message"),
            *("asked_by", "asked_on", "answer", "answered_on", "word", "returned_on"),
        )
        open = ("id", "authority", "batch", "recorded_at")

    def says(self, to_user: Any, until: date | None, message: str) -> bool:
        """Whether it asks this."""
        return (self.to_user, self.until, self.message) == (to_user, until, message)


class Preparation(OfCase):
    """That what is to be handed over before the 20th birthday is, and to whom.

    `items` are those of `rules.handovers.ITEMS` that somebody did. Told anew it is
    another row, and the latest holds.
    """

    done_on = models.DateField()
    to_whom = models.CharField(max_length=200)
    items = ArrayField(models.CharField(max_length=20), default=list)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "recorded_at"],
                name="preparation_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "done_on", "to_whom", "items", "by_user")
        open = ("id", "authority", "recorded_at")


class MoveOfferQuerySet(models.QuerySet[Any]):
    """What a youth who moved was asked."""

    def of_case(self, case: Case) -> Self:
        """In one case, the latest first."""
        here = self.filter(case=case, person=case.person_id)
        return here.order_by("-asked_on", "-recorded_at")

    def waiting(self) -> Self:
        """Those that the youth has not answered."""
        return self.filter(WAITING)


class MoveOffer(OfCase):
    """That a youth who moved was asked to be handed over; and what they said.

    `text` is all that may cross, as the youth saw it; it is never changed. A yes may be
    taken back; another answer is another question, and the latest holds. `to_code` is
    empty where nobody knew it.
    """

    to_code = models.CharField(max_length=4, blank=True)
    to_name = models.CharField(max_length=100)
    text = models.CharField(max_length=2000)
    asked_on = models.DateField()
    asked_by = models.UUIDField()
    answer = models.CharField(max_length=4, blank=True)
    said_how = models.CharField(max_length=10, blank=True)
    answered_on = models.DateField(null=True)
    noted_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MoveOfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer="", said_how="", answered_on=None, noted_by=None)
                | Q(
                    answer__in=(*SAID, BACK),
                    said_how__in=WAYS,
                    answered_on__gte=F("asked_on"),
                    noted_by__isnull=False,
                ),
                name="moveoffer_answer",
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "case"],
                condition=WAITING,
                name="moveoffer_one_waits",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "asked_on"],
                name="moveoffer_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "to_code", "to_name", "text", "asked_on", "asked_by"),
            *("answer", "said_how", "answered_on", "noted_by"),
        )
        open = ("id", "authority", "recorded_at")
