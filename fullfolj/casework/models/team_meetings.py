"""The team's meeting: who sits there, whom it takes up, and what it decides of each."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from fullfolj.access import roles
from fullfolj.access.models import Membership, User, Walled
from fullfolj.casework.models.cases import Case
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson, with_identity

MOST = 40  # youths that one meeting takes up


class TeamMeetingQuerySet(models.QuerySet[Any]):
    """The meetings of a team."""

    def visible_to(self, user: User) -> Self:
        """Those of whoever works with cases for the whole authority: the door."""
        working = Membership.objects.allowing(roles.WORK, clock.today()).of(user)
        return self.filter(Exists(working))

    def open(self) -> Self:
        """Those that nobody has closed, the nearest day first."""
        return self.filter(closed_at=None).order_by("held_on", "recorded_at")

    def next_of(self, user: User) -> "TeamMeeting | None":
        """The open one that somebody goes to next; another team's if there is no other.

        One whose day has passed, and that somebody forgot to close, comes last.
        """
        ranked = self.open().alias(
            is_past=Q(held_on__lt=clock.today()),
            is_mine=Q(invited__contains=[str(user.pk)]),
        )
        order = ("is_past", "-is_mine", "held_on", "recorded_at")
        found: TeamMeeting | None = ranked.order_by(*order).first()
        return found

    def closed(self) -> Self:
        """Those that are closed, the latest first."""
        found = self.filter(closed_at__isnull=False)
        return found.order_by("-held_on", "-recorded_at")


class TeamMeeting(Walled):
    """A meeting of those who work with youths; about nobody until it takes somebody up.

    `invited` and `present` are ids of workers, `guests` the names of others who sit
    there. Its id is given with the form. Closed it is closed for good: what it decided
    can no longer be changed, and the database refuses it too. `version` grows with each
    change of who sits there.
    """

    title = models.CharField(max_length=80)
    held_on = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    invited = models.JSONField(default=list)
    present = models.JSONField(default=list)
    guests = models.JSONField(default=list)
    begun_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = TeamMeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="teammeeting_closed",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "held_on"], name="teammeeting_day")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("invited", "present", "guests", "opened_by", "closed_by")
        open = (
            *("id", "authority", "title", "held_on", "place", "begun_at"),
            *("closed_at", "version", "recorded_at"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def absent(self) -> list[str]:
        """The ids of those who were invited and are not there."""
        return [each for each in self.invited if each not in self.present]


class AgendaItemQuerySet(models.QuerySet[Any]):
    """Whom meetings take up."""

    def visible_to(self, user: User) -> Self:
        """Those whose case the user sees: the door."""
        seen = Case.objects.visible_to(user).filter(pk=OuterRef("case"))
        return self.filter(Exists(seen))

    def in_order(self) -> Self:
        """As the meeting takes them up."""
        return self.order_by("position", "recorded_at", "id")

    def with_decided(self) -> Self:
        """With whether the meeting has decided what is to be done, or has it left.

        Of a case that was closed meanwhile there is nothing left to decide.
        """
        made = Decision.objects.filter(pk=OuterRef("pk"), person=OuterRef("person"))
        left = Q(case__closed_on=None) & ~Exists(made)
        return self.annotate(is_decided=Exists(made), is_left=left)

    def with_person(self) -> Self:
        """With the person, the name they have now, and their case."""
        return with_identity(self.select_related("person", "case"))


class AgendaItem(AboutPerson):
    """That a meeting takes up a youth, and in which place."""

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    meeting = models.ForeignKey(
        TeamMeeting, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    position = models.PositiveIntegerField()
    added_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "meeting", "case"],
                name="agendaitem_once",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "meeting", "position", "added_by")
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


class DecisionQuerySet(models.QuerySet[Any]):
    """What meetings decided."""

    def of_meeting(self, meeting: TeamMeeting, user: User) -> Self:
        """Of one meeting, as it took them up, of those whom the user sees."""
        items = AgendaItem.objects.filter(meeting=meeting).visible_to(user)
        found = self.filter(meeting=meeting, pk__in=items.values("pk"))
        place = items.filter(pk=OuterRef("pk")).values("position")
        return found.annotate(position=Subquery(place)).order_by(
            "position", "recorded_at", "id"
        )

    def with_names(self) -> Self:
        """With the names of who does it, and who tells the youth."""
        return self.annotate(doer_name=_named("doer"), teller_name=_named("teller"))

    def with_person(self) -> Self:
        """With the person, and the name they have now."""
        return with_identity(self.select_related("person"))


def _named(field: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name"))


class Decision(AboutPerson):
    """What a meeting decided of a youth: what is done, by whom, and what they are told.

    Has the id of the point on the agenda, so that a point has one decision. `tells` is
    what the youth is told, in words, and `teller` by whom. It may be put right until
    the meeting is closed.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    meeting = models.ForeignKey(
        TeamMeeting, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    text = models.CharField(max_length=1000)
    next_step = models.CharField(max_length=200)
    next_step_on = models.DateField()
    doer = models.UUIDField()
    tells = models.CharField(max_length=300, blank=True)
    teller = models.UUIDField(null=True)
    decided_on = models.DateField()
    decided_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(tells="", teller=None)
                | (~Q(tells="") & Q(teller__isnull=False)),
                name="decision_told",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "case", "decided_on"],
                name="decision_case",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "meeting", "text", "next_step", "next_step_on", "doer"),
            *("tells", "teller", "decided_on", "decided_by"),
        )
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)

    def says(self, fields: Mapping[str, object]) -> bool:
        """Whether the decision holds these values."""
        return all(getattr(self, name) == value for name, value in fields.items())
