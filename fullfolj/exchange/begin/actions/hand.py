"""Entering a person by hand, so that the rule can judge them before any file does."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.actions import constraints
from fullfolj.access.models import Authority, User
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.exchange.begin import policy
from fullfolj.exchange.imports.actions.batch import number_kind
from fullfolj.kaa.models import Municipality
from fullfolj.kaa.tables import alone
from fullfolj.people.actions import persons
from fullfolj.people.models import (
    HAND,
    NONE,
    UNKNOWN,
    CivilRecord,
    Identity,
    Person,
    Registration,
)


class KnownAlreadyError(Refused):
    """Raised when somebody whom the user may see has the number; `person` is who."""

    code = "known_already"
    field = "number"

    def __init__(self, person: UUID | None = None) -> None:
        super().__init__()
        self.person = person


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who it is, where they live, and how one knows.

    Attributes:
        number: checked, of 12 characters; empty for who has none.
        place: a municipality for which the authority answers, or `0000` or `0001`.
        told_by: from whom one knows, by its code.
        note: how one knows, in words.
    """

    given_name: str
    family_name: str
    number: str
    birth_date: date
    place: str
    since: date
    marking: str
    told_by: str
    note: str


@transaction.atomic
def enter(*, authority: Authority, entry: Entry, by: User) -> Person:
    """Enter a person with what the rule asks for; files that name them hold instead.

    Whether somebody has the number is asked among those whom the user may see: who is
    not cleared may well enter once more whom they cannot know of.

    Raises:
        KnownAlreadyError: somebody whom the user sees has the number.
    """
    if not policy.can_enter(by):
        raise PermissionDenied
    alone(authority.pk)
    refuse_known(number=entry.number, by=by)
    named = persons.Named(
        given_name=entry.given_name,
        family_name=entry.family_name,
        number=entry.number,
        number_kind=number_kind(entry.number) if entry.number else "none",
        valid_from=clock.today(),
        source=entry.told_by,
        note=entry.note,
    )
    with constraints.named({"identity_number": KnownAlreadyError}):
        person = persons.register(
            authority=authority,
            named=named,
            marking=NONE,
            birth_date=entry.birth_date,
            by=by,
        )
    _state(person, entry)
    if entry.marking != NONE:  # at last: who is not cleared sees them no more
        persons.mark(
            person=person,
            marking=entry.marking,
            since=clock.today(),
            source=entry.told_by,
            by=by,
        )
    return person


def refuse_known(*, number: str, by: User) -> None:
    """Refuse a number that somebody has whom the user sees.

    Raises:
        KnownAlreadyError: with who it is.
    """
    if not number:
        return
    visible = Person.objects.visible_to(by).values("pk")
    held = Identity.objects.filter(number=number, valid_to=None, person__in=visible)
    found = held.values_list("person_id", flat=True).first()
    if found:
        raise KnownAlreadyError(found)


def _state(person: Person, entry: Entry) -> None:
    """What a population register would say of the person, on somebody's word."""
    CivilRecord.about(
        person,
        valid_from=entry.birth_date,
        protection="" if entry.marking == UNKNOWN else entry.marking,
        source=HAND,
    ).save(force_insert=True)
    since = max(entry.since, entry.birth_date)
    Registration.about(
        person, municipality_code=entry.place, valid_from=since, source=HAND
    ).save(force_insert=True)


def places() -> list[str]:
    """The municipalities for which the authority answers today."""
    return Municipality.objects.codes(clock.today())
