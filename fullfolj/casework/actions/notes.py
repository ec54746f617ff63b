"""Noting something in a case, and correcting what was noted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import (
    A_YEAR,
    ChangedError,
    FarAwayError,
    NotYetError,
    UsedError,
    locked,
)
from fullfolj.casework.models import Case, Note, NoteText
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

DRAFT = "anteckning"  # the form's name among drafts


class NoteUsedError(UsedError):
    """Raised when the form was sent before, with something else in it."""

    code = "note_used"


class NoteChangedError(ChangedError):
    """Raised when somebody corrected the note while the form was open."""

    code = "note_changed"


class NoChangeError(Refused):
    """Raised when a correction says what the note says."""

    code, field = "no_change", "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """What somebody notes: of which day, and whether only a few may read it."""

    text: str
    is_restricted: bool
    happened_on: date


@transaction.atomic
def write(*, case: Case, key: UUID, noted: Noted, by: User) -> Note:
    """Note something in the case; the draft of it goes.

    Args:
        key: given with the form; the same form sent again is the note it made.

    Raises:
        NotYetError, FarAwayError, NoteUsedError: as they say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := sent_before(case, key, noted):
        return made
    refuse(noted, since=clock.today() - A_YEAR)
    made_by = {"written_by": by.pk, "written_at": clock.now(), "recorded_by": by.pk}
    note = Note.about(case.person, id=key, first=key, **made_by)
    keep(case, note, noted)
    drafts.drop(case=case, form=DRAFT, by=by)
    return note


@transaction.atomic
def correct(
    *, case: Case, key: UUID, replaces: UUID, reason: str, noted: Noted, by: User
) -> Note:
    """Say what a note should have said, and why; what it said is kept.

    What becomes restricted is so in every wording of it.

    Args:
        replaces: the wording that the user saw.

    Raises:
        NoteChangedError: somebody corrected it since; nothing was written.
        NotYetError, FarAwayError, NoteUsedError, NoChangeError: as they say.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := sent_before(case, key, noted):
        return made
    wordings = Note.objects.of_case(case).with_text()
    old = wordings.filter(pk=replaces).first()
    if old is None:
        raise NoteChangedError
    if not policy.can_correct(by, case, old):
        raise PermissionDenied
    if not wordings.standing().filter(pk=replaces).exists():
        raise NoteChangedError
    if noted == noted_in(old):
        raise NoChangeError
    refuse(noted, since=min(old.happened_on, clock.today() - A_YEAR))
    note = Note.about(
        case.person,
        id=key,
        first=old.first,
        replaces=old.pk,
        written_by=old.written_by,
        written_at=old.written_at,
        recorded_by=by.pk,
    )
    keep(case, note, noted, reason)
    if noted.is_restricted:
        before = wordings.wordings_of(old.first).values("pk")
        NoteText.objects.filter(pk__in=before, case=case).update(is_restricted=True)
    return note


def noted_in(note: Note) -> Noted:
    """What a wording with its text says."""
    return Noted(
        text=note.text,
        is_restricted=note.is_restricted,
        happened_on=note.happened_on,
    )


def sent_before(case: Case, key: UUID, noted: Noted) -> Note | None:
    """The wording that the same form made, if it was sent before.

    Raises:
        NoteUsedError: with something else in it, or about another case.
    """
    made: Note | None = Note.objects.with_text().filter(pk=key).first()
    if made and (made.case_id != case.pk or noted_in(made) != noted):
        raise NoteUsedError
    return made


def refuse(noted: Noted, *, since: date) -> None:
    """Refuse a day that has not been, or that lies before another.

    Raises:
        NotYetError, FarAwayError: as they say.
    """
    if noted.happened_on > clock.today():
        raise NotYetError
    if noted.happened_on < since:
        raise FarAwayError("happened_on")


def keep(case: Case, note: Note, noted: Noted, reason: str = "") -> None:
    """Keep a wording, and what it says where only who may reads it."""
    note.case = case
    note.is_restricted, note.happened_on = noted.is_restricted, noted.happened_on
    note.save(force_insert=True)
    NoteText.about(
        case.person,
        id=note.pk,
        case=case,
        is_restricted=noted.is_restricted,
        written_by=note.written_by,
        text=noted.text,
        reason=reason,
    ).save(force_insert=True)
