"""Ticking points of a checklist, and the lists of an authority's own."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from fullfolj.access import roles
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.casework.actions.common import ChangedError, locked
from fullfolj.casework.checklists import checklists, ticked
from fullfolj.casework.models import Case, ChecklistVersion, Tick
from fullfolj.casework.rules.checklists import Checklist

# One at a time in each authority: two would give their lists the same code.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5740148))"


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
    _refuse(authority, by)
    given = {"title": title, "points": list(points)}
    again = ChecklistVersion.objects.filter(version=1, is_used=True, **given).first()
    if again:
        return again
    return _made(authority, checklists().next_code(), 1, by=by, **given)


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
    _refuse(authority, by)
    last, given = _last(code), {"title": title, "points": list(points)}
    made = (version + 1, given)
    if last and (last.version, {name: getattr(last, name) for name in given}) == made:
        return last
    if last is None or last.version != version:
        raise ListChangedError
    return _made(authority, code, version + 1, by=by, is_used=last.is_used, **given)


@transaction.atomic
def use(*, authority: Authority, checklist: Checklist, used: bool, by: User) -> None:
    """Use a list from now on, or no longer. What was ticked stays.

    Raises:
        PermissionDenied: not for this user.
    """
    _refuse(authority, by)
    last = _last(checklist.code)
    if (last.is_used if last else True) == used:
        return
    kept = {"title": last.title, "points": last.points} if last else {}
    version = last.version + 1 if last else 1
    _made(authority, checklist.code, version, by=by, is_used=used, **kept)


def _refuse(authority: Authority, by: User) -> None:
    """Refuse who does not sign; and let one at a time write, until it is done."""
    if not permits(by, roles.SIGN):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(authority.pk)])


def _last(code: str) -> ChecklistVersion | None:
    return ChecklistVersion.objects.filter(code=code).order_by("-version").first()


def _made(
    authority: Authority, code: str, version: int, *, by: User, **fields: Any
) -> ChecklistVersion:
    made = ChecklistVersion(
        authority=authority, code=code, version=version, by_user=by.pk, **fields
    )
    made.save(force_insert=True)
    return made
