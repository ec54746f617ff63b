"""What a list with any headings says: pure, and never a guess about who somebody is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.exchange.begin import rules
from fullfolj.exchange.begin.rules import Sheet, guess, lines, name_words, sheet

TODAY = date(2026, 11, 22)
ANNA = "20070310-1238"


def numbered(*rows: list[str]) -> list[rules.Row]:
    return list(enumerate(rows, 1))


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (["Namn", "Personnr"], {"name": 0, "number": 1}),
        (
            ["PERSON-NR", "För namn", "Efter-namn"],
            {"number": 0, "given": 1, "family": 2},
        ),
        (["Elev", "Född", "Kommentar"], {"name": 0, "born": 1, "note": 2}),
        (["First name", "Last name", "DOB"], {"given": 0, "family": 1, "born": 2}),
        (["Pnr", "Pnr"], {"number": 0}),
        (["Telefon", "Skola"], {}),
    ],
)
def test_headings_are_known_in_many_forms(
    head: list[str], columns: dict[str, int]
) -> None:
    assert guess(Sheet(head, []), TODAY) == columns


def test_numbers_are_known_by_their_look_where_no_heading_says_so() -> None:
    found = sheet(numbered(["Ungdom", "Id"], ["Anna", ANNA], ["Bo", "?"]), TODAY)
    assert guess(found, TODAY) == {"name": 0, "number": 1}


def test_a_title_above_the_headings_is_passed_over() -> None:
    rows = numbered(["KAA 2026"], ["Personnummer", "Namn"], [ANNA, "Anna"])
    found = sheet(rows, TODAY)
    assert found == Sheet(["Personnummer", "Namn"], [(3, [ANNA, "Anna"])])


def test_a_list_without_headings_loses_nobody() -> None:
    found = sheet(numbered(["Anna Ek", ANNA], ["Bo Alm", "080512-2397"]), TODAY)
    assert found.head == ["", ""]
    assert len(found.rows) == 2
    assert guess(found, TODAY) == {"number": 1}


def test_an_empty_list_is_empty() -> None:
    assert sheet([], TODAY) == Sheet([], [])
    assert guess(Sheet([], []), TODAY) == {}


@pytest.mark.parametrize("first", [["Anna", ANNA], ["Anna Ek", "2007-03-10"]])
def test_the_first_person_of_a_list_without_headings_is_no_heading(
    first: list[str],
) -> None:
    rows = numbered(first, ["Bo Alm", "2008-01-01"])
    assert sheet(rows, TODAY) == Sheet(["", ""], rows)


@pytest.mark.parametrize(
    "written", [ANNA, "200703101238", "070310-1238", "0703101238", "703101238"]
)
def test_a_number_is_read_in_every_form_also_without_its_zero(written: str) -> None:
    (line,) = lines(numbered([written]), {"number": 0}, TODAY)
    assert (line.number, line.wrong) == ("200703101238", "")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("20070310-1239", "number.check"),
        ("Anna", "number.shape"),
        ("12", "number.shape"),
    ],
)
def test_a_number_that_is_none_has_its_reason(written: str, reason: str) -> None:
    (line,) = lines(numbered([written]), {"number": 0}, TODAY)
    assert (line.number, line.wrong) == ("", reason)


def test_a_row_that_says_nothing_of_anybody_is_left() -> None:
    rows = numbered(["", ""], [" ", "Summa 3"], [ANNA])
    found = lines(rows, {"number": 0, "note": 1}, TODAY)
    assert [line.line for line in found] == [3]


def test_a_name_is_the_same_both_ways_round_and_another_name_is_not() -> None:
    assert name_words("Ek, Åsa") == name_words("åsa ek") == name_words("Asa Ek")
    assert name_words("Åsa Ek") != name_words("Åsa Maria Ek")
    assert name_words("Åsa-Lena Ek") != name_words("Åsa Ek")


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=30))
def test_whatever_stands_in_it_no_row_is_lost_and_nothing_fails(
    cells: list[list[str]],
) -> None:
    rows = numbered(*cells)
    found = sheet(rows, TODAY)
    assert all(row in rows for row in found.rows)
    assert len(rows) - len(found.rows) <= rules.LOOKED_AT
    columns = guess(found, TODAY)
    assert len(set(columns.values())) == len(columns)
    for line in lines(found.rows, columns, TODAY):
        assert not (line.number and line.wrong)
