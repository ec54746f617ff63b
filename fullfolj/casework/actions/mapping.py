"""Answering a mapping: rounds, sections and their locks."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import ChangedError, UsedError, locked
from fullfolj.casework.actions.shares import held_opened
from fullfolj.casework.models import (
    Case,
    MappingAnswer,
    MappingRound,
    PrivateAnswer,
    SectionLock,
    SectionShare,
    Words,
)
from fullfolj.casework.rules.mapping import Section
from fullfolj.casework.sections import sections
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

DRAFT = "kartlaggning"  # before a hyphen and the section: the form's name among drafts


class AnswerUsedError(UsedError):
    """Raised when the form was sent before, with another answer."""

    code = "answer_used"


class SectionChangedError(ChangedError):
    """Raised when somebody answered the section while the form was open."""

    code = "section_changed"


class SectionLockedError(Refused):
    """Raised when the section is locked."""

    code = "section_locked"


class NotReadableError(Refused):
    """Raised when what stands in the section is private, and not for the user."""

    code = "not_readable"


class AskedOtherwiseError(ChangedError):
    """Raised when the section asks in other words than the user answered."""

    code = "asked_otherwise"


class UnseenError(ChangedError):
    """Raised when somebody answered the section since the user saw it."""

    code = "unseen_answer"


class NothingToLockError(Refused):
    """Raised when nothing has been answered yet."""

    code = "nothing_to_lock"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What was answered to the three questions, and how far one came.

    Attributes:
        section_version: of the section, in whose words the user was asked.
    """

    works: str
    hard: str
    want: str
    state: str
    section_version: int

    @property
    def words(self) -> Words:
        """What was answered."""
        return Words(self.works, self.hard, self.want)


def draft_of(section: str) -> str:
    """The name among drafts of the form of a section."""
    return f"{DRAFT}-{section}"


@transaction.atomic
def begin(*, case: Case, number: int, by: User) -> MappingRound:
    """Begin a round of the mapping: the first, or once more from empty pages.

    Args:
        number: the round's; begun already it is that round.

    Raises:
        ChangedError: it is not the next one.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    last: MappingRound | None = MappingRound.objects.of_case(case).first()
    if last and last.number == number:
        return last
    if number != (last.number if last else 0) + 1:
        raise ChangedError
    return _begun(case, number, by)


def _begun(case: Case, number: int, by: User) -> MappingRound:
    made = MappingRound.about(
        case.person, case=case, number=number, begun_on=clock.today(), by_user=by.pk
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def answer(
    *, case: Case, section: Section, key: UUID, version: int, said: Said, by: User
) -> MappingAnswer:
    """Answer a section in the round that is under way; the draft of it goes.

    Args:
        key: given with the form; the same form sent again is the answer it made.
        version: of the answer that the user saw; 0 where there was none.

    Raises:
        SectionChangedError, SectionLockedError, NotReadableError, AnswerUsedError,
            AskedOtherwiseError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    made = _answered(case, section, (key, version), said, by=by)
    drafts.drop(case=case, form=draft_of(section.code), by=by)
    return made


@transaction.atomic
def answer_shared(
    *,
    share: SectionShare,
    section: Section,
    key: UUID,
    version: int,
    said: Said,
    by: User,
) -> MappingAnswer:
    """Answer the one section that the youth opened to a mentor; else as `answer`.

    Raises:
        PermissionDenied: it is not open to this user now, or is private by now.
    """
    case = held_opened(share, by)
    if section.is_private or share.section != section.code:
        raise PermissionDenied
    made = _answered(case, section, (key, version), said, by=by)
    drafts.drop(case=case, form=draft_of(section.code), by=by)
    return made


def _answered(
    case: Case, section: Section, seen: tuple[UUID, int], said: Said, *, by: User
) -> MappingAnswer:
    """Add a version, if nothing stands against it."""
    key, version = seen
    same_form = MappingAnswer.objects.filter(pk=key).with_words()
    again: MappingAnswer | None = same_form.first()
    if again and again.case_id == case.pk and _is(again, section, said):
        return again
    if again:
        raise AnswerUsedError
    if locks_of(case, section.code).exists():
        raise SectionLockedError
    if is_asked_otherwise(section, said):
        raise AskedOtherwiseError
    standing = MappingAnswer.objects.standing(case, section.code)
    if (standing.version if standing else 0) != version:
        raise SectionChangedError
    if standing and standing.words is None:
        raise NotReadableError
    return _added(case, section, seen, said, by=by)


def is_asked_otherwise(section: Section, said: Said) -> bool:
    """Whether a section stands in other words now than those that were answered."""
    version = said.section_version
    if version == section.version:
        return False
    return sections().asked_otherwise(section, version) is not None


def _added(
    case: Case, section: Section, seen: tuple[UUID, int], said: Said, *, by: User
) -> MappingAnswer:
    """The next version; the words of a private section in a table of their own."""
    key, version = seen
    given: dict[str, Any] = {"case": case, "by_user": by.pk}
    words = asdict(said.words)
    made = MappingAnswer.about(
        case.person,
        id=key,
        round=_current(case, by),
        section=section.code,
        section_version=section.version,
        version=version + 1,
        state=said.state,
        is_private=section.is_private,
        **given,
        **({} if section.is_private else words),
    )
    made.save(force_insert=True)
    if section.is_private:
        private = PrivateAnswer.about(case.person, answer=made, **given, **words)
        private.save(force_insert=True)
    return made


def _is(made: MappingAnswer, section: Section, said: Said) -> bool:
    """Whether an answer is the one that is sent again."""
    same = (made.section, made.state) == (section.code, said.state)
    return same and made.words == said.words


def _current(case: Case, by: User) -> int:
    """The number of the round under way; answering begins the first."""
    last = MappingRound.objects.of_case(case).first() or _begun(case, 1, by)
    return last.number


def locks_of(case: Case, section: str) -> Any:
    """What holds a section locked in the round that is under way."""
    number = MappingRound.objects.current(case)
    return SectionLock.objects.held_in(case, number).filter(section=section)


@transaction.atomic
def lock(*, case: Case, section: str, version: int, by: User) -> None:
    """Lock a section as it stands; locked already, nothing changes.

    Args:
        version: of the answer that the user saw.

    Raises:
        NothingToLockError: it has no answer in the round.
        NotReadableError: it has one that is not for this user.
        UnseenError: it has another than the user saw.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    standing = MappingAnswer.objects.standing(case, section)
    number = MappingRound.objects.current(case)
    if standing is None or standing.round != number:
        raise NothingToLockError
    if standing.words is None:
        raise NotReadableError
    if locks_of(case, section).exists():
        return
    if standing.version != version:
        raise UnseenError
    given = {"case": case, "round": number, "section": section}
    SectionLock.about(case.person, by_user=by.pk, **given).save(force_insert=True)


@transaction.atomic
def unlock(*, case: Case, section: str, by: User) -> None:
    """Open a locked section to writing again; open already, nothing changes.

    Raises:
        PermissionDenied: somebody else locked it, and the user does not lead the work.
    """
    case = locked(case, by)
    held = locks_of(case, section).first()
    if held is None:
        return
    if not policy.can_unlock(by, held):
        raise PermissionDenied
    held.opened_by, held.opened_at = by.pk, clock.now()
    held.save(update_fields=["opened_by", "opened_at"])
