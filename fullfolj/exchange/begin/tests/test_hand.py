"""A person entered by hand: judged like any other, and never in the files' way."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fullfolj.access.models import Authority, Read, User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import ANNA, BERG, DAN, Rows, write_folder
from fullfolj.exchange.imports import stored
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.tests.test_import import counts, person, take
from fullfolj.exchange.listing.rows import listing
from fullfolj.people.models import (
    CONFIDENTIAL,
    HAND,
    NONE,
    UNKNOWN,
    CivilRecord,
    Identity,
    Person,
    Protection,
    Registration,
)
from fullfolj.people.tests.people import enter

pytestmark = pytest.mark.django_db

NEW = "/personer/ny/"
DANS: Rows = {
    **BERG,
    "people": (*BERG["people"], f"{DAN},Dan,Dalin,male,none,,,,,,,"),
    "registrations": (*BERG["registrations"], f"{DAN},2326,2008-02-28,,"),
}


def said(**changes: str) -> dict[str, str]:
    """What somebody writes about Dan."""
    return {
        **{"given_name": "Dan", "family_name": "Dalin", "number": "20080228-0016"},
        **{"place": "2326", "since": str(clock.today()), "marking": NONE},
        **{"told_by": "school", "note": "Skolan ringde den 3 oktober"},
        **changes,
    }


def post(user: User, **changes: str) -> Any:
    return signed_in(user).post(NEW, said(**changes), follow=True)


def test_whoever_is_entered_stands_with_how_one_knows(
    cast: Cast, berg: Authority
) -> None:
    answer = post(cast.bo)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Personen är inskriven." in shown
    assert "Skolan ringde den 3 oktober" in shown
    with cast.asking(cast.bo):
        dan = person(DAN)
        identity = Identity.objects.get(person=dan)
        assert (identity.source, identity.number_kind) == ("school", "personal")


def test_somebody_without_number_is_known_by_the_day_of_birth(
    cast: Cast, berg: Authority
) -> None:
    for name in ("Dan", "Didrik"):
        post(cast.bo, number="", birth_date="2008-02-28", given_name=name, place="0001")
    with cast.asking(cast.anna):
        found = stored.of_municipality("2326", clock.now())
        listed = list(listing(found.extracts, "2326", clock.today(), found.word))
        assert sorted(row.name for row in listed) == ["Dalin, Dan", "Dalin, Didrik"]


def test_a_number_that_somebody_has_is_said_to_be_known(
    cast: Cast, berg: Authority
) -> None:
    dan = enter(cast, cast.bo, "Daniel Dahl", DAN)
    answer = signed_in(cast.bo).post(NEW, said())
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Någon med det numret finns redan." in shown
    assert f'href="/personer/{dan.pk}/"' in shown
    assert "Dahl" not in shown
    with cast.asking(cast.anna):
        assert Person.objects.count() == 1
        read = Read.objects.filter(page="begin:enter", is_open=True).get()
        assert read.person_ids == [dan.pk]


def test_who_is_not_cleared_learns_nothing_of_a_hidden_person(
    cast: Cast, berg: Authority
) -> None:
    hidden = enter(cast, cast.anna, "Dold Dunkel", DAN, marking=CONFIDENTIAL)
    for_bo = post(cast.bo)
    assert for_bo.status_code == 200
    assert "Personen är inskriven." in for_bo.content.decode()
    assert str(hidden.pk) not in for_bo.content.decode()
    for_anna = signed_in(cast.anna).post(NEW, said())
    assert for_anna.status_code == 422
    with cast.asking(cast.anna):
        assert Identity.objects.filter(number=DAN).count() == 2


def test_another_authority_knows_nothing_and_is_told_nothing(
    cast: Cast, berg: Authority
) -> None:
    enter(cast, cast.gun, "Dan Dalin", DAN)
    assert post(cast.bo).status_code == 200


@pytest.mark.parametrize("marking", [CONFIDENTIAL, UNKNOWN])
def test_whoever_is_marked_is_seen_by_the_cleared_alone(
    cast: Cast, berg: Authority, marking: str
) -> None:
    answer = post(cast.bo, marking=marking)
    assert answer.redirect_chain == [("/personer/", 302)]
    assert "inskriven som skyddad" in answer.content.decode()
    with cast.asking(cast.bo):
        for model in (Person, Identity, CivilRecord, Registration, Protection):
            assert not model.objects.exists()
    with cast.asking(cast.anna):
        assert person(DAN).marking == marking


# ── The files, when they come ────────────────────────────────────────────────────────


def test_files_without_the_person_flag_nothing_and_see_no_drop(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    post(cast.bo)
    for _ in range(2):
        report = take(tmp_path / "f", berg)
        assert counts(report)["people"] == (0, 0, 3, 0, 0)
    with cast.asking(cast.bo):
        rows = CivilRecord.objects.known_now().filter(source=HAND)
        assert [row.is_gone for row in rows] == [False]


def test_a_crowd_entered_by_hand_is_no_drop(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    for n in range(12):
        post(cast.bo, number="", birth_date="2008-02-28", given_name=f"Dan{n}")
    assert counts(take(tmp_path / "f", berg))["people"] == (0, 0, 3, 0, 0)


def test_files_with_the_person_hold_from_then_on(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    post(cast.bo, given_name="Danne")
    report = take(write_folder(tmp_path / "f", DANS), berg)
    assert counts(report)["people"] == (0, 1, 3, 0, 0)
    assert counts(report)["registrations"] == (0, 1, 3, 0, 0)
    assert report.renamed == 1
    with cast.asking(cast.bo):
        dan = person(DAN)
        assert Person.objects.filter(identity__number=DAN).distinct().count() == 1
        for model in (CivilRecord, Registration):
            row = model.objects.known_now().get(person=dan)
            assert (row.source, row.is_gone) == ("files", False)
    assert counts(take(tmp_path / "f", berg))["people"] == (0, 0, 4, 0, 0)
    gone = write_folder(tmp_path / "f")
    assert counts(take(gone, berg))["people"] == (0, 0, 3, 1, 0)


def test_files_that_say_another_municipality_hold(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    post(cast.bo)
    moved = (*BERG["registrations"], f"{DAN},2309,2008-02-28,,")
    take(write_folder(tmp_path / "f", {**DANS, "registrations": moved}), berg)
    with cast.asking(cast.bo):
        rows = Registration.objects.known_now().filter(person=person(DAN))
        assert [(r.municipality_code, r.is_gone) for r in rows] == [("2309", False)]


def test_a_row_that_cannot_be_used_leaves_what_was_entered(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    post(cast.bo)
    wrong = (*BERG["registrations"], f"{DAN},23,2008-02-28,,")
    take(write_folder(tmp_path / "f", {**DANS, "registrations": wrong}), berg)
    with cast.asking(cast.bo):
        rows = Registration.objects.known_now().filter(person=person(DAN))
        assert [r.source for r in rows] == [HAND]


def test_the_file_protects_whom_somebody_entered_as_open(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    post(cast.bo)
    hidden = (*BERG["people"], f"{DAN},Dan,Dalin,male,confidential,,,,,,,")
    folder = write_folder(tmp_path / "f", {**DANS, "people": hidden})
    import_folder(folder=folder, authority=berg, options=Options())
    with cast.asking(cast.anna):
        assert person(DAN).marking == CONFIDENTIAL
    with cast.asking(cast.bo):
        assert [i.number for i in Identity.objects.all()] == [ANNA]


# ── The form ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "20080228-0017"}, "Kontrollsiffran stämmer inte."),
        ({"number": "Dan"}, "Det är inte ett personnummer"),
        ({"number": ""}, "Skriv ett nummer eller en födelsedag."),
        ({"birth_date": "2008-02-27"}, "Numret säger en annan dag."),
        ({"number": "", "birth_date": "1990-01-01"}, "mellan 14 och 21 år"),
        ({"number": "", "birth_date": "2024-01-01"}, "mellan 14 och 21 år"),
        ({"place": "2309"}, "Välj ett giltigt alternativ"),
        ({"marking": ""}, 'id="id_marking_error"'),
        ({"note": "Har en diagnos"}, "kan säga något känsligt"),
        ({"since": str(clock.today() + timedelta(1))}, "Dagen har inte varit än."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    cast: Cast, berg: Authority, wrong: dict[str, str], sentence: str
) -> None:
    answer = signed_in(cast.bo).post(NEW, said(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with cast.asking(cast.anna):
        assert not Person.objects.exists()


def test_an_authority_that_answers_for_nobody_enters_nobody(cast: Cast) -> None:
    answer = signed_in(cast.bo).get(NEW)
    assert "Ingen har sagt vilken kommun" in answer.content.decode()
    signed_in(cast.bo).post(NEW, said())
    with cast.asking(cast.anna):
        assert not Person.objects.exists()


def test_who_may_not_write_is_not_let_in(cast: Cast) -> None:
    for who in (cast.cilla, cast.hilda, cast.farid):
        assert signed_in(who).get(NEW).status_code == 403
    assert "Skriv in en person" not in signed_in(cast.hilda).get("/").content.decode()
