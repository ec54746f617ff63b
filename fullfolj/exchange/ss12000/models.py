"""A school's system that is asked, each time it was, and what it calls each pupil."""

from collections import Counter
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from fullfolj.access.models import Walled
from fullfolj.core import clock
from fullfolj.exchange.imports import rules
from fullfolj.people.models import SCHOOL_SYSTEM, AboutPerson

OPEN, TOKEN, CLIENT, CERTIFICATE = "open", "token", "client", "certificate"
SIGN_INS = (OPEN, TOKEN, CLIENT, CERTIFICATE)
BY_HAND, HOURLY, NIGHTLY = "by_hand", "hourly", "nightly"
SCHEDULES = (BY_HAND, HOURLY, NIGHTLY)
WHOLE, CHANGES = "whole", "changes"
RUNNING, APPLIED, REFUSED, BROKEN = "running", "applied", "refused", "broken"
OUTCOMES = (RUNNING, APPLIED, REFUSED, BROKEN)
IDLE, WAITING = "idle", "waiting"  # beside RUNNING, of a turn
QUEUED = timedelta(days=1)  # as long as what is queued may wait
SILENCE = timedelta(minutes=15)  # of who asks, until it is taken for dead


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Schools' systems."""

    def in_use(self) -> "ConnectionQuerySet":
        """Those that nobody has removed, by name."""
        return self.filter(is_active=True).order_by("name", "id")


class Connection(Walled):
    """A school's system: where it is, how one signs in, and how often it is asked.

    `secret` is sealed (see secrets.py): a token, a client's secret, or a certificate
    with its key. `empty_marking_is_none` says that the authority confirmed that a
    system which marks nobody has nobody to mark.
    """

    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    sign_in = models.CharField(max_length=12, default=OPEN)
    client_id = models.CharField(max_length=200, blank=True)
    token_url = models.CharField(max_length=500, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    secret = models.TextField(blank=True)
    schedule = models.CharField(max_length=10, default=NIGHTLY)
    empty_marking_is_none = models.BooleanField(default=False)
    wants_word = models.BooleanField(default=False)
    subscription = models.CharField(max_length=200, blank=True)
    subscribed_at = models.DateTimeField(null=True)
    key = models.UUIDField(default=uuid4)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=clock.now)

    objects: ClassVar = ConnectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sign_in__in=SIGN_INS), name="connection_sign_in"
            ),
            models.CheckConstraint(
                condition=Q(schedule__in=SCHEDULES), name="connection_schedule"
            ),
            models.UniqueConstraint(
                fields=["authority", "url"],
                condition=Q(is_active=True),
                name="connection_once",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        open = (
            *("id", "authority", "name", "url", "sign_in", "client_id", "token_url"),
            *("scope", "secret", "schedule", "empty_marking_is_none", "is_active"),
            *("added_at", "wants_word", "subscription", "subscribed_at", "key"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """What the rows that come from it have as their source."""
        return f"{SCHOOL_SYSTEM}:{self.pk.hex}"

    @property
    def place(self) -> str:
        """Where it is, as one reads it: many systems may have the same server."""
        return self.url.partition("://")[2]


class PullQuerySet(models.QuerySet["Pull"]):
    """The times that systems were asked."""

    def of(self, connection: Connection) -> "PullQuerySet":
        """Those of one system, the latest first."""
        return self.filter(connection=connection.pk).order_by("-started_at")

    def last_of_each(self) -> "dict[UUID, Pull]":
        """The last one of each system, by the system's id."""
        each = self.order_by("connection", "-started_at").distinct("connection")
        return {pull.connection_id: pull for pull in each.defer("report", "again")}


class Pull(Walled):
    """One time that a system was asked: all of it, or what had changed.

    `asked_at` is the system's own clock when it began, from which the next pull asks.
    `again` are the ids, in the system, of those whose rows could not be used.
    """

    connection = models.ForeignKey(
        Connection, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, default=RUNNING)
    reason = models.CharField(max_length=50, blank=True)
    values = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    report = models.JSONField(null=True)
    asked_at = models.DateTimeField(null=True)
    again = models.JSONField(default=list)
    run = models.UUIDField(null=True)

    objects: ClassVar = PullQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES), name="pull_outcome"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(WHOLE, CHANGES)), name="pull_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "connection", "started_at"], name="pull_started"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("again",)
        open = (
            *("id", "authority", "connection", "started_at", "finished_at", "kind"),
            *("outcome", "reason", "values", "counts", "report", "asked_at", "run"),
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

    @property
    def hides_all(self) -> bool:
        """Whether it marked nobody, so that all its pupils are taken for protected."""
        return bool(self.report and self.report.get("marks_nobody"))


class Turn(Walled):
    """Whether a system waits to be asked, or is being asked and how far that has come.

    Has the connection's id: one at a time of each. `by_user` is whoever wished it,
    nobody where the schedule or the system itself did.
    """

    state = models.CharField(max_length=10, default=IDLE)
    whole = models.BooleanField(default=False)
    accept_drop = models.BooleanField(default=False)
    by_user = models.UUIDField(null=True)
    put_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=10, default=WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=(IDLE, WAITING, RUNNING)), name="turn_state"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "state", "whole", "accept_drop", "put_at", "said_at"),
            *("heard_at", "stage", "done", "total"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.done}/{self.total}"

    def is_busy(self, now: datetime) -> bool:
        """Whether it waits or goes on; who has said nothing for long is dead."""
        if self.state == WAITING:
            return self.put_at is not None and now - self.put_at < QUEUED
        return (
            self.state == RUNNING
            and self.said_at is not None
            and now - self.said_at < SILENCE
        )

    @property
    def is_active(self) -> bool:
        """The same, now."""
        return self.is_busy(clock.now())

    @property
    def percent(self) -> int:
        """Of the whole work, as far as one can tell."""
        return rules.percent(self.stage, self.done, self.total)


class SourceKey(AboutPerson):
    """What a school's system calls a person: who has no number is known by it."""

    connection = models.ForeignKey(
        Connection, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    key = models.CharField(max_length=100)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "connection", "key"],
                name="sourcekey_key",
            ),
            models.Index(
                fields=["authority", "is_open", "person"], name="sourcekey_person"
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "key")
        open = ("id", "authority", "connection")

    def __str__(self) -> str:
        return str(self.pk)
