"""Objects of SS 12000 into facts: what is missing is unknown, what is odd refused."""

from datetime import date
from typing import Any

import pytest

from fullfolj.exchange.extracts.checks import reached
from fullfolj.exchange.ss12000 import read

TODAY = date(2026, 3, 16)
NUMBER = "200805019809"
KEY = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"


def pupil(**changed: Any) -> dict[str, Any]:
    told = {
        "id": KEY,
        "meta": {"modified": "2026-01-01T00:00:00Z"},
        "civicNo": {"value": NUMBER},
        "givenName": "Tuva",
        "familyName": "Ek",
        "securityMarking": "Ingen",
        "enrolments": [place()],
    }
    return {name: v for name, v in (told | changed).items() if v is not None}


def place(**changed: Any) -> dict[str, Any]:
    told = {
        "enroledAt": {"id": "unit"},
        "schoolType": "GY",
        "startDate": "2024-08-19",
    }
    return {name: value for name, value in (told | changed).items() if value}


def said(*objects: dict[str, Any], **given: Any) -> read.Said:
    found = read.Said(units={"unit": ("12345678", "Bergs gymnasium")})
    read.persons(found, objects, TODAY, **given)
    return found


def refusals(found: read.Said) -> list[tuple[str, int, str, str]]:
    told = found.extracts.refusals
    return [(r.file, r.line, r.field, r.reason) for r in told]


def test_a_pupil_and_a_place() -> None:
    (person,) = said(pupil()).extracts.persons.values()
    (fact,) = person.enrolments
    assert (person.number, person.protection) == (NUMBER, "none")
    assert (fact.school_unit_code, fact.school_name) == ("12345678", "Bergs gymnasium")
    assert (fact.school_type, fact.status, fact.last_on) == ("GY", "active", None)


@pytest.mark.parametrize(
    ("word", "ours"),
    [("GYS", "GYS"), ("GYAN", "GYS"), ("VUXSARGY", "VUXGY"), ("SFI", "SFI")],
)
def test_names_of_school_types_go_by_the_table(word: str, ours: str) -> None:
    found = said(pupil(enrolments=[place(schoolType=word)]))
    assert found.extracts.persons[NUMBER].enrolments[0].school_type == ours


def test_a_place_that_no_rule_asks_for_is_passed_over() -> None:
    found = said(pupil(enrolments=[place(schoolType="FTH"), place()]))
    assert (found.passed_over, refusals(found)) == (1, [])
    assert len(found.extracts.persons[NUMBER].enrolments) == 1


@pytest.mark.parametrize(
    ("odd", "field", "reason"),
    [
        ({"schoolType": "XYZ"}, "schoolType", "code.unknown"),
        ({"schoolType": ""}, "schoolType", "code.needed"),
        ({"startDate": "2024-13-01"}, "startDate", "date.impossible"),
        ({"startDate": ""}, "startDate", "date.needed"),
        ({"endDate": "2024-08-18"}, "endDate", "date.end_before_start"),
        ({"startDate": "2007-01-01"}, "startDate", "date.before_birth"),
        ({"cancelled": "ja"}, "cancelled", "code.unknown"),
    ],
)
def test_an_odd_value_refuses_its_row_alone(
    odd: dict[str, Any], field: str, reason: str
) -> None:
    found = said(pupil(enrolments=[place(**odd), place()]))
    assert refusals(found) == [("/persons#enrolments", 1, field, reason)]
    assert len(found.extracts.persons[NUMBER].enrolments) == 1
    assert found.again == [KEY]


@pytest.mark.parametrize(
    ("odd", "field", "reason"),
    [
        ({"civicNo": {"value": "200805019800"}}, "civicNo", "number.check"),
        (
            {"civicNo": {"value": NUMBER, "nationality": "Sverige"}},
            "civicNo",
            "code.unknown",
        ),
        ({"civicNo": {"value": None}}, "birthDate", "date.needed"),
        ({"civicNo": None}, "birthDate", "date.needed"),
        ({"securityMarking": "Hemlig"}, "securityMarking", "code.unknown"),
    ],
)
def test_an_odd_person_is_refused_whole(
    odd: dict[str, Any], field: str, reason: str
) -> None:
    found = said(pupil(**odd))
    assert refusals(found) == [("/persons#people", 1, field, reason)]
    assert not found.extracts.persons
    assert found.again == [KEY]


def test_a_marking_that_is_none_or_is_missing_protects() -> None:
    assert said(pupil(securityMarking="Hemlig")).extracts.marked == {NUMBER: "?"}
    assert said(pupil(securityMarking=None)).extracts.marked == {NUMBER: ""}
    assert said(pupil()).extracts.marked == {}


def test_who_has_no_number_stands_by_the_systems_id() -> None:
    found = said(pupil(civicNo=None, birthDate="2008-05-01"))
    assert list(found.extracts.persons) == [f"#{KEY}"]


def test_another_countrys_number_is_none() -> None:
    foreign = {"value": "12345", "nationality": "NO"}
    found = said(pupil(civicNo=foreign, birthDate="2008-05-01"))
    assert list(found.extracts.persons) == [f"#{KEY}"]


def test_one_number_twice_is_one_person() -> None:
    other = pupil(
        id="another", securityMarking="Sekretessmarkering",
        enrolments=[place(schoolType="IB")],
    )  # fmt: skip
    found = said(pupil(), other)
    (person,) = found.extracts.persons.values()
    assert {e.school_type for e in person.enrolments} == {"GY", "IB"}
    assert found.extracts.marked == {NUMBER: "confidential"}
    assert found.keys == {NUMBER: [KEY, "another"]}


def test_one_that_changes_while_it_is_read_counts_as_it_was_last() -> None:
    later = pupil(
        meta={"modified": "2026-03-16T08:00:00Z"},
        enrolments=[place(endDate="2026-03-13")],
    )
    for objects in ((pupil(), later), (later, pupil())):
        (person,) = said(*objects).extracts.persons.values()
        assert [e.last_on for e in person.enrolments] == [date(2026, 3, 13)]


def test_a_number_that_changes_while_one_reads_leaves_no_second_person() -> None:
    later = pupil(
        meta={"modified": "2026-03-16T08:00:00Z"}, civicNo={"value": "20080501TF01"}
    )
    assert list(said(pupil(), later).extracts.persons) == ["20080501TF01"]


@pytest.mark.parametrize(
    ("said_of", "last_on"),
    [
        ("2026-06-11T22:00:00Z", date(2026, 6, 12)),
        ("2026-06-12T00:00:00", date(2026, 6, 12)),
        ("2026-06-12T00:00:00+02:00", date(2026, 6, 12)),
        ("2026-06-12 00:00:00.0000000Z", date(2026, 6, 12)),
        ("2026-06-12T23:59:59", date(2026, 6, 12)),
        ("2026-06-12T23:59:59.999Z", date(2026, 6, 12)),
        ("9999-12-31T23:59:59.9999999Z", None),
        ("9999-12-31T00:00:00", None),
        ("9999-12-31T22:30:00-05:00", None),
    ],
)
def test_an_instant_of_a_day_is_the_day(said_of: str, last_on: date | None) -> None:
    found = said(pupil(enrolments=[place(endDate=said_of)]))
    assert found.extracts.persons[NUMBER].enrolments[0].last_on == last_on
    assert refusals(found) == []


@pytest.mark.parametrize("first", ["0001-01-01T00:00:00Z", "9999-12-31T12:00:00Z"])
def test_an_instant_that_nobody_means_is_refused(first: str) -> None:
    found = said(pupil(enrolments=[place(startDate=first)]))
    ((_, _, field, _),) = refusals(found)
    assert field == "startDate"


def test_a_birth_date_may_be_an_instant_too() -> None:
    found = said(pupil(civicNo=None, birthDate="2008-04-30T22:00:00Z"))
    assert found.extracts.persons[f"#{KEY}"].born_on == date(2008, 5, 1)


@pytest.mark.parametrize("zone", ["", "Z", "-05:00", "+14:00"])
def test_the_last_instant_that_there_is_is_no_end(zone: str) -> None:
    found = said(pupil(enrolments=[place(endDate=f"9999-12-31T23:59:59{zone}")]))
    assert found.extracts.persons[NUMBER].enrolments[0].last_on is None


def test_an_instant_before_all_years_is_no_day() -> None:
    found = said(pupil(enrolments=[place(startDate="0001-01-01T00:00:00+02:00")]))
    assert refusals(found) == [("/persons#enrolments", 1, "startDate", "date.range")]


@pytest.mark.parametrize("odd", [5, True, "GY", {"schoolType": "GY"}, [None], [["GY"]]])
def test_enrolments_that_are_none_are_refused(odd: Any) -> None:
    found = said(pupil(enrolments=odd))
    assert refusals(found) == [("/persons#enrolments", 1, "enrolments", "code.unknown")]


def test_one_enrolment_that_stands_in_no_list_is_one() -> None:
    found = said(pupil(enrolments=place()))
    assert len(found.extracts.persons[NUMBER].enrolments) == 1


@pytest.mark.parametrize("named", [{}, {"id": ""}])
def test_what_has_no_id_is_what_nobody_names(named: dict[str, str]) -> None:
    found = read.Said()
    read.organisations(found, [{"schoolUnitCode": "87654321", "displayName": "Ingen"}])
    programme = {"code": "NA25", "type": "Högskoleförberedande program"}
    read.programmes(found, [programme])
    read.persons(found, [pupil(enrolments=[place(enroledAt=named)])], TODAY)
    (fact,) = found.extracts.persons[NUMBER].enrolments
    assert (fact.programme_code, fact.school_unit_code, fact.school_name) == ("",) * 3


def test_ids_that_are_too_long_to_keep_make_nobody_the_same() -> None:
    ids = [f"urn:{'x' * 110}:{n}" for n in range(2)]
    found = said(pupil(id=ids[0]), pupil(id=ids[1], civicNo={"value": "200805029808"}))
    assert [why for *_, why in refusals(found)] == ["value.unfit"] * 2
    assert not found.extracts.persons


def test_of_the_young_nothing_is_kept_and_staff_are_no_pupils() -> None:
    child = pupil(civicNo=None, birthDate="2014-01-01")
    staff = pupil(id="staff", enrolments=None)
    found = said(child, staff)
    assert (found.too_young, found.extracts.persons) == (1, {})
    ended = said(staff, known={"staff"})
    assert [p.enrolments for p in ended.extracts.persons.values()] == [()]


def test_a_marking_holds_though_the_number_is_wrong() -> None:
    """Whom we know by the system's own id is to be protected all the same."""
    wrong = {"value": "200805019800"}
    found = said(pupil(civicNo=wrong, securityMarking="Sekretessmarkering"))
    assert found.extracts.marked == {f"#{KEY}": "confidential"}
    assert said(pupil(civicNo=wrong)).extracts.marked == {}


@pytest.mark.parametrize(
    "odd",
    [
        {"meta": "2026-01-01T00:00:00Z"},
        {"meta": ["2026"]},
        {"phoneNumbers": 7},
        {"phoneNumbers": True},
        {"emails": 5},
        {"emails": {"value": "a@b.example"}},
        {"addresses": "Storgatan 1"},
        {"addresses": 1.5},
    ],
    ids=lambda odd: str(odd)[:20],
)
def test_what_has_another_shape_is_not_known(odd: dict[str, Any]) -> None:
    found = said(pupil(**odd))
    assert len(found.extracts.persons[NUMBER].enrolments) == 1
    assert reached(found.extracts.persons[NUMBER].reach) == [""] * 6
    assert refusals(found) == []


def test_text_that_cannot_be_kept_is_left_out() -> None:
    found = said(pupil(givenName="Tu\x00va\ud800"))
    assert found.extracts.persons[NUMBER].given_name == "Tuva"
