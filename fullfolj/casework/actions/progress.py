"""Noting events of a youth's way, their own view, and what their coach believes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import (
    A_YEAR,
    FarAwayError,
    NotYetError,
    UsedError,
    held,
    locked,
    sent_before,
)
from fullfolj.casework.models import (
    Belief,
    Case,
    LadderEvent,
    PrivateSelfView,
    SelfView,
    SelfViewAnswer,
)
from fullfolj.casework.rules.progress import BETWEEN, PRIVATE, due
from fullfolj.casework.self_view import questions
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

DRAFT = "vagen"  # the name of the form of events among drafts


class EventUsedError(UsedError):
    """Raised when the form was sent before, with another event."""

    code = "event_used"


class ViewUsedError(UsedError):
    """Raised when the form was sent before, with other answers."""

    code = "view_used"


class BeliefUsedError(UsedError):
    """Raised when the form was sent before, with another belief."""

    code = "belief_used"


class OnNotYetError(NotYetError):
    """Raised when the day has not been."""

    code, field = "on_not_yet", "on"


class NothingSaidError(Refused):
    """Raised when every question was passed over."""

    code = "nothing_said"


class EventGoneError(Refused):
    """Raised when the event is not of the case."""

    code = "event_gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """What came about on a day, or was left, in a line of somebody's words."""

    level: int
    on: date
    is_left: bool
    line: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What a youth answered: question → value, or None where they did not want to.

    Attributes:
        way: in a talk, on paper, or alone with the screen.
        language: in which they were asked.
    """

    on: date
    way: str
    language: str
    answers: Mapping[int, int | None]


@transaction.atomic
def note_event(*, case: Case, key: UUID, happened: Happened, by: User) -> LadderEvent:
    """Note that something came about, or was left; the draft of it goes.

    Also after the case was closed: that a youth is still there is known only then.

    Args:
        key: given with the form; the same form sent again is the event it made.

    Raises:
        OnNotYetError, FarAwayError, EventUsedError: as they say.
        PermissionDenied: not for this user.
    """
    case, fields = held(case, by), asdict(happened)
    of_whom = {"case_id": case.pk}
    if made := sent_before(LadderEvent, key, EventUsedError, **of_whom, **fields):
        return made
    refuse(happened.on)
    made = LadderEvent.about(case.person, id=key, case=case, by_user=by.pk, **fields)
    made.save(force_insert=True)
    drafts.drop(case=case, form=DRAFT, by=by)
    return made


@transaction.atomic
def strike(*, case: Case, event: UUID, by: User) -> None:
    """Strike out an event that was noted by mistake; struck already, nothing changes.

    Raises:
        EventGoneError: it is not of the case.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    found: LadderEvent | None = (
        LadderEvent.objects.of_case(case).filter(pk=event).first()
    )
    if found is None:
        raise EventGoneError
    if found.struck_at is None:
        found.struck_at, found.struck_by = clock.now(), by.pk
        found.save(update_fields=["struck_at", "struck_by"])


@transaction.atomic
def answer(*, case: Case, key: UUID, answered: Answered, by: User) -> SelfView:
    """Keep what a youth answered of their own view, also after the case was closed.

    Args:
        key: given with the form; the same form sent again is the view it made.

    Raises:
        NothingSaidError: every question was passed over.
        OnNotYetError, FarAwayError, ViewUsedError: as they say.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    made: SelfView | None = SelfView.objects.filter(pk=key).first()
    if made:
        if made.case_id != case.pk or not _is(made, answered):
            raise ViewUsedError
        return made
    if not answered.answers:
        raise NothingSaidError
    refuse(answered.on)
    return _kept(case, key, answered, by)


def _is(made: SelfView, answered: Answered) -> bool:
    """Whether a view is what is sent again, with every answer that the sender reads."""
    of_view = {"view": made.pk, "person": made.person_id}
    told = SelfViewAnswer.objects.filter(**of_view).values_list("item", "value")
    energy = PrivateSelfView.objects.filter(**of_view).values_list("value", flat=True)
    kept = [*told, *((PRIVATE, value) for value in energy)]
    around = (made.on, made.way, made.language, dict(kept))
    return around == (
        *(answered.on, answered.way, answered.language),
        dict(answered.answers),
    )


def _kept(case: Case, key: UUID, answered: Answered, by: User) -> SelfView:
    asked = SelfView.objects.of_case(case).values_list("on", flat=True)
    is_over = case.closed_on is not None and case.closed_on <= answered.on
    closed_on = case.closed_on if is_over else None
    now = due(case.listed_on, closed_on, asked, answered.on)
    view = SelfView.about(
        case.person,
        id=key,
        case=case,
        on=answered.on,
        occasion=now.occasion if now else BETWEEN,
        way=answered.way,
        language=answered.language,
        wording=questions(answered.language).version,
        by_user=by.pk,
    )
    view.save(force_insert=True)
    case.viewed_on = max(filter(None, (case.viewed_on, answered.on)))
    case.save(update_fields=["viewed_on"])
    of_view: dict[str, Any] = {"case": case, "view": view}
    for item, value in answered.answers.items():
        row: SelfViewAnswer | PrivateSelfView
        if item == PRIVATE:
            row = PrivateSelfView.about(
                case.person, value=value, by_user=by.pk, **of_view
            )
        else:
            row = SelfViewAnswer.about(case.person, item=item, value=value, **of_view)
        row.save(force_insert=True)
    return view


@transaction.atomic
def believe(
    *, case: Case, key: UUID, believed: Mapping[str, int | None], by: User
) -> Belief:
    """Keep what a coach believes today, for that coach alone.

    Args:
        key: given with the form; the same form sent again is the belief it made.
        believed: field of `Belief.ASKED` → value; None where it was left out.

    Raises:
        NothingSaidError: everything was left out.
        BeliefUsedError: the form was sent before, with another belief.
        ClosedError: the case is closed.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    of_whom = {"case_id": case.pk}
    if made := sent_before(Belief, key, BeliefUsedError, **of_whom, **believed):
        return made
    if not any(believed.values()):
        raise NothingSaidError
    today = {"on": clock.today(), "by_user": by.pk}
    made = Belief.about(case.person, id=key, case=case, **today, **believed)
    made.save(force_insert=True)
    return made


def refuse(on: date) -> None:
    """Refuse a day that has not been, or that lies more than a year back.

    Raises:
        OnNotYetError, FarAwayError: as they say.
    """
    if on > clock.today():
        raise OnNotYetError
    if on < clock.today() - A_YEAR:
        raise FarAwayError("on")
