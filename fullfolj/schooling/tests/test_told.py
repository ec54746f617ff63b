"""Guardians, mentors, study plans, programmes: what a source tells time and again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fullfolj.access import wall
from fullfolj.access.actions import memberships
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.actions import guardians
from fullfolj.people.models import CONFIDENTIAL, Guardian, Person
from fullfolj.people.rules import born_by
from fullfolj.people.tests.people import enter
from fullfolj.people.told import Counts
from fullfolj.people.told import Guardian as ToldGuardian
from fullfolj.schooling.actions import mentorships
from fullfolj.schooling.models import Mentorship, Programme, SchoolUnit, StudyPlan
from fullfolj.schooling.tests.told import (
    AUGUST,
    CILLA,
    HIDDEN,
    KARIN,
    PLAN,
    SCIENCE,
    name,
    tell,
)
from fullfolj.schooling.told import Mentor
from fullfolj.schooling.told import StudyPlan as ToldPlan

pytestmark = pytest.mark.django_db
OTHER = replace(CILLA, name="Dan Dalin", email="")


@pytest.fixture
def child(cast: Cast) -> Person:
    """Sixteen years old."""
    return aged(cast, "Åsa Öberg", 16)


def aged(cast: Cast, called: str, years: int, *, days: int = 0, **more: Any) -> Person:
    """Somebody who turned so many years so many days ago."""
    person = enter(cast, cast.anna, called, **more)
    with cast.asking(cast.anna):
        person.birth_date = born_by(clock.today(), years) - timedelta(days=days)
        person.save(update_fields=["birth_date"])
    return person


def known(cast: Cast, kind: type[Any], *fields: str) -> list[Any]:
    with cast.asking(cast.anna):
        rows = kind.objects.known_now().order_by("person__sort_key", "is_gone", "id")
        return list(rows.values_list(*fields))


def test_what_is_told_again_stays_and_what_changed_is_recorded_anew(
    cast: Cast, child: Person
) -> None:
    first = clock.now()
    assert tell(cast, {child: [KARIN]}, ToldGuardian, at=first) == Counts(new=1)
    again = first + timedelta(days=1)
    said: dict[Person, Any] = {child: [KARIN, KARIN]}
    assert tell(cast, said, ToldGuardian, at=again) == Counts(unchanged=1)
    moved = replace(KARIN, phone="073-765 43 21")
    later = first + timedelta(days=2)
    assert tell(cast, {child: [moved]}, ToldGuardian, at=later) == Counts(changed=1)
    with cast.asking(cast.anna):
        kept = Guardian.objects.order_by("recorded_from")
        assert [(row.phone, row.recorded_from, row.recorded_to) for row in kept] == [
            ("070-123 45 67", first, later),
            ("073-765 43 21", later, None),
        ]


def test_a_guardian_who_is_not_told_any_more_is_gone_and_no_row_follows(
    cast: Cast, child: Person
) -> None:
    tell(cast, {child: [KARIN]}, ToldGuardian)
    assert tell(cast, {child: []}, ToldGuardian) == Counts(gone=1)
    assert known(cast, Guardian, "given_name") == []
    assert tell(cast, {child: []}, ToldGuardian) == Counts()


def test_of_who_is_protected_neither_name_nor_reach_is_kept(
    cast: Cast, child: Person
) -> None:
    tell(cast, {child: [HIDDEN]}, ToldGuardian)
    fields = ("relation", "is_hidden", "given_name", "family_name", "phone", "email")
    assert known(cast, Guardian, *fields) == [("guardian", True, "", "", "", "")]
    with cast.asking(cast.anna), pytest.raises(IntegrityError), transaction.atomic():
        Guardian.about(
            child, relation="guardian", is_hidden=True, phone="070", source="x"
        ).save(force_insert=True)


def test_at_18_and_of_unknown_age_nobody_is_kept(cast: Cast, child: Person) -> None:
    grown = aged(cast, "Vera Vuxen", 18)
    nearly = aged(cast, "Nils Nästan", 18, days=-1)
    unknown = aged(cast, "Otto Okänd", 16)
    with cast.asking(cast.anna):
        Person.objects.filter(pk=unknown.pk).update(birth_date=None)
    said: dict[Person, Any] = {p: [KARIN] for p in (child, grown, nearly, unknown)}
    assert tell(cast, said, ToldGuardian) == Counts(new=2)
    assert set(known(cast, Guardian, "person")) == {(child.pk,), (nearly.pk,)}


def test_a_mentor_who_is_not_told_any_more_is_kept_as_gone_until_told_again(
    cast: Cast, child: Person
) -> None:
    tell(cast, {child: [CILLA]}, Mentor)
    assert tell(cast, {child: [OTHER]}, Mentor) == Counts(new=1, gone=1)
    for _ in range(2):
        shown = known(cast, Mentorship, "name", "is_gone")
        assert shown == [("Dan Dalin", False), ("Cilla Berg", True)]
        assert tell(cast, {child: [OTHER]}, Mentor) == Counts(unchanged=1)
    assert tell(cast, {child: [CILLA, OTHER]}, Mentor) == Counts(new=1, unchanged=1)
    assert set(known(cast, Mentorship, "name", "is_gone")) == {
        ("Dan Dalin", False),
        ("Cilla Berg", False),
    }


def test_the_last_day_is_inclusive(cast: Cast, child: Person) -> None:
    tell(cast, {child: [replace(CILLA, last_on=date(2027, 6, 11))]}, Mentor)
    assert known(cast, Mentorship, "valid_to") == [(date(2027, 6, 12),)]
    with cast.asking(cast.anna):
        assert Mentorship.objects.get().last_on == date(2027, 6, 11)


def test_changes_touch_the_told_and_a_whole_pull_everybody_of_the_source(
    cast: Cast, child: Person
) -> None:
    other = aged(cast, "Nils Provsson", 16)
    tell(cast, {child: [CILLA], other: [CILLA]}, Mentor)
    tell(cast, {other: [OTHER]}, Mentor, source="another")
    assert tell(cast, {child: [CILLA]}, Mentor) == Counts(unchanged=1)
    assert known(cast, Mentorship, "is_gone") == [(False,)] * 3
    whole = tell(cast, {child: [CILLA]}, Mentor, is_whole=True)
    assert whole == Counts(unchanged=1, gone=1)
    assert set(known(cast, Mentorship, "person", "source", "is_gone")) == {
        (child.pk, "school", False),
        (other.pk, "school", True),
        (other.pk, "another", False),
    }
    assert tell(cast, {child: [CILLA]}, Mentor, is_whole=True) == Counts(unchanged=1)


def test_a_mentor_is_our_member_while_they_are_one(cast: Cast, child: Person) -> None:
    """By e-mail, whatever its case; a stranger with an account is none."""
    stranger = replace(CILLA, name="Gun", email="gun@fullfolj.example")
    tell(cast, {child: [CILLA, stranger]}, Mentor)
    assert set(known(cast, Mentorship, "name", "user")) == {
        ("Cilla Berg", cast.cilla.pk),
        ("Gun", None),
    }
    with cast.asking(cast.hilda):
        for held in cast.cilla.memberships.all():
            memberships.end(membership=held, on=clock.today(), by=cast.hilda)
    assert tell(cast, {child: [CILLA, stranger]}, Mentor) == Counts(unchanged=2)
    assert set(known(cast, Mentorship, "user")) == {(None,)}


def test_a_study_plan_is_kept_with_its_courses_and_compared_as_a_whole(
    cast: Cast, child: Person
) -> None:
    tell(cast, {child: [PLAN]}, ToldPlan)
    with cast.asking(cast.anna):
        assert tuple(StudyPlan.objects.get().groups) == PLAN.groups
    assert tell(cast, {child: [PLAN]}, ToldPlan) == Counts(unchanged=1)
    shorter = replace(PLAN, groups=PLAN.groups[:1])
    assert tell(cast, {child: [shorter]}, ToldPlan) == Counts(changed=1)
    next_year = replace(shorter, first_on=AUGUST + timedelta(days=365))
    assert tell(cast, {child: [next_year]}, ToldPlan) == Counts(new=1, gone=1)


def test_a_programme_is_renamed_and_never_gone(cast: Cast) -> None:
    local = replace(SCIENCE, code="NALOK", name="NA lokal")
    assert name(cast, SCIENCE, local) == Counts(new=2)
    renamed = replace(SCIENCE, name="Naturvetenskap")
    assert name(cast, renamed) == Counts(changed=1)
    assert name(cast, renamed, local) == Counts(unchanged=2)
    with cast.asking(cast.anna):
        names = Programme.objects.order_by("code").values_list("name", flat=True)
        assert list(names) == ["Naturvetenskap", "NA lokal"]
    with cast.asking(cast.gun):
        assert not Programme.objects.exists()


def test_the_protected_are_as_closed_as_they_are(cast: Cast) -> None:
    hidden = aged(cast, "Dold Dunkel", 16, marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        unit = SchoolUnit.objects.create(authority=cast.berg, name="Bergs gymnasium")
    tell(cast, {hidden: [replace(CILLA, unit_id=unit.pk)]}, Mentor)
    tell(cast, {hidden: [KARIN]}, ToldGuardian)
    tell(cast, {hidden: [PLAN]}, ToldPlan)
    for kind in (Guardian, Mentorship, StudyPlan):
        with cast.asking(cast.anna):
            assert kind.objects.get().is_open is False
        for user in (cast.bo, cast.gun):
            with cast.asking(user):
                assert not kind.objects.exists()


def test_who_is_elsewhere_or_not_seen_is_passed_over(cast: Cast, child: Person) -> None:
    theirs = enter(cast, cast.gun, "Per Persson")
    hidden = aged(cast, "Dold Dunkel", 16, marking=CONFIDENTIAL)
    said = {each.pk: [CILLA] for each in (child, theirs, hidden)}
    given: dict[str, Any] = {"source": "school", "run": uuid4(), "at": clock.now()}
    with wall.as_job(cast.berg.pk, "pull"):
        count = mentorships.tell(said=said, is_whole=True, by=None, **given)
    assert count == Counts(new=1)
    assert known(cast, Mentorship, "person") == [(child.pk,)]


@pytest.mark.parametrize("by", ["bo", "gun", "cilla"])
def test_nobody_tells_who_may_not_import(cast: Cast, child: Person, by: str) -> None:
    user = getattr(cast, by)
    given: dict[str, Any] = {"source": "school", "run": uuid4(), "at": clock.now()}
    with cast.asking(user, cast.berg), pytest.raises(PermissionDenied):
        guardians.tell(said={child.pk: [KARIN]}, is_whole=False, by=user, **given)
    with cast.asking(cast.anna), pytest.raises(PermissionDenied):
        guardians.tell(said={child.pk: [KARIN]}, is_whole=False, by=None, **given)
