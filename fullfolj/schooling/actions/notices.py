"""What a school told of a pupil: written down, or taken back when it was wrong."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import User
from fullfolj.core import clock
from fullfolj.people import policy
from fullfolj.people.models import Person
from fullfolj.schooling.models import Notice, SchoolUnit

TYPED = "own"  # by somebody here, from a letter or a call


@transaction.atomic
def record(
    *, person: Person, kind: str, school: str, on: date, received_on: date, by: User
) -> Notice:
    """Write down what a school told. The same told twice is written once.

    Args:
        kind: of `NOTICES`.
        school: its name. One that is known here is the same; another is entered.
        on: the day that it is about, as the first or the last one.

    Raises:
        PermissionDenied: not for this user.
    """
    _may(person, by)
    told = {"kind": kind, "school_unit": _unit(person, school), "on": on}
    found: Notice | None = (
        Notice.objects.known_now().filter(person=person, **told).first()
    )
    if found is not None:
        return found
    row = Notice.about(
        person, **told, received_on=received_on, source=TYPED, by_user=by.pk
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def take_back(*, person: Person, notice: Notice, by: User) -> None:
    """Note that it was wrong; what was known is kept.

    Raises:
        PermissionDenied: not for this user.
    """
    _may(person, by)
    known = Notice.objects.known_now().filter(person=person, pk=notice.pk)
    known.update(recorded_to=clock.now())


def _may(person: Person, by: User) -> None:
    """Let one at a time write about a person."""
    if not policy.can_write(by, person):
        raise PermissionDenied
    person.hold()


def _unit(person: Person, school: str) -> SchoolUnit:
    name = " ".join(school.split())
    found: SchoolUnit | None = SchoolUnit.objects.named(name).first()
    if found is not None:
        return found
    made: SchoolUnit
    made, _ = SchoolUnit.objects.get_or_create(
        authority_id=person.authority_id, code="", name=name
    )
    return made
