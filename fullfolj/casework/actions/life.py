"""Opening a case by hand, closing it, and opening it again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import drafts, endings
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    ClosedError,
    FarAwayError,
    UsedError,
    held,
    sent_before,
)
from fullfolj.casework.models import Case, CaseEvent, FollowUp, Outcome
from fullfolj.casework.rules.cases import (
    CLOSED_IT,
    KAA,
    ON_THE_YEAR,
    OPENED,
    OTHER,
    PROGRAMME,
    REOPENED,
    REOPENED_IT,
    Facts,
    age_on,
    months_after,
    refusal,
)
from fullfolj.casework.rules.handovers import turns_twenty
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.kaa.models import Municipality, RegisterSpell
from fullfolj.people.models import PROTECTED_REGISTRATION, Person, Registration
from fullfolj.programmes.models import Programme
from fullfolj.schooling.models import Enrolment

DRAFT = "avslut"  # the name of the closing's form among drafts
ACTIVE = "active"  # of a place at a school: studies go on


class NotOpenedError(Refused):
    """Raised when a case for the purpose cannot be opened; the code says why."""

    field = "purpose"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoGroundError(Refused):
    """Raised when nobody has said on what ground, and the law's duty is none."""

    code, field = "no_ground", "ground"


class WhichOtherError(Refused):
    """Raised when "other" is not said in words."""

    code, field = "which_other", "words"


class ToComeError(Refused):
    """Raised when a day that has been is told, and lies ahead."""

    code = "to_come"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooEarlyError(Refused):
    """Raised when the day for the follow-up is not after today."""

    code, field = "too_early", "follow_up_on"


class BeforeOpenedError(Refused):
    """Raised when the case would be closed before it was opened."""

    code, field = "before_opened", "closed_on"


class OneOpenError(Refused):
    """Raised when another case for the same purpose is open by now."""

    code = "one_open"


class NotClosedError(Refused):
    """Raised when the case is open already."""

    code = "not_closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """How a case ended, and when somebody asks how it went.

    Attributes:
        why: what still runs ends; nothing where nothing does.
    """

    closed_on: date
    reason: str
    words: str
    destination: str
    livelihood: str
    follow_up_on: date
    why: endings.Reasons = endings.NOTHING_RUNS


def is_held(person: Person) -> bool:
    """Whether the register holds the person today."""
    return RegisterSpell.objects.holding(clock.today()).filter(person=person).exists()


def facts_of(person: Person) -> Facts:
    """What decides today for which purposes a case may be opened."""
    today, born = clock.today(), person.birth_date
    places = Enrolment.objects.known_now().counted().valid(today)
    enrolled = places.filter(person=person, status=ACTIVE)
    cases = Case.objects.open().filter(person=person)
    return Facts(
        age=None if born is None else age_on(born, today),
        is_held=is_held(person),
        is_enrolled=enrolled.exists(),
        purposes=frozenset(cases.values_list("purpose", flat=True)),
    )


@transaction.atomic
def open_(
    *,
    person: Person,
    key: UUID,
    purpose: str,
    ground: str,
    programme: Programme | None,
    referred_by: str,
    referred_on: date | None,
    by: User,
) -> Case:
    """Open a case for a purpose, with its ground; whoever opens it answers for it.

    Args:
        key: given with the form; the same form sent again is the case it opened.
        ground: in words, where the purpose is not the activity responsibility; empty
            it is the programme's own.

    Raises:
        NotOpenedError, NoGroundError, ToComeError, UsedError: nothing was written.
        PermissionDenied: not for this user.
    """
    if not policy.can_open(by, person):
        raise PermissionDenied
    person.hold()  # one open case for each purpose, also when two press at once
    ground = "" if purpose == KAA else ground or ground_in(purpose, programme)
    said: dict[str, Any] = {
        "purpose": purpose,
        "ground": ground,
        "programme": programme if purpose == PROGRAMME else None,
        "referred_by": referred_by,
        "referred_on": referred_on,
    }
    if made := sent_before(Case, key, person_id=person.pk, **said):
        return made
    refuse_opening(person, purpose, programme, referred_on)
    if purpose != KAA and not ground:
        raise NoGroundError
    case = Case.about(
        person,
        id=key,
        **said,
        municipality_code=municipality_of(person),
        listed_on=clock.today(),
        turns_20_on=turns_twenty(person.birth_date) if purpose == KAA else None,
        owner=by.pk,
    )
    case.save(force_insert=True)
    happened(case, OPENED, clock.today(), ground, by=by)
    return case


def ground_in(purpose: str, programme: Programme | None) -> str:
    """What the authority has decided of the programme; empty for other purposes."""
    return programme.legal_ground if purpose == PROGRAMME and programme else ""


def refuse_opening(
    person: Person, purpose: str, programme: Programme | None, referred_on: date | None
) -> None:
    """Refuse what the law or the programme does not allow.

    Raises:
        NotOpenedError, ToComeError: as they say.
    """
    if person.marking == PROTECTED_REGISTRATION:
        raise NotOpenedError("restricted")
    ages = (programme.lowest_age, programme.highest_age) if programme else None
    if code := refusal(purpose, facts_of(person), ages):
        raise NotOpenedError(code)
    if referred_on and referred_on > clock.today():
        raise ToComeError("referred_on")


def municipality_of(person: Person) -> str:
    """Whose youth it is: as the register has it, or where they are registered.

    Where neither is one of the authority's own, its first.
    """
    today = clock.today()
    ours = Municipality.objects.codes(today)
    spells = RegisterSpell.objects.holding(today).filter(person=person)
    homes = Registration.objects.known_now().counted().valid(today)
    codes: list[str] = [
        *spells.values_list("municipality_code", flat=True),
        *homes.filter(person=person).values_list("municipality_code", flat=True),
    ]
    return next((code for code in codes if code in ours), (*ours, *codes, "")[0])


def says(made: Outcome, closing: Closing) -> bool:
    """Whether a closing is the one that is told, its days and all."""
    asks = FollowUp.objects.filter(case=made.case_id, closing=made.pk)
    return (
        made.says(closing.reason, closing.destination, closing.livelihood)
        and made.closed_on == closing.closed_on
        and asks.filter(due_on=closing.follow_up_on).exists()
    )


@transaction.atomic
def close(
    *, case: Case, key: UUID, version: int, closing: Closing, by: User
) -> Outcome:
    """Close a case: why, where the youth went, and when somebody asks how it went.

    What still runs in it ends on that day. Somebody asks on the day chosen, and once
    more a year after the closing.

    Args:
        key: given with the form; the same form sent again is the closing it made.

    Raises:
        ChangedError: the case, or what runs in it, is not as the user saw it.
        ClosedError, UsedError, ToComeError, FarAwayError, BeforeOpenedError,
        WhichOtherError, TooEarlyError, MeasuresRunError, PlanRunsError, WordsError,
        BeforeBegunError, AttendedError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    made: Outcome | None = Outcome.objects.filter(pk=key).first()
    if made and made.case_id == case.pk and says(made, closing):
        return made
    if case.closed_on:
        raise ClosedError
    if made:
        raise UsedError
    if case.version != version:
        raise ChangedError
    refuse_closing(case, closing)
    endings.end_all(case, closing.closed_on, closing.why, by=by)
    words = closing.words if closing.reason == OTHER else ""
    happened(case, CLOSED_IT, closing.closed_on, words, by=by, key=key)
    outcome = Outcome.about(
        case.person,
        id=key,
        case=case,
        closed_on=closing.closed_on,
        reason=closing.reason,
        destination=closing.destination,
        livelihood=closing.livelihood,
    )
    outcome.save(force_insert=True)
    year_on = months_after(closing.closed_on, ON_THE_YEAR)
    for day in sorted({closing.follow_up_on, max(closing.follow_up_on, year_on)}):
        follow_up = FollowUp.about(case.person, case=case, closing=key, due_on=day)
        follow_up.save(force_insert=True)
    turned(case, closing.closed_on)
    drafts.drop(case=case, form=DRAFT, by=by)
    return outcome


def refuse_closing(case: Case, closing: Closing) -> None:
    """Refuse days that cannot be, and "other" without words.

    Raises:
        ToComeError, FarAwayError, BeforeOpenedError, WhichOtherError, TooEarlyError:
            as they say.
    """
    today = clock.today()
    if closing.closed_on > today:
        raise ToComeError("closed_on")
    if closing.closed_on < today - A_YEAR:
        raise FarAwayError("closed_on")
    opened = CaseEvent.objects.filter(case=case, person=case.person_id)
    if opened.filter(on__gt=closing.closed_on).exists():
        raise BeforeOpenedError
    if closing.reason == OTHER and not closing.words:
        raise WhichOtherError
    if closing.follow_up_on <= today:
        raise TooEarlyError
    if closing.follow_up_on > today + 2 * A_YEAR:
        raise FarAwayError("follow_up_on")


@transaction.atomic
def reopen(*, case: Case, words: str, by: User) -> None:
    """Open a closed case again, with all its history; nobody asks any more.

    Args:
        words: why.

    Raises:
        NotClosedError, OneOpenError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    if not case.closed_on:
        raise NotClosedError
    case.person.hold()
    others = Case.objects.open().filter(person=case.person_id, purpose=case.purpose)
    if others.exists():
        raise OneOpenError
    happened(case, REOPENED_IT, clock.today(), words, by=by)
    waiting = FollowUp.objects.waiting().filter(case=case, person=case.person_id)
    waiting.update(ended=REOPENED, by_user=by.pk)
    case.next_step, case.next_step_on, case.is_planned = "", None, False
    turned(case, None)


def turned(case: Case, closed_on: date | None) -> None:
    """Close the case on a day, or open it."""
    case.closed_on = closed_on
    case.version += 1
    case.save(
        update_fields=[
            *("closed_on", "version"),
            *("next_step", "next_step_on", "is_planned"),
        ]
    )


def happened(
    case: Case, kind: str, on: date, words: str, *, by: User, key: UUID | None = None
) -> None:
    """Keep that something happened to the case as a whole."""
    event = CaseEvent.about(
        case.person, case=case, kind=kind, on=on, words=words, by_user=by.pk
    )
    event.pk = key or event.pk
    event.save(force_insert=True)
