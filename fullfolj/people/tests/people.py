"""Persons of the tests, entered by the cast."""

from datetime import date

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.people.actions import persons
from fullfolj.people.models import NONE, Person

SINCE = date(2025, 1, 1)


def named(given: str, family: str, number: str = "") -> persons.Named:
    return persons.Named(
        given_name=given,
        family_name=family,
        number=number,
        number_kind="personal" if number else "none",
        valid_from=SINCE,
        source="own",
    )


def enter(
    cast: Cast, by: User, name: str, number: str = "", *, marking: str = NONE
) -> Person:
    """A person entered by a member, inside the wall or from outside it."""
    given, family = name.split()
    with cast.asking(by):
        return persons.register(
            authority=cast.home(by),
            named=named(given, family, number),
            marking=marking,
            birth_date=date(2008, 5, 1),
            by=by,
        )
