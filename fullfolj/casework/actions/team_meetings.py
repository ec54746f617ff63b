"""Arranging a team's meeting, whom it takes up, and what it decides of each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from fullfolj.access import roles
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.casework import policy
from fullfolj.casework.actions import cases as case_actions
from fullfolj.casework.actions import drafts
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
from fullfolj.casework.models import AgendaItem, Case, Decision, TeamMeeting
from fullfolj.casework.models.team_meetings import MOST
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.core.turns import in_turn

STEP = 200  # characters of a case's next step
DRAFT = "beslut"  # begins the form's name among drafts; the point's id follows


class MeetingUsedError(UsedError):
    """Raised when the form was sent before, with something else in it."""

    code = "team_used"


class MeetingChangedError(ChangedError):
    """Raised when somebody changed who sits there while the form was open."""

    code = "team_changed"


class MeetingClosedError(Refused):
    """Raised when the meeting is closed: what it decided stands."""

    code = "team_closed"


class KeptBackError(Refused):
    """Raised when somebody sits there who may not know of the youth."""

    code = "team_kept_back"


class TooManyError(Refused):
    """Raised when a meeting would take up more than anybody can."""

    code = "team_too_many"


class DecidedError(Refused):
    """Raised when a point is to be dropped that the meeting has decided on."""

    code = "team_decided"


class NotDoerError(Refused):
    """Raised when who is to do something cannot work with the youth."""

    code, field = "not_doer", "doer"


class NotTellerError(Refused):
    """Raised when who is to tell the youth cannot work with them."""

    code, field = "not_doer", "teller"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arranged:
    """What a meeting is called, its day, and who is to sit there."""

    title: str
    held_on: date
    place: str
    invited: tuple[str, ...]
    guests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What a meeting decides of a youth, and what they are told of it."""

    text: str
    next_step: str
    next_step_on: date
    doer: UUID
    tells: str
    teller: UUID | None


@transaction.atomic
def arrange(
    *, authority: Authority, key: UUID, arranged: Arranged, by: User
) -> TeamMeeting:
    """Arrange a meeting; all who are invited are there until somebody says otherwise.

    Args:
        key: given with the form; the same form sent again is the meeting it made.

    Raises:
        FarAwayError, MeetingUsedError: as they say.
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.WORK):
        raise PermissionDenied
    in_turn(key)
    said = asdict(arranged)
    said |= {name: list(said[name]) for name in ("invited", "guests")}
    if made := sent_before(TeamMeeting, key, MeetingUsedError, **said):
        return made
    if abs(arranged.held_on - clock.today()) > A_YEAR:
        raise FarAwayError("held_on")
    meeting = TeamMeeting(
        id=key, authority=authority, present=said["invited"], opened_by=by.pk, **said
    )
    meeting.save(force_insert=True)
    return meeting


@transaction.atomic
def seat(
    *,
    meeting: TeamMeeting,
    version: int,
    present: Sequence[str],
    guests: Sequence[str],
    by: User,
) -> None:
    """Say who sits there now. Who comes uninvited is invited; said twice it is once.

    Raises:
        MeetingChangedError, MeetingClosedError: nothing was written.
        PermissionDenied: not for this user.
    """
    meeting = held(meeting, by)
    if (meeting.present, meeting.guests) == (list(present), list(guests)):
        return
    if meeting.version != version:
        raise MeetingChangedError
    meeting.present, meeting.guests = list(present), list(guests)
    come = [each for each in present if each not in meeting.invited]
    meeting.invited = [*meeting.invited, *come]
    meeting.version += 1
    meeting.save(update_fields=["present", "guests", "invited", "version"])


@transaction.atomic
def take_up(*, meeting: TeamMeeting, cases: Sequence[UUID], by: User) -> int:
    """Put cases last on the agenda, in the order given; how many were not there before.

    Those that the user does not see are passed over, as if they were not there; so are
    the protected while somebody sits there who may not know of them.

    Raises:
        TooManyError, MeetingClosedError: nothing was written.
        PermissionDenied: not for this user.
    """
    meeting = held(meeting, by)
    seen = Case.objects.visible_to(by).open().filter(pk__in=cases)
    items = AgendaItem.objects.filter(meeting=meeting)
    there = set(items.values_list("case_id", flat=True))
    found = [each for each in seen.select_related("person") if each.pk not in there]
    if any(not each.is_open for each in found) and policy.uncleared(meeting):
        found = [each for each in found if each.is_open]
    if len(there) + len(found) > MOST:
        raise TooManyError
    order = {case_id: number for number, case_id in enumerate(cases)}
    last = items.aggregate(last=Max("position"))["last"] or 0
    for number, case in enumerate(sorted(found, key=lambda c: order[c.pk]), last + 1):
        about = {"case": case, "meeting": meeting, "added_by": by.pk}
        AgendaItem.about(case.person, position=number, **about).save(force_insert=True)
    return len(found)


@transaction.atomic
def move(*, meeting: TeamMeeting, item: UUID, up: bool, by: User) -> None:
    """Let a point change places with the one before or after it, as the user sees it.

    Raises:
        MeetingClosedError: nothing was written.
        PermissionDenied: not for this user.
    """
    meeting = held(meeting, by)
    rows = list(points(meeting, by))
    here = next((n for n, each in enumerate(rows) if each.pk == item), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return
    one, other = rows[here], rows[there]
    # Two who added at once may have given two points the same place.
    places = sorted((one.position, other.position))
    if places[0] == places[1]:
        rows[here], rows[there] = other, one
        for number, each in enumerate(rows, 1):
            AgendaItem.objects.filter(pk=each.pk).update(position=number)
        return
    one.position, other.position = other.position, one.position
    for each in (one, other):
        each.save(update_fields=["position"])


@transaction.atomic
def drop(*, meeting: TeamMeeting, item: UUID, by: User) -> None:
    """Let the meeting not take up a youth after all.

    Raises:
        DecidedError, MeetingClosedError: nothing was written.
        PermissionDenied: not for this user.
    """
    meeting = held(meeting, by)
    found = points(meeting, by).filter(pk=item).with_decided().first()
    if found and found.is_decided:
        raise DecidedError
    if found:
        found.delete()


@transaction.atomic
def begin(*, meeting: TeamMeeting, by: User) -> None:
    """Note that the meeting begins; begun it goes on from when it began.

    Raises:
        MeetingClosedError: nothing was written.
        PermissionDenied: not for this user.
    """
    meeting = held(meeting, by)
    if meeting.begun_at is None:
        meeting.begun_at = clock.now()
        meeting.save(update_fields=["begun_at"])


@transaction.atomic
def decide(
    *, item: AgendaItem, version: int, decided: Decided, owner: UUID | None, by: User
) -> Decision:
    """Write down what the meeting decides; it becomes the case's next step.

    Decided again, while the meeting is open, it is put right.

    Args:
        version: of the case, as the user saw it.
        owner: who answers for the case from now on.

    Raises:
        ChangedError: the case was changed since; nothing was written.
        MeetingClosedError, KeptBackError, PastStepError, FarAwayError, NotDoerError,
            NotTellerError, NotYoursError, NotTheirsError, ClosedError: as they say.
        PermissionDenied: not for this user.
    """
    meeting = held(item.meeting, by)
    case = locked(item.case, by)
    made: Decision | None = Decision.objects.filter(pk=item.pk).first()
    if made and made.says(asdict(decided)) and case.owner == owner:
        return made
    if not case.is_open and policy.uncleared(meeting):
        raise KeptBackError
    if case.version != version:
        raise ChangedError
    refuse(case, decided)
    if case.owner != owner:
        given = User.objects.get(pk=owner) if owner else None
        case_actions.assign(cases=[case.pk], owner=given, by=by)
        case.refresh_from_db(fields=["owner", "version"])
    decision = made or Decision.about(case.person, id=item.pk, case=case)
    decision.meeting = meeting
    for name, value in asdict(decided).items():
        setattr(decision, name, value)
    decision.decided_on, decision.decided_by = clock.today(), by.pk
    decision.save(force_insert=made is None)
    step(case, as_step(case, decided), decided.next_step_on)
    drafts.drop(case=case, form=f"{DRAFT}-{item.pk}", by=by)
    return decision


def as_step(case: Case, decided: Decided) -> str:
    """The step as it stands in lists: who answers for the case sees if another does it.

    Where both do not fit the timeline alone says who.
    """
    if decided.doer == case.owner:
        return decided.next_step
    both = f"{decided.next_step} ({User.objects.get(pk=decided.doer).name})"
    return both if len(both) <= STEP else decided.next_step


def refuse(case: Case, decided: Decided) -> None:
    """Refuse a day that has been, and those who may not work with the youth.

    Raises:
        PastStepError, FarAwayError, NotDoerError, NotTellerError: as they say.
    """
    refuse_step(decided.next_step_on)
    if not policy.can_own(decided.doer, hidden=not case.is_open):
        raise NotDoerError
    teller = decided.teller
    if teller and not policy.can_own(teller, hidden=not case.is_open):
        raise NotTellerError


@transaction.atomic
def close(*, meeting: TeamMeeting, by: User) -> None:
    """Close the meeting for good: what it decided stands.

    Raises:
        MeetingClosedError: somebody has closed it already.
        PermissionDenied: not for this user.
    """
    meeting = held(meeting, by)
    meeting.closed_at, meeting.closed_by = clock.now(), by.pk
    meeting.save(update_fields=["closed_at", "closed_by"])


def held(meeting: TeamMeeting, by: User) -> TeamMeeting:
    """The meeting as it is now, for one writer at a time.

    Raises:
        MeetingClosedError: it is closed.
        PermissionDenied: not for this user.
    """
    found: TeamMeeting = TeamMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not permits(by, roles.WORK):
        raise PermissionDenied
    if found.closed_at:
        raise MeetingClosedError
    return found


def points(meeting: TeamMeeting, by: User) -> Any:
    """Whom the meeting takes up, of those whom the user sees, in order."""
    return AgendaItem.objects.filter(meeting=meeting).visible_to(by).in_order()
