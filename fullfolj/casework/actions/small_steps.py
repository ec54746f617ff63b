"""Small steps: adding, wording anew, splitting, ticking, taking away."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    locked,
    sent_before,
)
from fullfolj.casework.models import Case, Promise, SmallStep
from fullfolj.casework.rules.plans import YOUTH
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

DRAFT = "steg"  # the form's name among drafts
MOST_PARTS = 20


class NoSuchPromiseError(Refused):
    """Raised when the promise that the step belongs to is not there any more."""

    code, field = "over", "promise"


class TooManyError(Refused):
    """Raised when a step is split in more parts than anybody can see at once."""

    code, field = "too_many_parts", "parts"


class PartError(Refused):
    """Raised when a part of a step is to be split once more."""

    code, field = "is_part", "parts"


class NamelessError(Refused):
    """Raised when another than the youth is to do it, and nobody says who."""

    code, field = "nameless", "name"


class GoneError(Refused):
    """Raised when the step was taken away, or is not of the case."""

    code = "step_gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Worded:
    """A step, in the youth's words: who answers for it, and on which day.

    Attributes:
        promise: of the plan, which it is a part of; None is of none.
    """

    text: str
    party: str
    name: str
    due_on: date
    promise: UUID | None = None


@transaction.atomic
def add(*, case: Case, key: UUID, worded: Worded, by: User) -> SmallStep:
    """Add a step; the same form sent twice is one. The draft of it goes.

    Raises:
        UsedError, NamelessError, FarAwayError, NoSuchPromiseError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := sent_before(SmallStep, key, case_id=case.pk, **asdict(worded)):
        return made
    refuse(case, worded)
    row = SmallStep.about(
        case.person, id=key, case=case, recorded_by=by.pk, **asdict(worded)
    )
    row.save(force_insert=True)
    drafts.drop(case=case, form=DRAFT, by=by)
    return row


@transaction.atomic
def reword(
    *, case: Case, step_id: UUID, version: int, worded: Worded, by: User
) -> None:
    """Word a step anew, or give it to another, or another day.

    Args:
        version: of the step, as the user saw it.

    Raises:
        ChangedError, GoneError, NamelessError, FarAwayError, NoSuchPromiseError:
            nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    row = kept(case, step_id)
    if row.says(asdict(worded)):
        return
    if row.version != version:
        raise ChangedError
    refuse(case, worded, row)
    update(row, **asdict(worded))


@transaction.atomic
def split(*, case: Case, step_id: UUID, parts: tuple[str, ...], by: User) -> None:
    """Split a step in smaller ones, which take its place; those it had stay.

    They are answered for by the same, on the same day. The same text again is not
    another part.

    Raises:
        GoneError, PartError, TooManyError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    row = kept(case, step_id)
    if row.parent:
        raise PartError
    had = parts_of(row)
    new = [text for text in dict.fromkeys(parts) if text not in had]
    if len(had) + len(new) > MOST_PARTS:
        raise TooManyError
    for position, text in enumerate(new, start=len(had)):
        SmallStep.about(
            case.person,
            case=case,
            promise=row.promise,
            parent=row.pk,
            text=text,
            party=row.party,
            name=row.name,
            due_on=row.due_on,
            position=position,
            recorded_by=by.pk,
        ).save(force_insert=True)
    update(row, is_split=True, done_on=None, done_by=None)


@transaction.atomic
def tick(*, case: Case, step_id: UUID, done: bool, by: User) -> None:
    """Say that a step is done, or not done after all; said twice is said once.

    A step that was split is done when its parts are.

    Raises:
        GoneError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    row = kept(case, step_id)
    if (row.done_on is not None) == done or row.is_split:
        return
    on, who = (clock.today(), by.pk) if done else (None, None)
    update(row, done_on=on, done_by=who)


@transaction.atomic
def drop(*, case: Case, step_id: UUID, by: User) -> None:
    """Take a step away, and its parts. It stays in the history.

    Raises:
        GoneError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    row = kept(case, step_id)
    today = clock.today()
    update(row, dropped_on=today)
    theirs = SmallStep.objects.kept().filter(parent=row.pk, person=row.person_id)
    theirs.update(dropped_on=today)
    if row.parent and not parts_of(row, of=row.parent):
        whole = SmallStep.objects.filter(pk=row.parent, person=row.person_id)
        whole.update(is_split=False)


def kept(case: Case, step_id: UUID) -> SmallStep:
    """A step of the case that nobody has taken away.

    Raises:
        GoneError: there is none.
    """
    steps = SmallStep.objects.kept().filter(case=case, person=case.person_id)
    found: SmallStep | None = steps.filter(pk=step_id).first()
    if found is None:
        raise GoneError
    return found


def parts_of(row: SmallStep, of: UUID | None = None) -> list[str]:
    """What the parts of a step say."""
    parts = SmallStep.objects.kept().filter(parent=of or row.pk, person=row.person_id)
    return list(parts.values_list("text", flat=True))


def refuse(case: Case, worded: Worded, row: SmallStep | None = None) -> None:
    """Refuse what nobody answers for, a day that must be wrong, a promise not there.

    A step that there is keeps the day and the promise it has, however old.

    Raises:
        NamelessError, FarAwayError, NoSuchPromiseError: as they say.
    """
    if worded.party != YOUTH and not worded.name:
        raise NamelessError
    is_far = abs(worded.due_on - clock.today()) > A_YEAR
    if is_far and not (row and row.due_on == worded.due_on):
        raise FarAwayError("due_on")
    if worded.promise in (None, row and row.promise):
        return
    promises = Promise.objects.filter(case=case, person=case.person_id)
    if not promises.filter(pk=worded.promise, ended_on=None).exists():
        raise NoSuchPromiseError


def update(row: SmallStep, **fields: object) -> None:
    """Change a step, and let its version tell."""
    steps = SmallStep.objects.filter(pk=row.pk, person=row.person_id)
    steps.update(version=row.version + 1, **fields)
