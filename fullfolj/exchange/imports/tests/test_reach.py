"""How one is reached and one's sex: stored, compared and shown as the rest is."""

from pathlib import Path
from uuid import UUID

import pytest

from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    BO,
    CIA,
    Rows,
    write_folder,
)
from fullfolj.exchange.imports.tests.test_import import changed, counts, person, take
from fullfolj.people.actions.contacts import contacts_from_register
from fullfolj.people.actions.persons import add_contact, end_contact
from fullfolj.people.models import CivilRecord, ContactDetail, Person, SearchKey

pytestmark = pytest.mark.django_db

PHONE, OTHER = "070-174 06 05", "070-174 06 99"


def annas(phone: str = "", sex: str = "female", email: str = "") -> Rows:
    row = (
        f"{ANNA},Anna,Åkesson,{sex},none,,,{phone},{email},Storgatan 1,84040,Svenstavik"
    )
    return changed("people", row, *BERG["people"][1:])


def step(cast: Cast, *numbers: str) -> int:
    """Berg's coordinator has the contact details of these brought into step."""
    with cast.asking(cast.anna):
        ids = [person(number).pk for number in numbers]
        return contacts_from_register(ids=ids, by=cast.anna)


def details(cast: Cast) -> list[tuple[str, str, bool]]:
    with cast.asking(cast.anna):
        rows = ContactDetail.objects.order_by("kind", "valid_to", "value")
        return [(row.kind, row.value, row.valid_to is None) for row in rows]


def found_by(cast: Cast, text: str) -> list[UUID]:
    with cast.asking(cast.anna):
        return [each.pk for each in Person.objects.matching(text)]


def test_what_the_file_says_is_stored_in_the_one_row(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE, email="anna@mail.example")), berg)
    with cast.asking(cast.anna):
        said = CivilRecord.objects.known_now().get(person=person(ANNA))
        assert (said.sex, said.phone, said.email) == (
            "female",
            PHONE,
            "anna@mail.example",
        )
        assert (said.street, said.postal_code, said.locality) == (
            "Storgatan 1",
            "84040",
            "Svenstavik",
        )
        assert CivilRecord.objects.count() == 3
        assert not ContactDetail.objects.exists()
        assert not SearchKey.objects.filter(kind="phone").exists()


def test_a_new_telephone_is_a_change_and_the_old_one_is_known_of(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE)), berg)
    assert counts(take(tmp_path / "f", berg))["people"] == (0, 0, 3, 0, 0)
    report = take(write_folder(tmp_path / "f", annas(OTHER)), berg)
    assert counts(report)["people"] == (0, 1, 2, 0, 0)
    with cast.asking(cast.anna):
        rows = CivilRecord.objects.filter(person=person(ANNA))
        told = rows.order_by("recorded_from").values_list("phone", "recorded_to")
        assert [(phone, to is None) for phone, to in told] == [
            (PHONE, False),
            (OTHER, True),
        ]


def test_whoever_comes_back_to_the_file_may_have_changed(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE)), berg)
    gone = {name: [r for r in BERG[name] if ANNA not in r] for name in BERG}
    report = take(write_folder(tmp_path / "f", gone), berg, accept_drop=True)
    assert counts(report)["people"] == (0, 0, 2, 1, 0)
    report = take(write_folder(tmp_path / "f", annas(OTHER)), berg)
    assert counts(report)["people"] == (1, 0, 2, 0, 0)
    with cast.asking(cast.anna):
        now = CivilRecord.objects.known_now().get(person=person(ANNA))
        assert (now.phone, now.is_gone) == (OTHER, False)


def test_what_stood_before_the_upgrade_changes_once(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE)), berg)
    with cast.asking(cast.anna):
        CivilRecord.objects.update(sex="", phone="", street="", postal_code="")
        CivilRecord.objects.update(locality="")
    assert counts(take(tmp_path / "f", berg))["people"] == (0, 3, 0, 0, 0)
    assert counts(take(tmp_path / "f", berg))["people"] == (0, 0, 3, 0, 0)


def test_rows_that_differ_in_these_alone_are_one_person(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    twice = annas(PHONE)["people"][0], annas(OTHER)["people"][0]
    rows = changed("people", *twice, *BERG["people"][1:])
    report = take(write_folder(tmp_path / "f", rows), berg)
    assert counts(report)["people"] == (3, 0, 0, 0, 0)
    with cast.asking(cast.anna):
        said = CivilRecord.objects.get(person=person(ANNA))
        assert said.phone == PHONE, "the first row holds"


@pytest.mark.parametrize("said", ["MALE ", "K", ""])
def test_a_sex_that_is_no_code_is_not_known_and_nobody_is_lost(
    cast: Cast, berg: Authority, tmp_path: Path, said: str
) -> None:
    report = take(write_folder(tmp_path / "f", annas(sex=said)), berg)
    assert counts(report)["people"] == (3, 0, 0, 0, 0)
    with cast.asking(cast.anna):
        kept = CivilRecord.objects.get(person=person(ANNA)).sex
        assert kept == ("male" if said == "MALE " else "")


def test_what_is_longer_than_its_column_is_cut(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas("0" * 300, email="x" * 300)), berg)
    with cast.asking(cast.anna):
        record = CivilRecord.objects.get(person=person(ANNA))
        assert (len(record.phone), len(record.email)) == (50, 254)


def test_whom_one_is_to_reach_is_found_by_telephone_and_stays_in_step(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE)), berg)
    assert found_by(cast, PHONE) == []
    assert step(cast, ANNA, BO) == 1
    assert step(cast, ANNA, BO) == 0, "asked again, nothing is left to do"
    address = ("address", "Storgatan 1, 840 40 Svenstavik", True)
    assert details(cast) == [address, ("phone", PHONE, True)]
    assert len(found_by(cast, PHONE)) == 1
    take(write_folder(tmp_path / "f", annas(OTHER)), berg)
    assert step(cast, ANNA) == 1
    assert details(cast) == [address, ("phone", PHONE, False), ("phone", OTHER, True)]
    assert found_by(cast, PHONE) == []
    assert len(found_by(cast, OTHER)) == 1
    take(write_folder(tmp_path / "f", annas()), berg)
    assert step(cast, ANNA) == 1
    assert found_by(cast, OTHER) == []
    assert step(cast, ANNA) == 0


def test_what_was_typed_in_stays_and_what_was_ended_stays_ended(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE)), berg)
    step(cast, ANNA)
    with cast.asking(cast.anna):
        anna = person(ANNA)
        copied = ContactDetail.objects.get(person=anna, kind="phone")
        end_contact(detail=copied, on=clock.today(), by=cast.anna)
        add_contact(
            person=anna,
            kind="phone",
            value=OTHER,
            source="guardian",
            valid_from=clock.today(),
            by=cast.anna,
        )
    assert step(cast, ANNA) == 0
    assert found_by(cast, PHONE) == []
    assert len(found_by(cast, OTHER)) == 1
    take(write_folder(tmp_path / "f", annas("070-174 06 77")), berg)
    assert step(cast, ANNA) == 1, "a new number from the register is another matter"
    assert len(found_by(cast, OTHER)) == len(found_by(cast, "0701740677")) == 1


def test_the_wall_passes_over_whom_one_may_not_see(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    cia = f"{CIA},Cia,Ek,female,protected_registration,,,{PHONE},,,,"
    rows = changed("people", *BERG["people"][:2], cia)
    take(write_folder(tmp_path / "f", rows), berg)
    with cast.asking(cast.anna):
        ids = [person(CIA).pk]
    for who in (cast.bo, cast.gun):
        with cast.asking(who):
            assert contacts_from_register(ids=ids, by=who) == 0
    assert details(cast) == []
    assert step(cast, CIA) == 1
    assert details(cast) == [("phone", PHONE, True)]
    with cast.asking(cast.bo):
        assert not ContactDetail.objects.exists()
        assert not Person.objects.matching(PHONE).exists()


def test_the_page_shows_what_the_register_says_beside_what_was_typed(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", annas(PHONE)), berg)
    with cast.asking(cast.bo):
        anna = person(ANNA)
        add_contact(
            person=anna,
            kind="email",
            value="anna@mail.example",
            source="person",
            valid_from=clock.today(),
            by=cast.bo,
        )
    url = f"/personer/{anna.pk}/"
    for copied in (False, True):
        if copied:
            step(cast, ANNA)
        shown = signed_in(cast.bo).get(url).content.decode()
        assert "Kvinna" in shown
        assert shown.count(f">{PHONE}<") == 1, "once, also when it is copied"
        assert "Storgatan 1, 840 40 Svenstavik" in shown
        assert "Inläst fil" in shown
        assert "anna@mail.example" in shown
        assert "Personen själv" in shown
    take(write_folder(tmp_path / "f", annas(OTHER)), berg)
    shown = signed_in(cast.bo).get(url).content.decode()
    assert PHONE not in shown, "what the register no longer says, is not said"
    assert OTHER in shown
