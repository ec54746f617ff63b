"""Recording that somebody tried to reach a youth, and what comes next."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.models import Case, Contact, Draft
from fullfolj.casework.rules import AROUND, GUARDIAN, speaks_for
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

A_YEAR = timedelta(days=366)
LONGEST = 300  # characters of a field of a draft, as of the form


class ChangedError(Refused):
    """Raised when somebody changed the case while the form was open."""

    code = "changed"


class OfAgeError(Refused):
    """Raised when a guardian is asked about who is 18."""

    code, field = "of_age", "channel"


class NotYetError(Refused):
    """Raised when the contact has not happened yet."""

    code, field = "not_yet", "happened_on"


class FarAwayError(Refused):
    """Raised when a day lies so far off that the year must be wrong."""

    code = "far_away"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class UsedError(Refused):
    """Raised when the form was sent before, with something else in it."""

    code = "used"


class PastStepError(Refused):
    """Raised when the next step lies behind."""

    code, field = "past_step", "next_step_on"


class NotMakerError(Refused):
    """Raised when who is said to have made the contact does not work with cases."""

    code, field = "not_maker", "made_by"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What somebody did to reach a youth, and what comes next."""

    channel: str
    reached: bool
    happened_on: date
    line: str
    next_step: str
    next_step_on: date
    made_by: UUID


@transaction.atomic
def record(*, case: Case, key: UUID, version: int, tried: Tried, by: User) -> Contact:
    """Record one contact, and the next step of the case; the draft of it goes.

    Args:
        key: given with the form; the same form sent again is the contact it made.
        version: of the case, as the user saw it.

    Raises:
        ChangedError: the case was changed since; nothing was written.
        OfAgeError, NotYetError, PastStepError, FarAwayError, NotMakerError, UsedError:
            as they say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    made: Contact | None = Contact.objects.filter(pk=key).first()
    if made and made.case_id == case.pk and made.says(asdict(tried)):
        return made
    if made:
        raise UsedError
    if case.version != version:
        raise ChangedError
    refuse(case, tried)
    contact = Contact.about(
        case.person, id=key, case=case, recorded_by=by.pk, **asdict(tried)
    )
    contact.save(force_insert=True)
    follow(case, tried)
    drop_draft(case=case, by=by)
    return contact


def locked(case: Case, by: User) -> Case:
    """The case as it is now, for one writer at a time.

    Raises:
        PermissionDenied: not for this user.
    """
    held = Case.objects.select_for_update(of=("self",)).select_related("person")
    found: Case = held.get(pk=case.pk, person=case.person_id)
    if not policy.can_work(by, found):
        raise PermissionDenied
    return found


def refuse(case: Case, tried: Tried) -> None:
    """Refuse what cannot be, or may not.

    Raises:
        NotYetError, PastStepError, FarAwayError, OfAgeError, NotMakerError: as they
            say.
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


def refuse_step(on: date) -> None:
    """Refuse a day for the next step that has been, or is years away.

    Raises:
        PastStepError, FarAwayError: as they say.
    """
    today = clock.today()
    if on < today:
        raise PastStepError
    if on > today + 2 * A_YEAR:
        raise FarAwayError("next_step_on")


def follow(case: Case, tried: Tried) -> None:
    """Keep the case in step with a try: how often, when, and what comes next."""
    on = tried.happened_on
    case.tried_on = max(case.tried_on or on, on)
    if tried.channel not in AROUND:
        case.attempts += 1
        if tried.reached:
            case.reached_on = max(case.reached_on or on, on)
    step(case, tried.next_step, tried.next_step_on)


def step(case: Case, next_step: str, on: date) -> None:
    """Set what comes next, chosen by somebody, and keep all that was changed."""
    case.next_step, case.next_step_on, case.is_planned = next_step, on, True
    case.version += 1
    case.save(
        update_fields=[
            *("attempts", "tried_on", "reached_on"),
            *("next_step", "next_step_on", "is_planned", "version"),
        ]
    )


@transaction.atomic
def plan(
    *, case: Case, version: int, next_step: str, next_step_on: date, by: User
) -> None:
    """Change what comes next, without a contact.

    Raises:
        ChangedError, PastStepError, FarAwayError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if case.version != version:
        raise ChangedError
    refuse_step(next_step_on)
    step(case, next_step, next_step_on)


@transaction.atomic
def keep_draft(
    *, case: Case, key: UUID | None, version: int, fields: dict[str, str], by: User
) -> Draft | None:
    """Keep what the user is writing, as it stands, for them alone.

    Args:
        key, version: of the form; what has been sent meanwhile is no draft any more.

    Returns:
        None where the form was sent.

    Raises:
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if key and Contact.objects.filter(pk=key, case=case).exists():
        return None
    draft = Draft.of(case, by.pk) or Draft.about(case.person, case=case, by_user=by.pk)
    # The one character that PostgreSQL cannot keep; no form would take it either.
    kept = {name: text.replace("\0", "") for name, text in fields.items()}
    draft.fields = {name: text[:LONGEST] for name, text in kept.items()}
    draft.version, draft.saved_at = version, clock.now()
    draft.save()
    return draft


def drop_draft(*, case: Case, by: User) -> None:
    """Throw away what the user was writing about the case."""
    Draft.objects.filter(case=case, person=case.person_id, by_user=by.pk).delete()
