"""Whom a message reaches, and whom not and why: asked in one statement."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from fullfolj.casework.message_texts import Template
from fullfolj.casework.models import NAME
from fullfolj.casework.models.messages import has_refused, last_message_at
from fullfolj.casework.rules.messages import (
    DETAILS,
    HINDRANCES,
    OF_CASE,
    RECENT,
    SHARED,
    Hours,
    Reach,
    hindrance,
)
from fullfolj.casework.rules.waits import EMAIL, SMS
from fullfolj.people.models import ContactDetail, has_died
from fullfolj.people.rules import phone

# What is the same telephone or mailbox, however it was written; each gets a letter.
ALIKE: dict[str, Callable[[str], str]] = {SMS: phone, EMAIL: str.casefold}
MOST = 500  # cases at once: more than anybody looks through


@dataclass(frozen=True)
class Recipient:
    """One whom a message is to reach: by which contact detail, or why not.

    `beside` is the case of who has the same telephone or mailbox, and gets it for both.
    """

    case: Any
    to: UUID | None
    address: str
    why_not: str
    beside: Any = None


@dataclass(frozen=True)
class Recipients:
    """Everybody whom somebody chose, by name."""

    all: tuple[Recipient, ...]

    @property
    def reached(self) -> list[Recipient]:
        """Those whom it may go to."""
        return [each for each in self.all if not each.why_not]

    @property
    def written_to(self) -> list[Recipient]:
        """Those for whom it is kept: whoever it goes to, and who gets it with them."""
        return [each for each in self.all if each.why_not in ("", SHARED)]

    @property
    def left_out(self) -> list[tuple[str, list[Recipient]]]:
        """Those whom it does not go to, by why."""
        return [
            (why, found)
            for why in HINDRANCES
            if (found := [each for each in self.all if each.why_not == why])
        ]

    @property
    def has_recent(self) -> bool:
        """Whether somebody is left out only for what they were sent lately."""
        return any(each.why_not == RECENT for each in self.all)


def recipients(
    cases: Any,
    ids: Collection[UUID],
    channel: str,
    *,
    at: datetime,
    hours: Hours,
    anyway: bool = False,
) -> Recipients:
    """Those of these cases, which are known to be visible, whom a message reaches.

    Args:
        at: when it would go, in local time.
        anyway: also to those whom something was sent to lately.
    """
    on = localdate(at)
    details = ContactDetail.objects.filter(
        person=OuterRef("person"), kind=DETAILS[channel]
    )
    latest = details.valid(on).order_by("-recorded_on", "-id")
    asked = cases.filter(pk__in=list(ids)[:MOST]).with_person(on).sorted_by(NAME)
    asked = asked.annotate(
        to_detail=Subquery(latest.values("pk")[:1]),
        to_value=Subquery(latest.values("value")[:1]),
        has_refused=has_refused(channel),
        has_died=has_died(on),
        last_at=last_message_at(),
    )
    return Recipients(tuple(_judged(asked, at, hours, channel, anyway=anyway)))


def way(channel: str, address: str | None) -> str:
    """The telephone or mailbox of an address; empty where it is no one's but theirs."""
    return ALIKE[channel](address) if address and channel in ALIKE else ""


def _judged(
    cases: Any, at: datetime, hours: Hours, channel: str, *, anyway: bool
) -> Iterable[Recipient]:
    seen: set[UUID] = set()
    first: dict[str, Any] = {}
    for case in cases:
        here = way(channel, case.to_value)
        reach = Reach(
            has_way=case.to_detail is not None,
            is_open=case.is_open,
            is_closed=case.closed_on is not None,
            has_left=case.has_died or case.left_on is not None,
            is_twice=case.person_id in seen,
            has_refused=case.has_refused,
            is_shared=here in first,
            last_at=None if anyway else case.last_at,
        )
        why = hindrance(reach, at, hours)
        if why not in OF_CASE:
            seen.add(case.person_id)
        if here and not why:
            first[here] = case
        beside = first[here] if why == SHARED else None
        yield Recipient(case, case.to_detail, case.to_value or "", why, beside)


def alike(shown: Iterable[Any]) -> dict[UUID, Any]:
    """Which messages go at once: each, and the first to that telephone or mailbox.

    Args:
        shown: messages as `shown`; those that are over go nowhere.
    """
    first: dict[str, Any] = {}
    return {
        each.pk: first.setdefault(way(each.channel, each.address) or each.pk, each)
        for each in shown
        if not each.why_over
    }


def mark_of(template: Template, found: Recipients) -> str:
    """A mark of what is sent to whom: what was shown is what goes, or it is asked."""
    to = sorted(f"{each.case.pk} {each.to}" for each in found.written_to)
    what = (template.code, str(template.version), template.subject, template.text)
    return sha256("\n".join((*what, *to)).encode()).hexdigest()
