"""Booking a meeting with a youth, moving it, and saying what became of it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import NullIf

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import common, contacts, drafts
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    UsedError,
    locked,
    refuse_step,
    sent_before,
    step,
)
from fullfolj.casework.models import Case, Contact, Meeting
from fullfolj.casework.models.cases import may_own
from fullfolj.casework.rules.meetings import (
    CAME,
    CANCELLED,
    LONGEST,
    MOVED,
    comes_next,
    lasting,
)
from fullfolj.casework.rules.waits import MET
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

DRAFT = "traff"  # the form's name among drafts


class PastMeetingError(Refused):
    """Raised when a meeting is booked for a time that has been."""

    code, field = "past_meeting", "on"


class NotMeeterError(Refused):
    """Raised when who is to meet the youth does not work with cases."""

    code = "not_meeter"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class SamePersonError(Refused):
    """Raised when the second who is to meet the youth is the first."""

    code, field = "same_person", "second"


class ClashError(Refused):
    """Raised when who is to meet the youth meets somebody else then."""

    code, field = "clash", "anyway"


class NotHeldError(Refused):
    """Raised when somebody says how a meeting went before its day."""

    code, field = "not_held", "outcome"


class SettledError(Refused):
    """Raised when somebody else has said what became of the meeting."""

    code = "settled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A meeting as it is planned; `next_step` is what the case calls it."""

    starts_at: datetime
    minutes: int
    place: str
    kind: str
    worker: UUID
    second: UUID | None
    interpreter: str
    reminder_days: int | None
    next_step: str

    @property
    def workers(self) -> list[UUID]:
        """Those who are to meet the youth."""
        return [each for each in (self.worker, self.second) if each]


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What became of a meeting, a state of `rules.meetings`; and what is next.

    In a closed case nothing is: no words, and the day is today's.
    """

    outcome: str
    line: str
    next_step: str
    next_step_on: date


@transaction.atomic
def book(
    *,
    case: Case,
    key: UUID,
    version: int,
    booked: Booked,
    anyway: bool = False,
    by: User,
) -> Meeting:
    """Plan a meeting; the case's next step where nothing is planned before it.

    Args:
        key: given with the form; the same form sent again is the meeting it made.
        version: of the case, as the user saw it.
        anyway: though somebody has another meeting at that time.

    Raises:
        ChangedError: the case was changed since; nothing was written.
        PastMeetingError, FarAwayError, NotMeeterError, SamePersonError, ClashError,
            UsedError: as they say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := _made(case, key, booked):
        return made
    if case.version != version:
        raise ChangedError
    _refuse(case, booked)
    if not anyway and clashes(booked):
        raise ClashError
    meeting = _add(case, key, booked, by)
    chosen_on = case.next_step_on if case.is_planned else None
    if comes_next(meeting.on, chosen_on, clock.today()):
        step(case, meeting.next_step, meeting.on)
    drafts.drop(case=case, form=DRAFT, by=by)
    return meeting


@transaction.atomic
def move(
    *,
    meeting: Meeting,
    key: UUID,
    version: int,
    booked: Booked,
    why: str = "",
    anyway: bool = False,
    by: User,
) -> Meeting:
    """Plan another meeting in the place of one; the first stays, as moved.

    Where the first was the next step of the case, the new one is.

    Raises:
        SettledError: somebody said what became of the first.
        ChangedError, PastMeetingError, FarAwayError, NotMeeterError, SamePersonError,
            ClashError, UsedError: as `book`.
        PermissionDenied: not for this user.
    """
    case = locked(meeting.case, by)
    if made := _made(case, key, booked):
        return made
    old = _planned(meeting)
    if case.version != version:
        raise ChangedError
    _refuse(case, booked)
    if not anyway and clashes(booked, but=[old.pk]):
        raise ClashError
    new = _add(case, key, booked, by)
    old.state, old.moved_to, old.why = MOVED, new.pk, why
    old.save(update_fields=["state", "moved_to", "why"])
    was_next = (case.next_step, case.next_step_on) == (old.next_step, old.on)
    chosen_on = case.next_step_on if case.is_planned else None
    if was_next or comes_next(new.on, chosen_on, clock.today()):
        step(case, new.next_step, new.on)
    return new


@transaction.atomic
def hold(*, meeting: Meeting, key: UUID, version: int, held: Held, by: User) -> Meeting:
    """Say whether the youth came, or that it is cancelled; and what comes next.

    That they came, or did not, is a try to reach them: it counts as a contact. It is
    said of a closed case too: what had begun when it was closed has become something.

    Args:
        key: given with the form; the same form sent again changes nothing.

    Raises:
        NotHeldError: its day has not come.
        SettledError: somebody has said something else already.
        ChangedError, PastStepError, FarAwayError, UsedError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = common.held(meeting.case, by)
    now = Meeting.objects.get(pk=meeting.pk, case=case.pk)
    said = {"state": held.outcome, "why": held.line}
    if now.contact == key or (held.outcome == CANCELLED and now.says(said)):
        return now
    now = _planned(meeting)
    if case.version != version:
        raise ChangedError
    refuse_step(held.next_step_on)
    now.state = held.outcome
    if held.outcome == CANCELLED:
        now.why, now.cancelled_at = held.line, clock.now()
        if not case.closed_on:
            step(case, held.next_step, held.next_step_on)
    else:
        tried = _tried(now, held)
        if Contact.objects.filter(pk=key).exists():
            raise UsedError
        now.contact = contacts.add(case=case, key=key, tried=tried, by=by).pk
    now.save(update_fields=["state", "why", "cancelled_at", "contact"])
    return now


def call_off(meetings: Collection[Meeting], why: str) -> None:
    """Cancel meetings of a case that is locked: they are no longer to come.

    Args:
        why: a line that stands with each.
    """
    coming = Meeting.objects.planned().filter(pk__in=[each.pk for each in meetings])
    coming.update(state=CANCELLED, why=why, cancelled_at=clock.now())


def follow(*, cases: Collection[UUID], to: UUID, until: date | None = None) -> None:
    """Let who takes over cases meet the youths: what is booked, and has not begun.

    In the place of who answers for each, asked before that is changed, or of who may
    not any more. Where they are to be there anyhow, it stays as it is.

    Args:
        until: the last day of it, where it is for a time.
    """
    going = Meeting.objects.filter(case__in=cases).going_over(until, to)
    going.filter(second=F("case__owner")).update(second=to)
    going.update(worker=to, second=NullIf("second", Value(to)))


def follow_who_left(on: date) -> int:
    """Let somebody meet the youths whom nobody is left to meet on a day; how many.

    Whoever answers for the case, otherwise the second of the two. Where there is
    neither, it waits until somebody takes over the case: see `follow`. A second who may
    not be there any more is named no longer.
    """
    unmet = Meeting.objects.coming(clock.now()).unmet(on)
    cases = Case.objects.filter(pk=OuterRef("case"), person=OuterRef("person"))
    owner = Subquery(cases.values("owner"))
    owned = unmet.filter(case__owner__isnull=False)
    met = owned.update(worker=owner, second=NullIf("second", owner))
    two = unmet.filter(may_own("second", on))
    met += two.update(worker=F("second"), second=None)
    paired = Meeting.objects.coming(clock.now()).filter(second__isnull=False)
    paired.exclude(may_own("second", on)).update(second=None)
    return met


def clashes(booked: Booked, but: Collection[UUID] = ()) -> list[Meeting]:
    """What those who are to meet the youth have planned at that time, but for some.

    In all cases that there are to see: of a protected person only for the cleared.
    """
    wanted = lasting(booked.starts_at, booked.minutes)
    near = Meeting.objects.planned().filter(
        Q(worker__in=booked.workers) | Q(second__in=booked.workers),
        starts_at__gt=wanted.starts_at - timedelta(minutes=LONGEST),
        starts_at__lt=wanted.ends_at,
    )
    found = near.exclude(pk__in=but)
    return [each for each in found if each.span.meets(wanted)]


def _made(case: Case, key: UUID, booked: Booked) -> Meeting | None:
    """The meeting that the same form made before, if it did.

    Raises:
        UsedError: it made another.
    """
    return sent_before(Meeting, key, case_id=case.pk, **asdict(booked))


def _planned(meeting: Meeting) -> Meeting:
    """The meeting as it is now; its case is locked, and so nobody else writes it.

    Raises:
        SettledError: somebody has said what became of it.
    """
    now: Meeting = Meeting.objects.get(pk=meeting.pk, case=meeting.case_id)
    if not now.is_planned:
        raise SettledError
    return now


def _refuse(case: Case, booked: Booked) -> None:
    now = clock.now()
    if booked.starts_at <= now:
        raise PastMeetingError
    if booked.starts_at > now + A_YEAR:
        raise FarAwayError("on")
    if booked.second == booked.worker:
        raise SamePersonError
    for field in ("worker", "second"):
        who = getattr(booked, field)
        if who and not policy.can_own(who, hidden=not case.is_open):
            raise NotMeeterError(field)


def _add(case: Case, key: UUID, booked: Booked, by: User) -> Meeting:
    meeting = Meeting.about(
        case.person, id=key, case=case, booked_by=by.pk, **asdict(booked)
    )
    meeting.save(force_insert=True)
    return meeting


def _tried(meeting: Meeting, held: Held) -> contacts.Tried:
    """The try to reach the youth that a meeting was, in person.

    Raises:
        NotHeldError: its day has not come.
    """
    if meeting.on > clock.today():
        raise NotHeldError
    return contacts.Tried(
        channel=MET,
        reached=held.outcome == CAME,
        happened_on=meeting.on,
        line=held.line,
        next_step=held.next_step,
        next_step_on=held.next_step_on,
        made_by=meeting.worker,
    )
