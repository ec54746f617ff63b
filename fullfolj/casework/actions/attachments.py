"""Adding a file to a case."""

import shlex
import subprocess
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions.common import UsedError, locked
from fullfolj.casework.models import Attachment, AttachmentContent, Case
from fullfolj.casework.rules.files import MOST, kind_of
from fullfolj.core import clock
from fullfolj.core.refusal import Refused

PATIENCE = 60  # seconds that a scanner may take


class FileUsedError(UsedError):
    """Raised when the form was sent before, with something else in it."""

    code = "file_used"


class TooLargeError(Refused):
    """Raised when a file is larger than is kept."""

    code, field = "file_too_large", "file"


class EmptyFileError(Refused):
    """Raised when nothing is in a file."""

    code, field = "file_empty", "file"


class UnknownFileError(Refused):
    """Raised when what a file holds is none of the kinds that are kept."""

    code, field = "file_unknown", "file"


class UnsafeFileError(Refused):
    """Raised when the scanner says no to a file."""

    code, field = "file_unsafe", "file"


class UnscannedError(Refused):
    """Raised when there is a scanner, and it did not answer."""

    code, field = "file_unscanned", "file"


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """A file that somebody adds: what it is, in their words, and what it holds."""

    name: str
    is_restricted: bool
    data: bytes


@transaction.atomic
def attach(*, case: Case, key: UUID, added: Added, by: User) -> Attachment:
    """Keep a file in the case.

    Args:
        key: given with the form; the same form sent again is the file it added.

    Raises:
        EmptyFileError, TooLargeError, UnknownFileError, UnsafeFileError,
        UnscannedError, FileUsedError: nothing was kept.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    if made := sent_before(case, key, added):
        return made
    kind = checked(added.data)
    given = {"case": case, "written_by": by.pk, "is_restricted": added.is_restricted}
    attachment = Attachment.about(
        case.person,
        id=key,
        kind=kind,
        size=len(added.data),
        added_on=clock.today(),
        **given,
    )
    attachment.save(force_insert=True)
    AttachmentContent.about(
        case.person, id=key, name=added.name, data=added.data, **given
    ).save(force_insert=True)
    return attachment


def sent_before(case: Case, key: UUID, added: Added) -> Attachment | None:
    """What the same form added, if it was sent before.

    Raises:
        FileUsedError: something else, or to another case.
    """
    made: Attachment | None = Attachment.objects.with_name().filter(pk=key).first()
    if made is None:
        return None
    told = (made.case_id, made.name, made.size, made.is_restricted)
    if told != (case.pk, added.name, len(added.data), added.is_restricted):
        raise FileUsedError
    return made


def checked(data: bytes) -> str:
    """The kind of a file that may be kept.

    Raises:
        EmptyFileError, TooLargeError, UnknownFileError, UnsafeFileError,
        UnscannedError: as they say.
    """
    if not data:
        raise EmptyFileError
    if len(data) > MOST:
        raise TooLargeError
    kind = kind_of(data)
    if kind is None:
        raise UnknownFileError
    scan(data)
    return kind


def scan(data: bytes) -> None:
    """Let the house's scanner, if it has one, look at a file: zero is a yes.

    Raises:
        UnsafeFileError: it said no.
        UnscannedError: it is not there, or did not come to an end.
    """
    if not settings.SCANNER:
        return
    try:
        done = subprocess.run(  # noqa: S603 - the command of who runs the house
            shlex.split(settings.SCANNER),
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise UnscannedError from error
    if done.returncode:
        raise UnsafeFileError
