"""Offering a measure, and what becomes of it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import ChangedError, locked, sent_before
from fullfolj.casework.models import Case, Measure, MeasureWeek
from fullfolj.casework.rules.measures import (
    ACCEPT,
    ACCEPTED,
    DAYS,
    DECLINE,
    DECLINED,
    END,
    ENDED,
    GO_ON,
    OFFERED,
    ONGOING,
    OTHER,
    START,
    TRANSITIONS,
    may,
    monday,
    never_comes,
    went_on,
    wrong_day,
)
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.programmes.models import Method

DRAFT = "insats"  # the form's name among drafts


class WrongDayError(Refused):
    """Raised when a day of a measure cannot be.

    Args:
        code: what is wrong with it, of `rules.measures.wrong_day`.
        field: which day.
    """

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code, field)
        self.code, self.field = code, field


class UsedError(Refused):
    """Raised when the form was sent before, with another measure in it."""

    code = "measure_used"


class OverError(Refused):
    """Raised when a measure does not stand so that this may happen to it."""

    code = "measure_over"


class UnknownMethodError(Refused):
    """Raised when the method is not in the bank, or has been put away."""

    code, field = "unknown_method", "method"


class WordsError(Refused):
    """Raised when a reason that says nothing by itself comes without words."""

    code, field = "end_words", "end_words"


class NoStartError(Refused):
    """Raised when what goes on has no day on which it began."""

    code, field = "no_start", "starts_on"


class NoEndError(Refused):
    """Raised when what goes on has no day on which it ends or is looked at."""

    code, field = "no_end", "ends_on"


class PastEndError(Refused):
    """Raised when what goes on would go on until a day that has been."""

    code, field = "past_end", "ends_on"


class NoAnswerDayError(Refused):
    """Raised when an answer has no day."""

    code, field = "no_answer_day", "answered_on"


class NotBegunError(Refused):
    """Raised when attendance is noted of what has not begun, or not that week."""

    code, field = "not_begun", "week_on"


class AttendedError(Refused):
    """Raised when a measure would end before a week in which the youth was there."""

    code = "attended_later"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What a youth is offered, and how it stands when it is written down."""

    kind: str
    title: str
    provider: str
    method: UUID | None = None
    hours: Decimal | None = None
    state: str = OFFERED
    offered_on: date
    answered_on: date | None = None
    answer_words: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def offer(
    *, case: Case, key: UUID, offer: Offer, by: User, version: int = 0
) -> Measure:
    """Write down what a youth is offered; the draft of it goes.

    What was declined at once has no planned days, whatever the form proposed. Nothing
    that anybody wrote is changed, so it never collides with another's writing: the
    version that forms carry is not asked for.

    Args:
        key: given with the form; the same form sent again is the measure it made.

    Raises:
        WrongDayError, UnknownMethodError, NoStartError, NoEndError, NoAnswerDayError,
            UsedError: as they say.
        PermissionDenied: not for this user.
    """
    del version
    case, fields = locked(case, by), asdict(offer)
    fields |= dict.fromkeys(never_comes(offer.state))
    if made := sent_before(Measure, key, UsedError, case_id=case.pk, **fields):
        return made
    measure = Measure.about(case.person, id=key, case=case, recorded_by=by.pk, **fields)
    refuse(measure)
    refuse_method(offer.method)
    measure.save(force_insert=True)
    drafts.drop(case=case, form=DRAFT, by=by)
    return measure


def refuse(measure: Measure, given: Collection[str] = DAYS) -> None:
    """Refuse a measure that cannot stand so.

    Args:
        given: the fields that are written now.

    Raises:
        WrongDayError, NoStartError, NoEndError, NoAnswerDayError, AttendedError: as
            they say.
    """
    if measure.state in (ACCEPTED, DECLINED) and not measure.answered_on:
        raise NoAnswerDayError
    if measure.state == ONGOING and not measure.starts_on:
        raise NoStartError
    if measure.state == ONGOING and not measure.ends_on:
        raise NoEndError
    if wrong := wrong_day(measure.days, measure.state, clock.today(), given):
        raise WrongDayError(*wrong)
    if measure.state == ENDED and measure.ends_on:
        attended_on = MeasureWeek.objects.attended_on(measure)
        if attended_on and attended_on > measure.ends_on:
            raise AttendedError("ends_on")


def refuse_method(method: UUID | None) -> None:
    """Refuse a method that cannot be chosen.

    Raises:
        UnknownMethodError: it is not in the bank, or has been put away.
    """
    if method and not Method.objects.in_use().filter(pk=method).exists():
        raise UnknownMethodError


def _held(measure: Measure, by: User) -> Measure:
    """A measure as it is now, for one writer at a time."""
    locked(measure.case, by)
    held: Measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    return held


@transaction.atomic
def _happen(
    measure: Measure, verb: str, version: int, by: User, **fields: Any
) -> Measure:
    """Let something happen to a measure; the same twice is once."""
    held = _held(measure, by)
    fields["state"] = TRANSITIONS[verb][1]
    if held.says(fields):
        return held
    if held.version != version:
        raise ChangedError
    if not may(verb, held.state):
        raise OverError
    fields |= dict.fromkeys(never_comes(fields["state"], was=held.state))
    for name, value in fields.items():
        setattr(held, name, value)
    refuse(held, fields)
    held.version += 1
    held.save(update_fields=[*fields, "version"])
    return held


@transaction.atomic
def tie(*, measure: Measure, version: int, method: UUID | None, by: User) -> Measure:
    """Say of which method of the bank the measure is, however it stands; None of none.

    What was written freely may be of the bank afterwards: what is known of the method
    counts it from then on.

    Raises:
        ChangedError, UnknownMethodError: as they say; nothing was written.
        PermissionDenied: not for this user.
    """
    held = _held(measure, by)
    if held.method == method:
        return held
    if held.version != version:
        raise ChangedError
    refuse_method(method)
    held.method, held.version = method, held.version + 1
    held.save(update_fields=["method", "version"])
    return held


def answer(
    *,
    measure: Measure,
    version: int,
    accepted: bool,
    answered_on: date,
    answer_words: str,
    by: User,
) -> Measure:
    """What the youth answered, and their words for it. A no stands as it was said.

    Raises:
        ChangedError, OverError, WrongDayError: as they say.
        PermissionDenied: not for this user.
    """
    said = {"answered_on": answered_on, "answer_words": answer_words}
    verb = ACCEPT if accepted else DECLINE
    return _happen(measure, verb, version, by, **said)


def start(
    *,
    measure: Measure,
    version: int,
    starts_on: date,
    ends_on: date,
    hours: Decimal | None,
    by: User,
) -> Measure:
    """That the measure goes on since a day.

    Args:
        ends_on: planned, or the day to look at it.
        hours: a week.

    Raises:
        ChangedError, OverError, WrongDayError: as they say.
        PermissionDenied: not for this user.
    """
    days = {"starts_on": starts_on, "ends_on": ends_on, "hours": hours}
    return _happen(measure, START, version, by, **days)


def go_on(
    *,
    measure: Measure,
    version: int,
    ends_on: date,
    hours: Decimal | None,
    by: User,
) -> Measure:
    """That the measure was looked at, and goes on until another day.

    Raises:
        PastEndError: a day that has been.
        ChangedError, OverError, WrongDayError: as they say.
        PermissionDenied: not for this user.
    """
    if ends_on < clock.today():
        raise PastEndError
    return _happen(measure, GO_ON, version, by, ends_on=ends_on, hours=hours)


def end(
    *,
    measure: Measure,
    version: int,
    ends_on: date,
    end_reason: str,
    end_words: str,
    by: User,
) -> Measure:
    """That the measure ended, on which day and why; or came to nothing.

    Raises:
        WordsError: the reason is another than those that there are, and not said.
        AttendedError: the youth was there in a later week.
        ChangedError, OverError, WrongDayError: as they say.
        PermissionDenied: not for this user.
    """
    if end_reason == OTHER and not end_words:
        raise WordsError
    said = {"ends_on": ends_on, "end_reason": end_reason, "end_words": end_words}
    return _happen(measure, END, version, by, **said)


@transaction.atomic
def note_week(
    *,
    measure: Measure,
    key: UUID,
    week_on: date,
    planned: Decimal,
    attended: Decimal,
    by: User,
    version: int = 0,
) -> MeasureWeek:
    """Note how much of a week was attended. Noted again, the last is what stands.

    Args:
        week_on: any day of the week.
        key: given with the form; the same form sent again is the note it made.

    Raises:
        NotBegunError: not a week in which the measure went on.
        UsedError: the key is another note's.
        PermissionDenied: not for this user.
    """
    del version  # nothing is changed
    case = locked(measure.case, by)
    first = monday(week_on)
    hours = {"planned": planned, "attended": attended}
    noted = {"measure": measure.pk, "week_on": first, **hours}
    if made := sent_before(MeasureWeek, key, UsedError, **noted):
        return made
    stands = Measure.objects.get(pk=measure.pk)
    if not went_on(stands.days, stands.state, first, clock.today()):
        raise NotBegunError
    week = MeasureWeek.about(
        case.person,
        id=key,
        case=case,
        recorded_by=by.pk,
        **noted,
    )
    week.save(force_insert=True)
    return week
