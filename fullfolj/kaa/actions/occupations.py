"""What a young person does: told, still so, no longer so. Nothing is overwritten."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.kaa import policy
from fullfolj.kaa.models import Occupation, RegisterSpell
from fullfolj.kaa.rules.occupation import Doing, ended, loses_time
from fullfolj.people.models import Person

TOLD = ("kind", "valid_from", "valid_to", "how_known", "verified_on")


class NotInRegisterError(Refused):
    """Raised for a person who is not in the register: nothing may be kept there."""

    code, field = "not_in_register", "kind"


class SpanError(Refused):
    """Raised when what is told ends before it begins."""

    code, field = "span", "last_on"


class WithinError(Refused):
    """Raised when the same is known already for a longer time around it."""

    code, field = "within", "valid_from"


class OverError(Refused):
    """Raised when what is to be confirmed does not hold today."""

    code, field = "over", None


@transaction.atomic
def record(
    *,
    person: Person,
    kind: str,
    valid_from: date,
    how_known: str,
    verified_on: date,
    by: User,
    valid_to: date | None = None,
    beside: bool = False,
) -> Occupation:
    """Write down what the person does, did or will do.

    It takes the place of what they do at that time, unless it is done `beside` it. The
    same told twice is written once.

    Args:
        kind, how_known: of `KINDS` and `HOW_KNOWN`.
        valid_to: the first day without; None until further.

    Raises:
        NotInRegisterError, SpanError, WithinError: nothing was written.
        PermissionDenied: not for this user.
    """
    _may(person, by)
    if valid_to is not None and valid_to <= valid_from:
        raise SpanError
    known: list[Occupation] = list(Occupation.objects.known_now().filter(person=person))
    told = (kind, valid_from, valid_to, how_known, verified_on)
    for row in known:
        if tuple(getattr(row, name) for name in TOLD) == told:
            return row
    new = Doing(kind, valid_from, valid_to)
    pairs = [(row, row.as_doing()) for row in known]
    if any(loses_time(old, new) for _, old in pairs):
        raise WithinError
    given_way = list(ended(pairs, new, clock.today(), beside=beside))
    _close(each.row for each in given_way)
    for each in given_way:
        if each.until:
            _again(person, each.row, by, valid_to=each.until)
    return _write(person, by, dict(zip(TOLD, told, strict=True)))


@transaction.atomic
def verify(*, person: Person, occupation: Occupation, by: User) -> Occupation:
    """Confirm today that the person still does it.

    Raises:
        OverError: it no longer holds.
        PermissionDenied: not for this user.
    """
    _may(person, by)
    held, today = _held(person, occupation), clock.today()
    if held is None:
        raise OverError
    if held.verified_on >= today:
        return held
    _close([held])
    return _again(person, held, by, verified_on=today)


@transaction.atomic
def end(*, person: Person, occupation: Occupation, by: User) -> None:
    """Note that the person no longer does it: from today on it is not known.

    Raises:
        PermissionDenied: not for this user.
    """
    _may(person, by)
    held, today = _held(person, occupation), clock.today()
    if held is None:
        return
    _close([held])
    if held.valid_from < today:
        _again(person, held, by, valid_to=today)


def _may(person: Person, by: User) -> None:
    """Let one at a time write about a person, who must be in the register today."""
    if not policy.can_keep(by, person):
        raise PermissionDenied
    person.hold()
    there = RegisterSpell.objects.holding(clock.today())
    if not there.filter(person=person).exists():
        raise NotInRegisterError


def _held(person: Person, occupation: Occupation) -> Occupation | None:
    """What is known of it now, if it holds today; who taps twice finds it again."""
    holding = Occupation.objects.holding(clock.today()).filter(person=person)
    same = {"kind": occupation.kind, "valid_from": occupation.valid_from}
    found: Occupation | None = holding.filter(**same).first()
    return found


def _close(rows: Iterable[Occupation]) -> None:
    ids = [row.pk for row in rows]
    Occupation.objects.filter(pk__in=ids).update(recorded_to=clock.now())


def _again(person: Person, row: Occupation, by: User, **changed: date) -> Occupation:
    """The row once more, with something changed."""
    return _write(person, by, {n: getattr(row, n) for n in TOLD} | changed)


def _write(person: Person, by: User, told: dict[str, object]) -> Occupation:
    row = Occupation.about(person, **told, by_user=by.pk)
    row.save(force_insert=True)
    return row
