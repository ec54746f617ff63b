"""The sections of an authority's own, and which of the common it does not ask."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from fullfolj.access import roles
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.casework.actions.common import ChangedError
from fullfolj.casework.models import MappingSection
from fullfolj.casework.rules.mapping import Section
from fullfolj.casework.sections import sections

# One at a time in each authority: two would give their sections the same code.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5740147))"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What a section of one's own is called, and what it asks; empty as the common."""

    title: str
    title_en: str = ""
    help: str = ""
    works: str = ""
    hard: str = ""
    want: str = ""


class WordsChangedError(ChangedError):
    """Raised when somebody changed the section while the form was open."""

    code = "words_changed"


@transaction.atomic
def add(
    *, authority: Authority, wording: Wording, is_private: bool, by: User
) -> MappingSection:
    """Add a section of one's own; said with the same words twice it is one.

    Whether it is private cannot change: what was answered stands where it stands.

    Raises:
        PermissionDenied: not for this user.
    """
    _refuse(authority, by)
    given = {**asdict(wording), "is_private": is_private}
    again = MappingSection.objects.filter(version=1, is_asked=True, **given).first()
    if again:
        return again
    return _made(authority, sections().next_code(), 1, by=by, **given)


@transaction.atomic
def reword(
    *, authority: Authority, code: str, version: int, wording: Wording, by: User
) -> MappingSection:
    """Ask a section of one's own in other words from now on: its next version.

    Raises:
        WordsChangedError: somebody changed it since the user saw it.
        PermissionDenied: not for this user.
    """
    _refuse(authority, by)
    last = _last(code)
    if last is None or last.version != version:
        raise WordsChangedError
    kept = {"is_private": last.is_private, "is_asked": last.is_asked}
    return _made(authority, code, version + 1, by=by, **asdict(wording), **kept)


@transaction.atomic
def ask(*, authority: Authority, section: Section, asked: bool, by: User) -> None:
    """Ask a section from now on, or no longer. What was answered stays.

    Raises:
        PermissionDenied: not for this user.
    """
    _refuse(authority, by)
    last = _last(section.code)
    if (last.is_asked if last else True) == asked:
        return
    kept: dict[str, Any] = {}
    if last:
        names = (*asdict(Wording(title="")), "is_private")
        kept = {name: getattr(last, name) for name in names}
    version = last.version + 1 if last else 1
    _made(authority, section.code, version, by=by, is_asked=asked, **kept)


def _refuse(authority: Authority, by: User) -> None:
    """Refuse who does not sign; and let one at a time write, until it is done."""
    if not permits(by, roles.SIGN):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(authority.pk)])


def _last(code: str) -> MappingSection | None:
    return MappingSection.objects.filter(code=code).order_by("-version").first()


def _made(
    authority: Authority, code: str, version: int, *, by: User, **fields: Any
) -> MappingSection:
    made = MappingSection(
        authority=authority, code=code, version=version, by_user=by.pk, **fields
    )
    made.save(force_insert=True)
    return made
