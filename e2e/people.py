"""Persons of the browser tests: a list with everything that can be on it."""

from datetime import date

from fullfolj.access.actions import memberships
from fullfolj.access.models import Membership
from fullfolj.config.cast import Cast
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, PROTECTED_REGISTRATION, UNKNOWN, Person
from fullfolj.people.tests.people import enter

NAMES = (
    "Åsa Öberg",
    "Omar Abdi-Hassan",
    "Alva Zetterström",
    "Maximiliana-Konstantina Wachtmeister-Oxenstierna",
    "Bo Ek",
    "Nour Haddad",
)
SPRING = date(2025, 3, 1)


def some(cast: Cast) -> Person:
    """Six of them in Berg, three protected, and more to fill the page; gives Åsa."""
    people = [
        enter(cast, cast.bo, name, f"20080501{n}234") for n, name in enumerate(NAMES)
    ]
    for number in range(30):
        enter(cast, cast.bo, f"Nils Provsson{number}")
    for name, marking in (
        ("Dold Dunkel", CONFIDENTIAL),
        ("Hemlig Holm", PROTECTED_REGISTRATION),
        ("Vet Ej", UNKNOWN),
    ):
        enter(cast, cast.anna, name, marking=marking)
    return people[0]


def reach(cast: Cast, person: Person) -> None:
    """Ways to reach somebody, one of them no longer, and a former name."""
    ways = (
        ("phone", "070-123 45 67", "person"),
        ("phone", "0687-161 00", "guardian"),
        ("email", "asa.oberg@skola.example", "school"),
        ("address", "Storgatan 12, 840 40 Svenstavik", "population"),
    )
    with cast.asking(cast.anna):
        made = [
            persons.add_contact(
                person=person,
                kind=kind,
                value=value,
                source=source,
                valid_from=SPRING,
                by=cast.anna,
            )
            for kind, value, source in ways
        ]
        persons.end_contact(detail=made[1], on=date(2025, 9, 1), by=cast.anna)
        named = persons.Named(
            given_name="Åsa",
            family_name="Öberg Lind",
            number="200805010234",
            number_kind="personal",
            valid_from=date(2026, 2, 1),
            source="population",
        )
        persons.rename(person=person, named=named, by=cast.anna)


def bos(cast: Cast) -> Membership:
    """Bo's membership in Berg."""
    with cast.asking(cast.hilda):
        return Membership.objects.get(user=cast.bo)


def let_elin_begin_later(cast: Cast) -> None:
    """A membership in the school that has not begun."""
    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="mentor",
            unit=cast.school,
            valid_from=date(2027, 1, 10),
            valid_to=date(2027, 6, 15),
            by=cast.hilda,
        )
