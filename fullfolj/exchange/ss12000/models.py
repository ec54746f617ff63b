"""A school's system that is asked, each time it was, and what it calls each pupil."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fullfolj.access.models import Walled
from fullfolj.core import clock
from fullfolj.people.models import SCHOOL_SYSTEM, AboutPerson

OPEN, TOKEN, CLIENT, CERTIFICATE = "open", "token", "client", "certificate"
SIGN_INS = (OPEN, TOKEN, CLIENT, CERTIFICATE)
BY_HAND, HOURLY, NIGHTLY = "by_hand", "hourly", "nightly"
SCHEDULES = (BY_HAND, HOURLY, NIGHTLY)
WHOLE, CHANGES = "whole", "changes"
RUNNING, APPLIED, REFUSED, BROKEN = "running", "applied", "refused", "broken"
OUTCOMES = (RUNNING, APPLIED, REFUSED, BROKEN)


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
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=clock.now)

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
            "added_at",
        )

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """What the rows that come from it have as their source."""
        return f"{SCHOOL_SYSTEM}:{self.pk.hex}"


class PullQuerySet(models.QuerySet["Pull"]):
    """The times that systems were asked."""

    def of(self, connection: Connection) -> "PullQuerySet":
        """Those of one system, the latest first."""
        return self.filter(connection=connection.pk).order_by("-started_at")


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
