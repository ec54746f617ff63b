"""Messages to youths: their texts, to whom they went, and who wants none."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as DatabaseCase

from fullfolj.access.models import User, Walled
from fullfolj.casework.rules.messages import (
    CHANNELS,
    CLOSED,
    FAILED,
    LEFT,
    NO_WAY,
    PREPARED,
    PROTECTED,
    REFUSABLE,
    STATES,
    WITHDRAWN,
    Hours,
)
from fullfolj.core import clock
from fullfolj.core.nested import as_list
from fullfolj.people.models import AboutPerson, ContactDetail, has_died, with_identity

OWN = "egen-"  # how the code of an authority's own template begins


class MessageTemplate(Walled):
    """A text that an authority added, or one of the house's that it does not use.

    Each change is another version. A row with the code of one of the house's has no
    words: it says only whether the authority uses it.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    is_used = models.BooleanField(default=True)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "code", "version"], name="messagetemplate_version"
            ),
            models.CheckConstraint(
                condition=Q(code__startswith=OWN, name__gt="", text__gt="")
                & Q(channel__in=CHANNELS, language__gt="")
                | ~Q(code__startswith=OWN) & Q(text=""),
                name="messagetemplate_words",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "code", "version", "name", "channel", "language"),
            *("subject", "text", "is_used", "recorded_at"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class MessageSettings(Walled):
    """How an authority writes to youths: its telephone and address, and its hours.

    Rows are added and never changed; the one with the highest version holds.
    """

    version = models.PositiveIntegerField()
    phone = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=60, blank=True)
    quiet_from = models.PositiveSmallIntegerField()
    quiet_to = models.PositiveSmallIntegerField()
    apart_hours = models.PositiveSmallIntegerField()
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "version"], name="messagesettings_version"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__lt=24, quiet_to__lt=24, apart_hours__lte=999),
                name="messagesettings_hours",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "version", "phone", "sender", "place"),
            *("quiet_from", "quiet_to", "apart_hours", "recorded_at"),
        )

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def now(cls) -> "MessageSettings":
        """What holds now; where nobody has chosen, the usual hours, not to be saved."""
        usual = Hours()
        return cls.objects.order_by("-version").first() or cls(
            version=0,
            quiet_from=usual.quiet_from,
            quiet_to=usual.quiet_to,
            apart_hours=usual.apart,
        )

    @property
    def hours(self) -> Hours:
        """As the rule takes them."""
        return Hours(self.quiet_from, self.quiet_to, self.apart_hours)


class MessageBatchQuerySet(models.QuerySet[Any]):
    """What was sent at once."""

    def latest_first(self) -> Self:
        """The latest first, with the name of who sent it."""
        writer = User.objects.filter(pk=OuterRef("by_user")).values("name")
        found = self.annotate(writer=Subquery(writer[:1]))
        return found.order_by("-recorded_at", "-id")


class MessageBatch(Walled):
    """One text that somebody sent to one or many at once; it says nothing of whom.

    Its id is given with the form, and `mark` is of what was shown before it was sent:
    the same form sent twice is one batch. `goes_at` is when e-mails leave.
    """

    channel = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    code_version = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=2500)
    next_step = models.CharField(max_length=200)
    next_step_on = models.DateField()
    goes_at = models.DateTimeField()
    mark = models.CharField(max_length=64)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MessageBatchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="messagebatch_channel"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "recorded_at"], name="messagebatch_last")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "channel", "code", "code_version", "name"),
            *("language", "subject", "text", "next_step", "next_step_on"),
            *("goes_at", "mark", "recorded_at"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class MessageQuerySet(models.QuerySet[Any]):
    """Messages."""

    def of_case(self) -> Self:
        """Of the case of an outer statement, the latest first."""
        mine = self.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
        return mine.order_by("-recorded_at", "-id")

    def shown(self, on: date) -> Self:
        """With the person, the name they have now, and where the message goes.

        And with `why_over`, if it waits and may not leave on a day; see there.
        """
        address = Subquery(goes_to().values("value")[:1])
        found = self.annotate(address=address, why_over=why_over(on))
        return with_identity(found.select_related("person", "case"))

    def waiting_first(self) -> Self:
        """Those that wait for somebody first, each kind by name."""
        rest = ExpressionWrapper(~Q(state=PREPARED), output_field=BooleanField())
        return self.order_by(rest, "-person__is_open", "person__sort_key", "id")

    def waiting(self) -> Self:
        """Those that have not left us."""
        return self.filter(state=PREPARED)

    def to_nobody(self, on: date) -> Self:
        """Those that are over on a day."""
        return self.filter(is_over(on))

    def counted(self, batches: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
        """Of each batch: how many of its messages stand how."""
        counts: dict[UUID, dict[str, int]] = {}
        theirs = self.filter(batch__in=list(batches)).order_by("state")
        found = theirs.values_list("batch", "state").annotate(number=Count("pk"))
        for batch, state, number in found:
            counts.setdefault(batch, {})[state] = number
        return counts

    def become(self, state: str) -> int:
        """Let each become what it became; how many they are."""
        return self.update(state=state, state_at=clock.now(), version=F("version") + 1)


def goes_to() -> Any:
    """The contact detail that each message of an outer statement goes to."""
    return ContactDetail.objects.filter(pk=OuterRef("to"), person=OuterRef("person"))


def is_over(on: date) -> Q:
    """Whether a message may not leave any more on a day, if it has not.

    The youth is protected or dead or has left, the case is closed, or the number or
    address is theirs no longer.
    """
    return reduce(or_, _over(on).values())


def why_over(on: date) -> DatabaseCase:
    """Why one that waits is over; empty where it is not."""
    over = (When(each, then=Value(why)) for why, each in _over(on).items())
    gone = When(~Q(state=PREPARED), then=Value(""))
    return DatabaseCase(gone, *over, default=Value(""))


def _over(on: date) -> dict[str, Q]:
    """What a message is over for, the first first."""
    return {
        CLOSED: Q(case__closed_on__isnull=False),
        LEFT: Q(case__left_on__isnull=False) | has_died(on),
        PROTECTED: Q(is_open=False),
        NO_WAY: ~Q(Exists(goes_to().valid(on))),
    }


class Message(AboutPerson):
    """That a batch went to one youth: to which of their contact details, how it went.

    The number or address is not copied: `to` is the contact detail. What becomes of it
    is all that changes, by `BECOMES`; `version` grows with each change.
    """

    case = models.ForeignKey(
        "casework.Case",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    batch = models.ForeignKey(
        MessageBatch,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    channel = models.CharField(max_length=10)
    to = models.UUIDField()
    state = models.CharField(max_length=12, default=PREPARED)
    state_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="message_channel"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="message_state"),
            models.UniqueConstraint(
                fields=["authority", "is_open", "batch", "case"], name="message_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "recorded_at"],
                name="message_case",
            ),
            models.Index(
                fields=["authority", "is_open", "person", "recorded_at"],
                name="message_person",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "batch", "channel", "to", "state", "state_at")
        open = ("id", "authority", "version", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


class ContactRefusalQuerySet(models.QuerySet[Any]):
    """Who wants what no more."""

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(taken_back_at=None)


class ContactRefusal(AboutPerson):
    """That a youth does not want to be reached in one way, until it is taken back."""

    channel = models.CharField(max_length=10)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    taken_back_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects: ClassVar = ContactRefusalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=REFUSABLE), name="contactrefusal_channel"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="contactrefusal_both",
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "person", "channel"],
                condition=Q(taken_back_at=None),
                name="contactrefusal_once",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("channel", "by_user", "taken_back_by", "taken_back_at")
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


def refused_of_each() -> ArraySubquery:
    """The ways that the person of each case of an outer statement has refused."""
    theirs = ContactRefusal.objects.standing().filter(person=OuterRef("person_id"))
    return ArraySubquery(theirs.order_by("channel").values("channel"))


def has_refused(channel: str, person: str = "person_id") -> Exists:
    """Whether the person of each row has refused one way."""
    theirs = ContactRefusal.objects.standing().filter(channel=channel)
    return Exists(theirs.filter(person=OuterRef(person)))


def last_message_at() -> Subquery:
    """When the person of each case last was sent anything, or is to be sent it."""
    theirs = Message.objects.filter(person=OuterRef("person_id"))
    went = theirs.exclude(state__in=(FAILED, WITHDRAWN)).order_by().values("person")
    return Subquery(went.annotate(last=Max("recorded_at")).values("last"))


def last_state() -> Subquery:
    """How the last message of each case stands."""
    return Subquery(Message.objects.of_case().values("state")[:1])


def messages_of(case_messages: "QuerySet[Any]") -> ArraySubquery:
    """Messages with the text of their batch, as JSON."""
    return as_list(
        case_messages,
        ("id", "channel", "state", "state_at", "recorded_at"),
        why_over=why_over(clock.today()),
        batch=F("batch_id"),
        **{name: F(f"batch__{name}") for name in ("name", "text", "language")},
    )


def to_send(batch: UUID) -> "QuerySet[Any]":
    """The messages of a batch that wait to leave, in an order that stands."""
    waiting: QuerySet[Any] = Message.objects.waiting().filter(batch=batch)
    return waiting.order_by("pk")
