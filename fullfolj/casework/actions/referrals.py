"""Entering a referral, completing it, answering it; and what is wanted before one."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import roles
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.casework import policy
from fullfolj.casework.actions import life
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    UsedError,
    sent_before,
)
from fullfolj.casework.actions.life import NotOpenedError, ToComeError
from fullfolj.casework.models import Case, Referral, Wanted
from fullfolj.casework.models.referrals import kept
from fullfolj.casework.rules.cases import ONE_OPEN, PROGRAMME
from fullfolj.casework.rules.referrals import TAKEN_ON, Precondition, may_begin
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.core.turns import in_turn
from fullfolj.people.models import Person
from fullfolj.programmes.models import Programme


class LackingError(Refused):
    """Raised when somebody would be taken on, something lacks and it is not urgent."""

    code, field = "lacking", "answer"


class ReferralUsedError(UsedError):
    """Raised when the form was sent before, with something else in it."""

    code = "referral_used"


class AnsweredError(Refused):
    """Raised when somebody else has answered the referral."""

    code = "referral_answered"


class BeforeReceivedError(Refused):
    """Raised when the answer would be older than what it answers."""

    code, field = "before_received", "answered_on"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Who asks, when, for what, and how it stands with what is wanted first.

    Attributes:
        asked_by: what kind of party, one of `ASKERS`.
        asked_name: which school, office or person.
        contact: who there, their role and how they are reached.
        urgent: why it cannot wait; empty where it can.
    """

    asked_by: str
    asked_name: str
    contact: str
    received_on: date
    matter: str
    preconditions: tuple[Precondition, ...]
    urgent: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What a referral led to.

    Attributes:
        purpose: of the case in which somebody is taken on; it is opened where none is.
        ground: of a case that is opened, in words.
        words: what was answered, in words.
        programme: in which somebody is taken on, where that is the purpose.
    """

    answer: str
    answered_on: date
    words: str
    purpose: str
    ground: str
    programme: Programme | None = None


@transaction.atomic
def record(*, person: Person, key: UUID, asked: Asked, by: User) -> Referral:
    """Enter that somebody asks for help for a youth.

    What is lacking stops nobody from asking: it is shown, and waited for.

    Args:
        key: given with the form; the same form sent again is the referral it made.

    Raises:
        ToComeError, FarAwayError, ReferralUsedError: nothing was written.
        PermissionDenied: not for this user.
    """
    if not policy.can_open(by, person):
        raise PermissionDenied
    in_turn(key)
    said = {each.name: getattr(asked, each.name) for each in fields(asked)}
    said["preconditions"] = kept(asked.preconditions)
    of_whom = {"person_id": person.pk}
    if made := sent_before(Referral, key, ReferralUsedError, **of_whom, **said):
        return made
    refuse_day(asked.received_on, "received_on")
    refuse_met(asked.preconditions)
    referral = Referral.about(person, id=key, recorded_by=by.pk, **said)
    referral.save(force_insert=True)
    return referral


@transaction.atomic
def complete(
    *,
    referral: Referral,
    version: int,
    preconditions: tuple[Precondition, ...],
    urgent: str,
    by: User,
) -> None:
    """Say how it stands now with what is wanted, and whether it can wait.

    The same form sent twice is once.

    Raises:
        AnsweredError, ChangedError, ToComeError: nothing was written.
        PermissionDenied: not for this user.
    """
    now = _held(referral, by)
    if now.answer:
        raise AnsweredError
    if (now.preconditions, now.urgent) == (kept(preconditions), urgent):
        return
    if now.version != version:
        raise ChangedError
    refuse_met(preconditions)
    now.preconditions, now.urgent = kept(preconditions), urgent
    _save(now, "preconditions", "urgent")


@transaction.atomic
def answer(*, referral: Referral, version: int, answered: Answered, by: User) -> None:
    """Answer who asked: the youth is taken on, there is advice, or it is passed on.

    Who is taken on has an open case for the purpose afterwards, with the ground and who
    asked; whoever opens it answers for it. The same answer sent again is that answer.

    Raises:
        LackingError: something is lacking, and nobody has said why it cannot wait.
        AnsweredError, ChangedError, ToComeError, BeforeReceivedError, NotOpenedError,
        NoGroundError: nothing was written.
        PermissionDenied: not for this user.
    """
    now = _held(referral, by)
    said = (answered.answer, answered.words, answered.answered_on, by.pk)
    if said == (now.answer, now.answer_words, now.answered_on, now.answered_by):
        return
    if now.answer:
        raise AnsweredError
    if now.version != version:
        raise ChangedError
    if answered.answered_on > clock.today():
        raise ToComeError("answered_on")
    if answered.answered_on < now.received_on:
        raise BeforeReceivedError
    if answered.answer == TAKEN_ON:
        if not may_begin(now.wanted, now.urgent):
            raise LackingError
        now.case = _case(now, answered, by)
    now.answer, now.answer_words = answered.answer, answered.words
    now.answered_on, now.answered_by = answered.answered_on, by.pk
    _save(now, "case", "answer", "answer_words", "answered_on", "answered_by")


def _case(referral: Referral, answered: Answered, by: User) -> Case:
    """The person's open case for a purpose; opened where there is none.

    Raises:
        NotOpenedError: it cannot be, also where the open one is in another programme.
    """
    mine = Case.objects.open().filter(person=referral.person_id)
    standing: Case | None = mine.filter(purpose=answered.purpose).first()
    if standing and is_another(standing, answered.programme):
        raise NotOpenedError(ONE_OPEN)
    return standing or life.open_(
        person=referral.person,
        key=uuid4(),
        purpose=answered.purpose,
        ground=answered.ground,
        programme=answered.programme,
        referred_by=referral.asked_name,
        referred_on=referral.received_on,
        by=by,
    )


def is_another(case: Case, programme: Programme | None) -> bool:
    """Whether a case of a programme is not of the one that was chosen, if any was."""
    is_chosen = case.purpose == PROGRAMME and programme is not None
    return is_chosen and programme != case.programme


def _held(referral: Referral, by: User) -> Referral:
    """The referral as it is now, for one writer at a time.

    Raises:
        PermissionDenied: not for this user.
    """
    seen = Referral.objects.visible_to(by).select_related("person")
    found = seen.select_for_update(of=("self",)).filter(pk=referral.pk)
    now: Referral | None = found.filter(person=referral.person_id).first()
    if now is None:
        raise PermissionDenied
    return now


def _save(referral: Referral, *changed: str) -> None:
    referral.version += 1
    referral.save(update_fields=[*changed, "version"])


def refuse_day(on: date, field: str) -> None:
    """Refuse a day to come, or one so far back that the year must be wrong.

    Raises:
        ToComeError, FarAwayError: as they say.
    """
    if on > clock.today():
        raise ToComeError(field)
    if on < clock.today() - A_YEAR:
        raise FarAwayError(field)


def refuse_met(preconditions: tuple[Precondition, ...]) -> None:
    """Refuse that something was met on a day to come.

    Raises:
        ToComeError: at the day of the first that was.
    """
    for number, each in enumerate(preconditions):
        if each.on and each.on > clock.today():
            raise ToComeError(f"on_{number}")


@transaction.atomic
def want(
    *, authority: Authority, asked: tuple[str, ...], valid_from: date, by: User
) -> Wanted:
    """Say what the authority wants done before a referral, from a day.

    Raises:
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.SIGN):
        raise PermissionDenied
    wanted = Wanted(
        authority=authority, asked=list(asked), valid_from=valid_from, by_user=by.pk
    )
    wanted.save(force_insert=True)
    return wanted
