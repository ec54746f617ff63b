"""The list that somebody compares, for a day; and what its headings meant, for good."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from fullfolj.access.models import Walled
from fullfolj.core import clock
from fullfolj.exchange.imports.models import KEPT


class KnownListQuerySet(models.QuerySet["KnownList"]):
    """Lists that were sent in."""

    def kept(self) -> "KnownListQuerySet":
        """Those whose rows are still there, the latest first."""
        since = clock.now() - KEPT
        found = self.filter(is_kept=True, received_at__gt=since)
        return found.order_by("-received_at")


class KnownList(Walled):
    """A list of whom one knew, sent in to be compared with the register.

    Its rows lie in a folder of their own, a day at most, and nowhere else: from when
    the columns are chosen, only those. `columns` are the places of what is used.
    `fingerprint` is empty where there are no headings to know again.
    """

    by_user = models.UUIDField()
    received_at = models.DateTimeField(default=clock.now)
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    is_chosen = models.BooleanField(default=False)
    is_kept = models.BooleanField(default=True)

    objects: ClassVar = KnownListQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["authority", "received_at"], name="knownlist_received")
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "received_at", "fingerprint", "columns"),
            *("is_chosen", "is_kept"),
        )

    def __str__(self) -> str:
        return str(self.received_at)

    @property
    def folder(self) -> Path:
        """Where its rows lie."""
        return Path(settings.UPLOADS) / self.id.hex


class HeadingMapQuerySet(models.QuerySet["HeadingMap"]):
    """What columns were last time."""

    def of(self, found: KnownList) -> "HeadingMapQuerySet":
        """What those of a list with the same headings were; never without headings."""
        return self.filter(fingerprint=found.fingerprint)


class HeadingMap(Walled):
    """What the columns of a list were last time: by a fingerprint of its headings.

    It only fills in what somebody then says of the next list. No heading is kept as it
    stands, and of a list without headings nothing: it begins with a person.
    """

    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField()
    used_at = models.DateTimeField(default=clock.now)

    objects: ClassVar = HeadingMapQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "fingerprint"], name="headingmap_once"
            )
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "fingerprint", "columns", "used_at")

    def __str__(self) -> str:
        return str(self.used_at)
