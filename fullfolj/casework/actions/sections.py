"""The sections of an authority's own, and which of the common it does not ask."""

from dataclasses import asdict, dataclass

from django.db import transaction

from fullfolj.access.models import Authority, User
from fullfolj.casework.actions import catalogues
from fullfolj.casework.actions.common import ChangedError
from fullfolj.casework.models import MappingSection
from fullfolj.casework.rules.mapping import Section
from fullfolj.casework.sections import sections


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
    catalogues.refuse(authority, by)
    said = {**asdict(wording), "is_private": is_private, "is_asked": True}
    code = sections().next_code
    return catalogues.add(MappingSection, code, said, authority=authority, by=by)


@transaction.atomic
def reword(
    *, authority: Authority, code: str, version: int, wording: Wording, by: User
) -> MappingSection:
    """Ask a section of one's own in other words from now on: its next version.

    The same form sent twice makes one.

    Raises:
        WordsChangedError: somebody changed it since the user saw it.
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    said = asdict(wording)
    return catalogues.reword(
        MappingSection, code, said, version=version, changed=WordsChangedError, by=by
    )


@transaction.atomic
def ask(*, authority: Authority, section: Section, asked: bool, by: User) -> None:
    """Ask a section from now on, or no longer. What was answered stays.

    Raises:
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    said = {"is_asked": asked}
    catalogues.use(MappingSection, section.code, said, authority=authority, by=by)
