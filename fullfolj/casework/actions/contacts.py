"""Recording that somebody tried to reach a youth, and what comes next."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.models import Case, Contact, Draft
from fullfolj.casework.rules import AROUND, GUARDIAN, speaks_for
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class ChangedError(Refused):
    """Raised when somebody changed the case while the form was open."""

    code = "changed"


class OfAgeError(Refused):
    """Raised when a guardian is asked about who is 18."""

    code, field = "of_age", "channel"


class NotYetError(Refused):
    """Raised when the contact has not happened yet."""

    code, field = "not_yet", "happened_on"


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
        OfAgeError, NotYetError, PastStepError, NotMakerError: as they say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    made: Contact | None = Contact.objects.filter(pk=key, case=case).first()
    if made:
        return made
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
        NotYetError, PastStepError, OfAgeError, NotMakerError: as they say.
    """
    today = clock.today()
    if tried.happened_on > today:
        raise NotYetError
    if tried.next_step_on < today:
        raise PastStepError
    born = case.person.birth_date
    if tried.channel == GUARDIAN and not speaks_for(born, tried.happened_on):
        raise OfAgeError
    if not policy.can_own(tried.made_by, hidden=not case.is_open):
        raise NotMakerError


def follow(case: Case, tried: Tried) -> None:
    """Keep the case in step with a try: how often, when, and what comes next."""
    on = tried.happened_on
    case.attempts += 1
    case.tried_on = max(case.tried_on or on, on)
    if tried.reached and tried.channel not in AROUND:
        case.reached_on = max(case.reached_on or on, on)
    case.next_step, case.next_step_on = tried.next_step, tried.next_step_on
    case.version += 1
    case.save(
        update_fields=[
            *("attempts", "tried_on", "reached_on"),
            *("next_step", "next_step_on", "version"),
        ]
    )


@transaction.atomic
def plan(
    *, case: Case, version: int, next_step: str, next_step_on: date, by: User
) -> None:
    """Change what comes next, without a contact.

    Raises:
        ChangedError, PastStepError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if case.version != version:
        raise ChangedError
    if next_step_on < clock.today():
        raise PastStepError
    case.next_step, case.next_step_on = next_step, next_step_on
    case.version += 1
    case.save(update_fields=["next_step", "next_step_on", "version"])


@transaction.atomic
def keep_draft(*, case: Case, version: int, fields: dict[str, str], by: User) -> Draft:
    """Keep what the user is writing, as it stands, for them alone.

    Raises:
        PermissionDenied: not for this user.
    """
    if not policy.can_work(by, case):
        raise PermissionDenied
    draft = Draft.of(case, by.pk) or Draft.about(case.person, case=case, by_user=by.pk)
    # The one character that PostgreSQL cannot keep; no form would take it either.
    draft.fields = {name: text.replace("\0", "") for name, text in fields.items()}
    draft.version, draft.saved_at = version, clock.now()
    draft.save()
    return draft


def drop_draft(*, case: Case, by: User) -> None:
    """Throw away what the user was writing about the case."""
    Draft.objects.filter(case=case, person=case.person_id, by_user=by.pk).delete()
