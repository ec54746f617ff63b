"""Skolmeddelanden: what is typed, what counts once, what is taken back, who may."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fullfolj.access.models import Read
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import BYTES
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.people import enter
from fullfolj.schooling.actions import notices
from fullfolj.schooling.models import Notice, SchoolUnit

SCHOOL = "Bergs gymnasieskola"
TYPED = {
    "kind": "end",
    "school": SCHOOL,
    "on": "2026-11-13",
    "received_on": "2026-11-18",
}


@pytest.fixture
def asa(cast: Cast) -> Person:
    return enter(cast, cast.bo, "Åsa Öberg")


def page_of(person: Person) -> str:
    return f"/personer/{person.pk}/skolmeddelande/"


def tell(cast: Cast, person: Person, kind: str = "end", **given: Any) -> Notice:
    told: dict[str, Any] = {"school": SCHOOL, "on": date(2026, 11, 13)}
    told |= {"received_on": date(2026, 11, 18)} | given
    with cast.asking(cast.bo):
        return notices.record(person=person, kind=kind, by=cast.bo, **told)


def test_what_a_school_told_is_typed_and_shown(cast: Cast, asa: Person) -> None:
    bo = signed_in(cast.bo)
    assert bo.get(page_of(asa)).context["form"]["received_on"].value() == clock.today()
    answer = bo.post(page_of(asa), TYPED, follow=True)
    text = answer.content.decode()
    for said in ("Meddelandet är sparat.", "Slutade", "13 nov 2026", SCHOOL):
        assert said in text
    with cast.asking(cast.anna):
        row = Notice.objects.get()
        assert (row.kind, row.on, row.received_on, row.source, row.by_user) == (
            "end",
            date(2026, 11, 13),
            date(2026, 11, 18),
            "own",
            cast.bo.pk,
        )
        reads = Read.objects.filter(page="schooling:notice")
        assert {read.ground for read in reads} == {"ungdomscoach"}


def test_a_school_that_is_known_is_the_same_and_another_is_entered(
    cast: Cast, asa: Person
) -> None:
    with cast.asking(cast.anna):
        unit = SchoolUnit.objects.create(
            authority=cast.berg, code="87654321", name=SCHOOL
        )
    assert tell(cast, asa, school=f"  {SCHOOL} ").school_unit_id == unit.pk
    new = tell(cast, asa, school="Birka  folkhögskola")
    again = tell(cast, asa, "start", school="Birka folkhögskola")
    assert new.school_unit_id == again.school_unit_id
    with cast.asking(cast.anna):
        names = SchoolUnit.objects.order_by("name").values_list("code", "name")
        assert list(names) == [("87654321", SCHOOL), ("", "Birka folkhögskola")]


def test_the_same_told_twice_is_written_once(cast: Cast, asa: Person) -> None:
    assert tell(cast, asa).pk == tell(cast, asa).pk
    with cast.asking(cast.anna):
        first = Notice.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.about(
                asa,
                kind="end",
                school_unit=first.school_unit,
                on=first.on,
                received_on=first.on,
                source="files",
            ).save(force_insert=True)


def test_a_wrong_one_is_taken_back_and_kept(cast: Cast, asa: Person) -> None:
    told = tell(cast, asa)
    bo = signed_in(cast.bo)
    for _ in range(2):
        done = bo.post(f"{page_of(asa)}ta-tillbaka/", {"about": told.pk}, follow=True)
        text = done.content.decode()
        assert "Meddelandet räknas inte längre." in text
        assert "Inget meddelande är inskrivet." in text
    with cast.asking(cast.anna):
        assert not Notice.objects.known_now().exists()
        assert Notice.objects.get().recorded_to is not None
    assert tell(cast, asa).pk != told.pk
    wrong = bo.post(f"{page_of(asa)}ta-tillbaka/", {"about": "x"})
    assert wrong.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "måste fyllas i"),
        ({"kind": "late"}, "Välj ett giltigt alternativ"),
        ({"school": "  "}, "måste fyllas i"),
        ({"on": "i går"}, "giltigt datum"),
        ({"received_on": "2999-01-01"}, "Dagen har inte varit än."),
    ],
)
def test_what_cannot_be_written_is_refused(
    cast: Cast, asa: Person, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.bo).post(page_of(asa), TYPED | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with cast.asking(cast.anna):
        assert not Notice.objects.exists()


def test_who_may_not_write_neither_sees_nor_writes(cast: Cast, asa: Person) -> None:
    hidden = enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL)
    for user, about, status in (
        (cast.gun, asa, 404),
        (cast.cilla, asa, 404),
        (cast.bo, hidden, 404),
        (cast.anna, hidden, 200),
    ):
        assert signed_in(user).get(page_of(about)).status_code == status
    with cast.asking(cast.gun), pytest.raises(PermissionDenied):
        notices.record(
            person=asa,
            kind="end",
            school=SCHOOL,
            on=date(2026, 1, 1),
            received_on=date(2026, 1, 1),
            by=cast.gun,
        )


def test_it_offers_the_schools_by_name_without_growing(cast: Cast, asa: Person) -> None:
    with cast.asking(cast.anna):
        for number in range(300):
            SchoolUnit.objects.create(
                authority=cast.berg, code=f"{number:08}", name=f"Skola nummer {number}"
            )
    shown = signed_in(cast.bo).get(page_of(asa))
    assert shown.content.decode().count("<option") == 300
    assert len(shown.content) <= BYTES
