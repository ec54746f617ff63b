"""Persons inside the wall: entered, found, protected; and invisible from outside."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from fullfolj.config.cast import Cast
from fullfolj.people import policy
from fullfolj.people.actions import persons
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    UNKNOWN,
    ContactDetail,
    Identity,
    Person,
    Protection,
    SearchKey,
)
from fullfolj.people.tests.people import enter, named

TODAY = date(2026, 3, 1)
ABOUT = (Identity, ContactDetail, Protection, SearchKey)


def found(cast: Cast, name: str, text: str) -> list[Person]:
    user = getattr(cast, name)
    with cast.asking(user):
        return list(Person.objects.visible_to(user).matching(text).sorted_for_list())


def everything() -> list[int]:
    return [model.objects.count() for model in (Person, *ABOUT)]


def test_a_person_is_found_by_names_number_and_telephone(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa-Lena Öberg", "200805011234")
    enter(cast, cast.bo, "Bertil Ek")
    with cast.asking(cast.bo):
        persons.add_contact(
            person=asa,
            kind="phone",
            value="070-123 45 67",
            source="own",
            valid_from=TODAY,
            by=cast.bo,
        )
    for text in (
        "öberg",
        "ober",
        "Lena öb",
        "åsalena",
        "20080501",
        "080501-12",
        "070 123",
        "+46701",
    ):
        assert found(cast, "bo", text) == [asa], text
        assert found(cast, "gun", text) == [], text
        assert found(cast, "hilda", text) == [], "an administrator reads nobody"
        assert found(cast, "cilla", text) == [], "a mentor has no one yet"
    for text in ("", "%", "_berg", "berg", "Lena Ek", "öberg' or true"):
        assert found(cast, "bo", text) == [], text


def test_a_list_sorts_as_in_swedish(cast: Cast) -> None:
    for name in ("Bo Öberg", "Bo Åberg", "Bo Zetterman", "Ada Åberg"):
        enter(cast, cast.bo, name)
    with cast.asking(cast.bo):
        keys = Person.objects.sorted_for_list().values_list("pk", flat=True)
        by_name = dict(Identity.objects.values_list("person_id", "family_name"))
        given = dict(Identity.objects.values_list("person_id", "given_name"))
        names = [f"{given[key]} {by_name[key]}" for key in keys]
    assert names == ["Bo Zetterman", "Ada Åberg", "Bo Åberg", "Bo Öberg"]


def test_nothing_is_seen_from_the_neighbour(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    with cast.asking(cast.gun):
        assert everything() == [0] * 5
        assert not policy.can_read(cast.gun, person)
        assert Person.objects.filter(pk=person.pk).update(birth_date=TODAY) == 0
    assert everything() == [0] * 5, "and nothing without asking"


def test_nothing_can_be_written_over_the_wall(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.gun):
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Person.objects.create(authority=cast.berg, marking=NONE, sort_key="x")
        row = Protection.about(
            person, marking=NONE, valid_from=TODAY, source="x", decided_by=None
        )
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            row.save(force_insert=True)
        own = enter(cast, cast.gun, "Gun Egen")
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Person.objects.filter(pk=own.pk).update(authority=cast.berg)


def test_a_key_tells_nothing_of_the_other_side(cast: Cast) -> None:
    """The same id, number or reference gives the same answer there or not."""
    person = enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    with cast.asking(cast.gun):
        own = Person.objects.create(
            pk=person.pk, authority=cast.krokom, marking=NONE, sort_key="x"
        )
        assert own.pk == person.pk, "an id is taken in one's own authority alone"
        enter(cast, cast.gun, "Åsa Öberg", "200805011234")
        for target in (enter(cast, cast.bo, "Ulf Ek").pk, uuid4()):
            row = SearchKey(
                authority=cast.krokom,
                person_id=target,
                is_open=True,
                kind="family",
                key="x",
            )
            refused = pytest.raises(IntegrityError, match="people_searchkey_person")
            with refused, transaction.atomic():
                row.save(force_insert=True)


@pytest.mark.parametrize("marking", [CONFIDENTIAL, UNKNOWN])
def test_a_marking_reaches_every_copy_at_once(cast: Cast, marking: str) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    with cast.asking(cast.bo):
        persons.add_contact(
            person=person,
            kind="phone",
            value="0701234567",
            source="own",
            valid_from=TODAY,
            by=cast.bo,
        )
        assert 0 not in everything()
        persons.mark(
            person=person, marking=marking, since=TODAY, source="navet", by=cast.bo
        )
        assert everything() == [0] * 5, "who protects does not see afterwards"
        with pytest.raises(PermissionDenied):
            persons.mark(
                person=person, marking=NONE, since=TODAY, source="x", by=cast.bo
            )
        past = "select people_mark(%s, 'none', %s, 'x')"
        with connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="no such"), transaction.atomic():
                cursor.execute(past, [person.pk, TODAY])
    with cast.asking(cast.anna):
        assert 0 not in everything()
        for model in ABOUT:
            assert not model.objects.filter(is_open=True).exists()
        persons.mark(
            person=person, marking=NONE, since=TODAY, source="navet", by=cast.anna
        )
        assert Protection.objects.filter(person=person).count() == 3
    assert found(cast, "bo", "öberg") == [person]


def test_a_missing_marking_is_protected(cast: Cast) -> None:
    with cast.asking(cast.anna):
        person = Person.objects.create(authority=cast.berg, sort_key="x")
        assert person.is_open is False
    with cast.asking(cast.bo):
        assert not Person.objects.exists()
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Person.objects.create(authority=cast.berg, sort_key="x")


def test_a_copy_cannot_be_opened_by_itself(cast: Cast) -> None:
    person = enter(cast, cast.anna, "Åsa Öberg", marking=CONFIDENTIAL)
    with (
        cast.asking(cast.anna),
        pytest.raises(IntegrityError, match="_person"),
        transaction.atomic(),
    ):
        Identity.objects.filter(person=person).update(is_open=True)


def test_a_protected_persons_number_cannot_be_tried_out(cast: Cast) -> None:
    enter(cast, cast.anna, "Åsa Öberg", "200805011234", marking=CONFIDENTIAL)
    enter(cast, cast.bo, "Ulf Ek", "200805011234")
    with pytest.raises(IntegrityError, match="identity_number"):
        with transaction.atomic():
            enter(cast, cast.bo, "Ulf Ek", "200805011234")


def test_a_new_name_follows_the_old_one(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.bo):
        new = persons.Named(
            given_name="Åsa", family_name="Ek", valid_from=TODAY, source="navet"
        )
        persons.rename(person=person, named=new, by=cast.bo)
        spans = Identity.objects.filter(person=person).order_by("valid_from")
        assert [(i.family_name, i.valid_to) for i in spans] == [
            ("Öberg", TODAY),
            ("Ek", None),
        ]
        assert [i.family_name for i in spans.valid(date(2025, 6, 1))] == ["Öberg"]
        identity = person.current_identity()
        assert identity
        assert identity.family_name == "Ek"
    assert found(cast, "bo", "ek") == [person]
    assert found(cast, "bo", "öberg") == []


def test_who_does_not_write_enters_nobody(cast: Cast) -> None:
    for user in (cast.cilla, cast.hilda, cast.farid, cast.dag):
        with pytest.raises(PermissionDenied), cast.asking(user):
            persons.register(
                authority=cast.home(user),
                named=named("Åsa", "Ek"),
                marking=NONE,
                birth_date=None,
                by=user,
            )
