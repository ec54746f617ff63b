"""Skolgång: what is shown of a person's schooling, to whom, and what it costs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fullfolj.access.models import Read
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.rules import born_by
from fullfolj.people.tests.people import enter
from fullfolj.people.told import Guardian
from fullfolj.schooling.models import Enrolment, SchoolUnit
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
from fullfolj.schooling.told import Course, CourseGroup, Mentor, StudyPlan


def page_of(person: Person) -> str:
    return f"/personer/{person.pk}/skolgang/"


def born(cast: Cast, person: Person, years: int) -> None:
    """Let the person have turned so many years today."""
    with cast.asking(cast.anna):
        person.birth_date = born_by(clock.today(), years)
        person.save(update_fields=["birth_date"])


def placed(cast: Cast, person: Person, **given: Any) -> SchoolUnit:
    """The person goes to Bergs gymnasieskola."""
    with cast.asking(cast.anna):
        unit, _ = SchoolUnit.objects.get_or_create(
            authority=cast.berg, code="12345678", name="Bergs gymnasieskola"
        )
        place = {
            **{"school_unit": unit, "school_type": "GY", "programme_code": "NA"},
            **{"status": "active", "valid_from": AUGUST, "source": "school"},
        }
        Enrolment.about(person, **place | given).save(force_insert=True)
    return unit


@pytest.fixture
def asa(cast: Cast) -> Person:
    """Of whom a school tells everything."""
    return going(cast)


def going(cast: Cast) -> Person:
    """Seventeen, in her first year."""
    person = enter(cast, cast.anna, "Åsa Öberg")
    born(cast, person, 17)
    unit = placed(cast, person)
    name(cast, SCIENCE)
    tell(cast, {person: [replace(CILLA, unit_id=unit.pk)]}, Mentor)
    tell(cast, {person: [KARIN, HIDDEN]}, Guardian)
    tell(cast, {person: [PLAN]}, StudyPlan)
    return person


@pytest.mark.django_db
def test_all_that_schools_tell_is_shown_and_the_reading_logged(
    cast: Cast, asa: Person
) -> None:
    answer = signed_in(cast.bo).get(page_of(asa))
    text = answer.content.decode()
    for said in (
        *("Bergs gymnasieskola", "gymnasieskola", "Naturvetenskapsprogrammet (NA)"),
        *(
            "högskoleförberedande program",
            "18 aug 2026",
            "tills vidare",
            "Pågår",
            "Inläst",
        ),
        *("Cilla Berg", 'href="mailto:Cilla@fullfolj.example"'),
        *("Karin Öberg", 'href="tel:0701234567"', 'href="mailto:karin@example.se"'),
        *("Har skyddade uppgifter.", "Gymnasiegemensamma, 1150 poäng", "12 jun 2029"),
        *("Engelska 5", "ENGENG05", "HISHIS01b", "80 timmar", "Individuellt val"),
    ):
        assert said in text
    assert "Karl" not in text, "a guardian who is protected"
    with cast.asking(cast.anna):
        read = Read.objects.get(page="schooling:schooling")
        assert (read.person_ids, read.ground) == ([asa.pk], "ungdomscoach")


@pytest.mark.django_db
def test_from_18_no_guardian_is_shown_though_the_night_has_not_been(
    cast: Cast, asa: Person
) -> None:
    born(cast, asa, 18)
    text = signed_in(cast.bo).get(page_of(asa)).content.decode()
    assert "Personen har fyllt 18 år och är myndig." in text
    assert "Karin" not in text
    assert "Har skyddade uppgifter" not in text


@pytest.mark.django_db
def test_what_left_its_source_is_shown_as_such_and_an_empty_page_says_so(
    cast: Cast, asa: Person
) -> None:
    tell(cast, {asa: []}, Mentor)
    tell(cast, {asa: []}, StudyPlan)
    placed(cast, asa, is_gone=True, valid_from=date(2025, 8, 18), valid_to=AUGUST)
    text = signed_in(cast.bo).get(page_of(asa)).content.decode()
    assert text.count("skolan nämner det inte längre") == 3
    assert "17 aug 2026" in text
    nobody = enter(cast, cast.anna, "Nils Provsson")
    born(cast, nobody, 16)
    text = signed_in(cast.bo).get(page_of(nobody)).content.decode()
    for said in (
        "Ingen skola har berättat om personen",
        "Ingen skola har berättat vem som är mentor.",
        "Ingen skola har berättat om någon vårdnadshavare.",
        "Ingen skola har lämnat någon studieplan.",
    ):
        assert said in text


@pytest.mark.django_db
def test_names_from_schools_are_text_and_never_code(cast: Cast, asa: Person) -> None:
    evil = "<b>x</b>\"'&"
    tell(cast, {asa: [replace(KARIN, given_name=evil, phone=evil)]}, Guardian)
    tell(cast, {asa: [replace(CILLA, name=evil, email=evil)]}, Mentor)
    group = CourseGroup(title=evil, points=1, courses=(Course(name=evil, code=evil),))
    tell(cast, {asa: [replace(PLAN, groups=(group,))]}, StudyPlan)
    name(cast, replace(SCIENCE, name=evil))
    text = signed_in(cast.bo).get(page_of(asa)).content.decode()
    assert "<b>x" not in text
    assert "&amp;lt;" not in text, "escaped twice"


@pytest.mark.django_db
def test_who_may_not_see_the_person_sees_nothing(cast: Cast, asa: Person) -> None:
    hidden = enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL)
    for user, about, status in (
        (cast.gun, asa, 404),
        (cast.cilla, asa, 404),
        (cast.bo, hidden, 404),
        (cast.anna, hidden, 200),
    ):
        assert signed_in(user).get(page_of(about)).status_code == status


@pytest.mark.django_db(transaction=True)
def test_the_page_costs_few_statements_and_bytes(cast: Cast, asa: Person) -> None:
    for number in range(8):
        since = AUGUST - timedelta(days=200 * number)
        placed(cast, asa, valid_from=since, valid_to=since + timedelta(days=100))
    courses = tuple(
        Course(code=f"KURKUR{n:02}", name=f"En kurs, nummer {n}", points=100)
        for n in range(30)
    )
    groups = (CourseGroup(title="Alla kurser", courses=courses),)
    tell(cast, {asa: [replace(PLAN, groups=groups)]}, StudyPlan)
    bo = signed_in(cast.bo)
    bo.get(page_of(asa))  # the ticket is open and the session's use is noted
    costs_little(lambda: bo.get(page_of(asa)))
