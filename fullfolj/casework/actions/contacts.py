"""Recording that somebody tried to reach a youth, and what comes next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Case as DatabaseCase
from django.db.models import F, Q, Value, When
from django.db.models.functions import Greatest

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    NotYetError,
    keep,
    locked,
    refuse_step,
    sent_before,
    step,
)
from fullfolj.casework.models import Case, Contact
from fullfolj.casework.rules.waits import AROUND, GUARDIAN, HOME_VISIT, speaks_for
from fullfolj.casework.wording import private
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

DRAFT = "kontakt"  # the form's name among drafts


class OfAgeError(Refused):
    """Raised when a guardian is asked about who is 18."""

    code, field = "of_age", "channel"


class NotMakerError(Refused):
    """Raised when who is said to have made the contact does not work with cases."""

    code, field = "not_maker", "made_by"


class AloneError(Refused):
    """Raised when a home visit has no second person, or the same one twice."""

    code, field = "alone", "second"


class SafetyWordsError(Refused):
    """Raised when what two should know before a visit tells of health or the like."""

    code, field = "safety_words", "safety"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What somebody did to reach a youth, and what comes next.

    Of a home visit also `second`, who came along, and `safety`.
    """

    channel: str
    reached: bool
    happened_on: date
    line: str
    next_step: str
    next_step_on: date
    made_by: UUID
    second: UUID | None = None
    safety: str = ""


@transaction.atomic
def record(*, case: Case, key: UUID, version: int, tried: Tried, by: User) -> Contact:
    """Record one contact, and the next step of the case; the draft of it goes.

    Args:
        key: given with the form; the same form sent again is the contact it made.
        version: of the case, as the user saw it.

    Raises:
        ChangedError: the case was changed since; nothing was written.
        OfAgeError, NotYetError, PastStepError, FarAwayError, NotMakerError, UsedError,
            AloneError, SafetyWordsError: as they say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := sent_before(Contact, key, case_id=case.pk, **asdict(tried)):
        return made
    if case.version != version:
        raise ChangedError
    refuse(case, tried)
    contact = add(case=case, key=key, tried=tried, by=by)
    drafts.drop(case=case, form=DRAFT, by=by)
    return contact


def add(*, case: Case, key: UUID, tried: Tried, by: User) -> Contact:
    """Add a contact that was found right, to a case that is locked; it follows."""
    contact = Contact.about(
        case.person, id=key, case=case, recorded_by=by.pk, **asdict(tried)
    )
    contact.save(force_insert=True)
    follow(case, tried)
    return contact


def beside(tried: Tried, case: Case) -> Tried:
    """What was written to a youth, beside the next step that somebody has chosen.

    One whose day has not passed stands: it may have been chosen since the writing.
    """
    chosen_on = case.next_step_on if case.is_planned else None
    if chosen_on is None or chosen_on < clock.today():
        return tried
    return replace(tried, next_step=case.next_step, next_step_on=chosen_on)


def add_many(*, cases: Mapping[UUID, Case], tried: Tried) -> None:
    """Add the same contact to each of some locked cases, `beside` what is chosen there.

    Two statements, however many: three hundred letters are one morning's work.

    Args:
        cases: the contact's id → the case.
    """
    told = {key: beside(tried, case) for key, case in cases.items()}
    Contact.objects.bulk_create(
        Contact.about(
            case.person,
            id=key,
            case=case,
            recorded_by=tried.made_by,
            **asdict(told[key]),
        )
        for key, case in cases.items()
    )
    ids = [case.pk for case in cases.values()]
    free = Q(pk__in=[case.pk for key, case in cases.items() if told[key] is tried])
    Case.objects.filter(pk__in=ids).update(
        attempts=F("attempts") + 1,
        tried_on=Greatest("tried_on", Value(tried.happened_on)),
        next_step=_where(free, tried.next_step, "next_step"),
        next_step_on=_where(free, tried.next_step_on, "next_step_on"),
        is_planned=True,
        version=F("version") + 1,
    )


def refuse(case: Case, tried: Tried) -> None:
    """Refuse what cannot be, or may not.

    Raises:
        NotYetError, PastStepError, FarAwayError, OfAgeError, NotMakerError, AloneError,
            SafetyWordsError: as they say.
    """
    today = clock.today()
    if tried.happened_on > today:
        raise NotYetError
    if tried.happened_on < today - A_YEAR:
        raise FarAwayError("happened_on")
    refuse_step(tried.next_step_on)
    born = case.person.birth_date
    if tried.channel == GUARDIAN and not speaks_for(born, tried.happened_on):
        raise OfAgeError
    if not policy.can_own(tried.made_by, hidden=not case.is_open):
        raise NotMakerError
    if tried.channel == HOME_VISIT:
        refuse_visit(case, tried)


def refuse_visit(case: Case, tried: Tried) -> None:
    """Refuse a home visit that was not made in pairs, and words that stay outside.

    Raises:
        AloneError, SafetyWordsError: as they say.
    """
    second = tried.second
    if second in (None, tried.made_by):
        raise AloneError
    if second and not policy.can_own(second, hidden=not case.is_open):
        raise AloneError
    if private(tried.safety):
        raise SafetyWordsError


def _where(free: Q, value: object, field: str) -> DatabaseCase:
    return DatabaseCase(When(free, then=Value(value)), default=F(field))


def follow(case: Case, tried: Tried) -> None:
    """Keep the case in step with a try: how often, when, and what comes next.

    Of a closed one nothing does.
    """
    on = tried.happened_on
    case.tried_on = max(case.tried_on or on, on)
    if tried.channel not in AROUND:
        case.attempts += 1
        if tried.reached:
            case.reached_on = max(case.reached_on or on, on)
    if case.closed_on:
        keep(case)
    else:
        step(case, tried.next_step, tried.next_step_on)
