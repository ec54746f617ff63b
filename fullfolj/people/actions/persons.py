"""Recording persons: who they are, how to reach them, what protects them."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from fullfolj.access import roles
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.core import clock
from fullfolj.people import policy, rules
from fullfolj.people.models import (
    NONE,
    ContactDetail,
    Identity,
    Person,
    Protection,
    SearchKey,
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A name and a number, from where and from when."""

    given_name: str
    family_name: str
    number: str = ""
    number_kind: str = "none"
    valid_from: date
    source: str
    note: str = ""


@transaction.atomic
def register(
    *,
    authority: Authority,
    named: Named,
    marking: str,
    birth_date: date | None,
    by: User,
) -> Person:
    """Enter a person. The marking must be said: one that is unknown is protected."""
    if not permits(by, roles.WRITE_PEOPLE):
        raise PermissionDenied
    person = Person.objects.create(
        authority=authority,
        marking=marking,
        birth_date=birth_date,
        sort_key=rules.sort_key(named.family_name, named.given_name),
    )
    _identify(person, named)
    Protection.about(
        person,
        marking=marking,
        valid_from=named.valid_from,
        source=named.source,
        decided_by=by.pk,
    ).save(force_insert=True)
    index(person=person)
    return person


@transaction.atomic
def rename(*, person: Person, named: Named, by: User) -> Identity:
    """Record a new name or number; the former one holds until it begins."""
    if not policy.can_write(by, person):
        raise PermissionDenied
    Identity.objects.filter(person=person, valid_to=None).update(
        valid_to=named.valid_from
    )
    identity = _identify(person, named)
    person.sort_key = rules.sort_key(named.family_name, named.given_name)
    person.save(update_fields=["sort_key"])
    index(person=person)
    return identity


@transaction.atomic
def add_contact(
    *, person: Person, kind: str, value: str, source: str, valid_from: date, by: User
) -> ContactDetail:
    """Record a way to reach a person."""
    if not policy.can_write(by, person):
        raise PermissionDenied
    detail = ContactDetail.about(
        person,
        kind=kind,
        value=value,
        source=source,
        valid_from=valid_from,
        recorded_on=clock.today(),
    )
    detail.save(force_insert=True)
    index(person=person)
    return detail


@transaction.atomic
def end_contact(*, detail: ContactDetail, on: date, by: User) -> None:
    """Record that a way to reach a person no longer holds."""
    if not policy.can_write(by, detail.person):
        raise PermissionDenied
    detail.valid_to = max(on, detail.valid_from)
    detail.save(update_fields=["valid_to"])
    index(person=detail.person)


@transaction.atomic
def mark(*, person: Person, marking: str, since: date, source: str, by: User) -> None:
    """Change what protects a person; see people_mark in people/sql/people.sql.

    Who is not cleared can protect a person and then sees them no more.
    """
    if not policy.can_protect(by, person):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_mark(%s, %s, %s, %s)", [person.pk, marking, since, source]
        )
    person.marking, person.is_open = marking, marking == NONE


def index(*, person: Person) -> None:
    """Make the person's search keys anew from what holds now."""
    identity = person.current_identity()
    details = ContactDetail.objects.filter(person=person, kind="phone")
    wanted = rules.search_keys(
        family_name=identity.family_name if identity else "",
        given_name=identity.given_name if identity else "",
        number=identity.number if identity else "",
        phones=details.valid(clock.today()).values_list("value", flat=True),
    )
    stored = {(row.kind, row.key): row for row in person.searchkey_set.all()}
    gone = [row.pk for pair, row in stored.items() if pair not in wanted]
    if gone:
        person.searchkey_set.filter(pk__in=gone).delete()
    SearchKey.objects.bulk_create(
        SearchKey.about(person, kind=kind, key=key)
        for kind, key in sorted(wanted - stored.keys())
    )


def _identify(person: Person, named: Named) -> Identity:
    identity = Identity.about(
        person,
        given_name=named.given_name,
        family_name=named.family_name,
        number=named.number,
        number_kind=named.number_kind,
        valid_from=named.valid_from,
        source=named.source,
        note=named.note,
    )
    identity.save(force_insert=True)
    return identity
