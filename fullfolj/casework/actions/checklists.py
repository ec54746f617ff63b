"""Ticking points of a checklist, and the lists of an authority's own."""

from collections.abc import Collection, Sequence

from django.db import transaction

from fullfolj.access.models import Authority, User
from fullfolj.casework.actions import catalogues
from fullfolj.casework.actions.common import ChangedError, locked
from fullfolj.casework.checklists import checklists, ticked
from fullfolj.casework.models import Case, ChecklistVersion, Tick
from fullfolj.casework.rules.checklists import Checklist


class ListChangedError(ChangedError):
    """Raised when somebody changed the list while the form was open."""

    code = "list_changed"


@transaction.atomic
def tick(
    *,
    case: Case,
    checklist: Checklist,
    done: Collection[str],
    seen: Collection[str],
    by: User,
) -> int:
    """Tick points of a list in a case, or take ticks away; how many changed.

    Only what the user changed is changed: another's tick meanwhile stays, and the same
    form sent twice ticks once.

    Args:
        done: the points that are ticked in the form.
        seen: those that were ticked when the user saw it.

    Raises:
        ClosedError: the case is closed; nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    changed = set(done) ^ set(seen)
    number = 0
    for each in ticked(case, checklist):
        wanted = each.point.code in done
        if each.point.code in changed and each.is_done != wanted:
            Tick.about(
                case.person,
                case=case,
                checklist=checklist.code,
                version=checklist.version,
                point=each.point.code,
                is_done=wanted,
                by_user=by.pk,
            ).save(force_insert=True)
            number += 1
    return number


@transaction.atomic
def add(
    *, authority: Authority, title: str, points: Sequence[str], by: User
) -> ChecklistVersion:
    """Add a list of one's own; said with the same words twice it is one.

    Raises:
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    said = {"title": title, "points": list(points), "is_used": True}
    code = checklists().next_code
    return catalogues.add(ChecklistVersion, code, said, authority=authority, by=by)


@transaction.atomic
def reword(
    *,
    authority: Authority,
    code: str,
    version: int,
    title: str,
    points: Sequence[str],
    by: User,
) -> ChecklistVersion:
    """Let a list of one's own have other points from now on: its next version.

    The same form sent twice makes one.

    Raises:
        ListChangedError: somebody changed it since the user saw it.
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    said = {"title": title, "points": list(points)}
    return catalogues.reword(
        ChecklistVersion, code, said, version=version, changed=ListChangedError, by=by
    )


@transaction.atomic
def use(*, authority: Authority, checklist: Checklist, used: bool, by: User) -> None:
    """Use a list from now on, or no longer. What was ticked stays.

    Raises:
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    said = {"is_used": used}
    catalogues.use(ChecklistVersion, checklist.code, said, authority=authority, by=by)
