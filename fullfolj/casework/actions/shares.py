"""Opening a section of a mapping to a mentor, as the youth said, and closing it."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.actions.common import A_YEAR, FarAwayError, held, locked
from fullfolj.casework.models import Case, SectionShare
from fullfolj.casework.rules.mapping import Section
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class PrivateSectionError(Refused):
    """Raised when the section is only for the owner and the writer."""

    code = "private_section"


class NotMentorError(Refused):
    """Raised when who is named is no mentor here, or may not see the person."""

    code, field = "not_mentor", "user"


class PastEndError(Refused):
    """Raised when the last day lies behind."""

    code, field = "past_end", "until"


@transaction.atomic
def share(
    *, case: Case, section: Section, user: UUID, until: date, said_how: str, by: User
) -> SectionShare:
    """Open a section to a mentor until a day, its last; open already, it ends then.

    Raises:
        PrivateSectionError, NotMentorError, PastEndError, FarAwayError: as they say.
        PermissionDenied: not for this user.
    """
    case, today = locked(case, by), clock.today()
    if section.is_private:
        raise PrivateSectionError
    if until < today:
        raise PastEndError
    if until > today + A_YEAR:
        raise FarAwayError("until")
    if not policy.mentors(hidden=not case.is_open).filter(pk=user).exists():
        raise NotMentorError
    before = SectionShare.objects.of_case(case).filter(user=user, closed_on=None)
    standing = before.filter(section=section.code).first()
    given = {"until": until, "said_how": said_how, "opened_by": by.pk}
    if standing and all(getattr(standing, name) == given[name] for name in given):
        found: SectionShare = standing
        return found
    if standing:
        _end(standing, by)
    made = SectionShare.about(
        case.person, case=case, section=section.code, user=user, opened_on=today
    )
    made.until, made.said_how, made.opened_by = until, said_how, by.pk
    made.save(force_insert=True)
    return made


def held_opened(share: SectionShare, by: User) -> Case:
    """The case of which a section is opened to a mentor, for one writer at a time.

    Raises:
        PermissionDenied: it is not open to this user now.
    """
    one = Case.objects.select_for_update(of=("self",)).select_related("person")
    found: Case = one.get(pk=share.case_id, person=share.person_id)
    if not SectionShare.objects.for_user(by).contains(share):
        raise PermissionDenied
    return found


@transaction.atomic
def close(*, case: Case, share_id: UUID, by: User) -> None:
    """Close a section to a mentor at once, in a closed case too: else it would be open
    again with the case. Closed already, nothing changes.

    Raises:
        SectionShare.DoesNotExist: the case has no such share.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    found = SectionShare.objects.of_case(case).get(pk=share_id)
    if found.closed_on is None:
        _end(found, by)


def _end(share: SectionShare, by: User) -> None:
    share.closed_on, share.closed_by = clock.today(), by.pk
    share.save(update_fields=["closed_on", "closed_by"])
