"""Files as they come: every dialect is read, every fault is named, nobody is lost."""

import os
from datetime import date
from pathlib import Path

import pytest

from fullfolj.exchange.extracts.read import Extracts, read_delivery, read_extracts
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    BO,
    CIA,
    DAN,
    HEADERS,
    NOTICES,
    table,
    tell,
    write_folder,
    write_workbook,
)

TODAY = date(2026, 11, 21)


def read(folder: Path, municipality: str | None = "2326") -> Extracts:
    return read_extracts(folder, municipality, TODAY)


def faults(extracts: Extracts) -> list[tuple[str, int, str, str, str]]:
    return [
        (r.file, r.line, r.field, r.value_class, r.reason) for r in extracts.refusals
    ]


@pytest.fixture
def berg(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "berg")


def rewrite(folder: Path, encoding: str, delimiter: str, newline: str = "\n") -> None:
    for path in folder.glob("*.csv"):
        text = path.read_text("utf-8").replace(",", delimiter)
        path.write_text(text, encoding, newline=newline)


# ── Dialects ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_dialect_says_the_same(
    berg: Path, encoding: str, delimiter: str, newline: str
) -> None:
    plain = read(berg)
    rewrite(berg, encoding, delimiter, newline)
    assert read(berg) == plain
    assert plain.persons[ANNA].name == "Åkesson, Anna"
    assert faults(plain) == []


@pytest.mark.parametrize("as_numbers", [False, True])
def test_a_workbook_says_the_same(
    tmp_path: Path, berg: Path, *, as_numbers: bool
) -> None:
    folder = tmp_path / "excel"
    folder.mkdir()
    book = write_workbook(folder / "utdrag.xlsx", as_numbers=as_numbers)
    assert read(folder).persons == read(book).persons == read(berg).persons


def test_excel_keeps_the_zeros_of_a_code(tmp_path: Path) -> None:
    import xlsxwriter

    folder = write_folder(tmp_path / "mixed")
    (folder / "registrations.csv").unlink()
    with xlsxwriter.Workbook(folder / "registrations.xlsx") as book:
        sheet = book.add_worksheet("registrations")
        sheet.write_row(0, 0, HEADERS["registrations"].split(","))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 0, [703101238, 114])
        sheet.write_datetime(1, 2, date(2007, 3, 10), day)
    found = read(folder, "0114").persons[ANNA].registrations
    assert [(r.municipality_code, r.valid_from) for r in found] == [
        ("0114", date(2007, 3, 10))
    ]


def test_numbers_in_any_form_meet(berg: Path) -> None:
    path = berg / "enrolments.csv"
    path.write_text(path.read_text("utf-8").replace(ANNA, " 070310-1238"), "utf-8")
    path = berg / "registrations.csv"
    path.write_text(path.read_text("utf-8").replace(ANNA, "20070310-1238"), "utf-8")
    assert len(read(berg).persons[ANNA].enrolments) == 1


def test_columns_may_stand_in_any_order_with_more_beside(berg: Path) -> None:
    (berg / "credentials.csv").write_text(
        f"not,Awarded_On , kind,person_no\nx,2026-06-10,studiebevis,{ANNA}\n", "utf-8"
    )
    assert [c.kind for c in read(berg).persons[ANNA].credentials] == ["studiebevis"]


def test_a_line_break_inside_a_street_is_no_fault(tmp_path: Path) -> None:
    people = [f'{ANNA},Anna,Åkesson,female,none,,,,,"Storgatan 1\nlgh 2",84040,Berg']
    folder = write_folder(tmp_path / "street", {**BERG, "people": people})
    assert ANNA in read(folder).persons


def test_excels_hint_of_the_delimiter_is_passed_over(berg: Path) -> None:
    rewrite(berg, "utf-8", ";")
    path = berg / "credentials.csv"
    path.write_text("sep=;\n" + path.read_text("utf-8") + f"{BO};x;2026-06-10\n")
    found = read(berg)
    assert len(found.persons[ANNA].credentials) == 1
    assert found.refusals[0].line == 4


def test_exact_duplicates_count_once(tmp_path: Path) -> None:
    twice = {name: [*rows, rows[0]] for name, rows in BERG.items()}
    found = read(write_folder(tmp_path / "twice", twice))
    assert found.persons == read(write_folder(tmp_path / "once")).persons
    assert found.repeated == dict.fromkeys(
        ("people.csv", "registrations.csv", "enrolments.csv", "credentials.csv"), 1
    )
    assert faults(found) == []


def test_no_credentials_file_is_no_fault(berg: Path) -> None:
    (berg / "credentials.csv").unlink()
    assert faults(read(berg)) == []


def test_pupils_from_elsewhere_are_counted_not_refused(tmp_path: Path) -> None:
    row = f"{DAN},1,Skola,GY,NA,2024-08-19,,active,"
    found = read(write_folder(tmp_path / "pupils", enrolments=row))
    assert (found.unrelated, faults(found)) == ({"enrolments.csv": 1}, [])


# ── Faults ───────────────────────────────────────────────────────────────────────────

FAULTS = [
    ("people", "200703101239,,,,none,,,,,,,", "person_no", "digits", "number.check"),
    ("people", "200713101238,,,,none,,,,,,,", "person_no", "digits", "number.date"),
    ("people", "190703101238,,,,none,,,,,,,", "person_no", "digits", "number.century"),
    ("people", "210703101238,,,,none,,,,,,,", "person_no", "digits", "number.future"),
    ("people", "hemlig,,,,none,,,,,,,", "person_no", "text", "number.shape"),
    ("people", f"{ANNA},,,,nej,,,,,,,", "protection", "text", "code.unknown"),
    ("people", f"{ANNA},,,,none,1999-01-01,,,,,,", "deceased_on", "date", "*birth"),
    ("people", f"{ANNA},,,,none,,2099-06-30,,,,,", "*", "date", "compulsory.range"),
    ("people", f"{ANNA},,,,confidential,,,,,,,", "person_no", "digits", "person.twice"),
    ("people", f"{ANNA},,,none", "", "empty", "row.length"),
    ("registrations", f"{ANNA},2326,2026-13-40,,", "from", "date", "date.impossible"),
    ("registrations", f"{ANNA},2326,i går,,", "from", "text", "date.shape"),
    ("registrations", f"{ANNA},2326,1026-01-01,,", "from", "date", "date.range"),
    ("registrations", f"{ANNA},2326,,,", "from", "empty", "date.needed"),
    ("registrations", f"{ANNA},Berg,2020-01-01,,", "*", "text", "code.municipality"),
    ("registrations", f"{ANNA},2326,2020-01-01,2019-01-01,moved", "until", "date", "*"),
    ("registrations", f"{ANNA},2326,2020-01-01,,moved", "until", "empty", "*needed"),
    ("registrations", f"{ANNA},2380,2020-01-01,,", "from", "date", "*.overlap"),
    ("registrations", f"{DAN},2326,2020-01-01,,", "*", "digits", "*.missing"),
    ("registrations", "200703101239,2326,2020-01-01,,", "*", "digits", "number.check"),
    ("enrolments", f"{BO},1,S,XX,,2024-08-01,,active,", "school_type", "text", "*"),
    ("enrolments", f"{BO},1,S,,,2024-08-01,,active,", "*", "empty", "code.needed"),
    ("enrolments", f"{BO},1,S,GY,NA,2024-02-30,,active,", "from", "date", "*"),
    ("enrolments", f"{BO},1,S,GY,NA,2024-08-01,,completed,", "until", "empty", "*"),
    ("enrolments", f"{BO},1,S,GY,NA,2024-08-01,2024-07-31,active,", "until", "*", "*"),
    ("enrolments", f"{BO},1,S,GY,NA,2024-08-01,,läser,", "status", "text", "*"),
    ("enrolments", f"{BO},1,S,GY,NA,2024-08-01,,active,ja", "study_abroad", "*", "*"),
    ("enrolments", f"{'x' * 200},1,S,GY,NA,2024-08-01,,active,", "*", "long", "*"),
    ("enrolments", "200703101239,1,S,GY,NA,2024-08-01,,active,", "*", "digits", "*"),
    ("credentials", f"{BO},betyg,2026-06-10", "kind", "text", "code.unknown"),
    ("credentials", f"{BO},examen,", "awarded_on", "empty", "date.needed"),
    ("credentials", f"{BO},examen,2026-06-10\x01", "awarded_on", "unprintable", "*"),
]


@pytest.mark.parametrize(("name", "row", "field", "kind", "reason"), FAULTS)
def test_a_row_that_cannot_be_used_is_named_and_its_person_kept(  # noqa: PLR0917
    tmp_path: Path, name: str, row: str, field: str, kind: str, reason: str
) -> None:
    found = read(write_folder(tmp_path / "fault", None, **{name: row}))
    (fault,) = found.refusals
    assert (fault.file, fault.line) == (f"{name}.csv", len(BERG[name]) + 2)
    for expected, actual in (
        (field, fault.field),
        (kind, fault.value_class),
        (reason, fault.reason),
    ):
        assert actual == expected or actual.endswith(expected.removeprefix("*"))
    (whose,) = found.refused
    assert row.startswith(whose[:12])


def test_a_broken_registration_may_be_ours_so_its_person_is_kept(
    tmp_path: Path,
) -> None:
    folder = write_folder(
        tmp_path / "f", {**BERG, "registrations": [f"{ANNA},23x6,,,"]}
    )
    assert read(folder, "2326").listed_in == {ANNA: {"*": None}}
    (folder / "registrations.csv").write_text(
        f"{HEADERS['registrations']}\n{ANNA},2326\n", "utf-8"
    )
    assert read(folder, "2326").listed_in == {ANNA: {"*": None}}


# ── Files that cannot be used ────────────────────────────────────────────────────────


def unusable(folder: Path) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unusable) as caught:
        read(folder)
    return caught.value.reason, dict(caught.value.values)


@pytest.mark.parametrize("name", ["people", "registrations", "enrolments"])
def test_a_missing_file_is_named(berg: Path, name: str) -> None:
    (berg / f"{name}.csv").unlink()
    assert unusable(berg) == ("file.missing", {"file": f"{name}.csv"})


@pytest.mark.parametrize("name", list(HEADERS))
def test_an_empty_file_is_named(berg: Path, name: str) -> None:
    (berg / f"{name}.csv").write_bytes(b"")
    assert unusable(berg) == ("file.empty", {"file": f"{name}.csv"})


@pytest.mark.parametrize("column", ["person_no", "municipality_code", "from", "until"])
def test_a_missing_column_is_named(berg: Path, column: str) -> None:
    path = berg / "registrations.csv"
    path.write_text(path.read_text().replace(column, "annat", 1))
    assert unusable(berg) == (
        "column.missing",
        {"file": "registrations.csv", "column": column},
    )


def test_a_column_that_stands_twice_is_named(berg: Path) -> None:
    path = berg / "registrations.csv"
    path.write_text(path.read_text().replace("end_reason", "from", 1))
    assert unusable(berg)[0] == "column.twice"


def test_a_binary_file_is_named(berg: Path) -> None:
    (berg / "people.csv").write_bytes(bytes(range(256)) * 40)
    assert unusable(berg) == ("file.binary", {"file": "people.csv"})
    (berg / "people.csv").write_bytes(b"\x81\x8d" * 99)
    assert unusable(berg)[0] == "column.missing"


def test_one_damaged_letter_does_not_spoil_a_file(berg: Path) -> None:
    path = berg / "people.csv"
    path.write_bytes(path.read_bytes().replace(b",Bo,", b",B\xe5,"))
    found = read(berg)
    assert found.persons[ANNA].name == "Åkesson, Anna"
    assert faults(found) == []


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("name", ["people", "registrations", "enrolments"])
def test_a_quote_left_open_in_any_column_is_never_silent(
    berg: Path, name: str, newline: str
) -> None:
    path = berg / f"{name}.csv"
    lines = path.read_text("utf-8").splitlines()
    quoted = ['"' + line.replace(",", '","') + '"' for line in lines]
    sound = {}
    for place in range(1, len(lines) - 1):
        for cut in (i for i, c in enumerate(quoted[place]) if c == '"'):
            broken = quoted[place][:cut] + quoted[place][cut + 1 :]
            text = newline.join([*quoted[:place], broken, *quoted[place + 1 :], ""])
            path.write_bytes(text.encode())
            try:
                found = read(berg)
            except Unusable:
                continue
            sound[place, cut] = set(found.listed_in) | set(found.refused)
    for kept in sound.values():
        assert {number[:12] for number in kept} == {ANNA, BO, CIA}


def test_a_damaged_workbook_never_stops_the_reader(tmp_path: Path) -> None:
    import xlsxwriter

    folder = write_folder(tmp_path / "wide")
    (folder / "people.csv").unlink()
    with xlsxwriter.Workbook(folder / "people.xlsx") as book:
        book.add_worksheet("people").write_string("XFD190000", "x")
    assert unusable(folder)[0] == "excel.large"


def test_excel_may_begin_with_empty_rows(tmp_path: Path) -> None:
    import xlsxwriter

    folder = write_folder(tmp_path / "late")
    (folder / "registrations.csv").unlink()
    with xlsxwriter.Workbook(folder / "registrations.xlsx") as book:
        sheet = book.add_worksheet(" Registrations ")
        sheet.write_row(2, 0, HEADERS["registrations"].split(","))
        sheet.write_row(3, 0, [703101238, 114, "2007-03-10"])
    assert list(read(folder, "0114").persons) == [ANNA]


def test_a_fact_before_birth_is_refused(tmp_path: Path) -> None:
    for name, row in (
        ("enrolments", f"{BO},1,S,GY,NA,1924-08-18,,active,"),
        ("credentials", f"{BO},examen,1926-06-10"),
    ):
        found = read(write_folder(tmp_path / name, None, **{name: row}))
        assert [r.reason for r in found.refused[BO]] == ["date.before_birth"]


def test_a_number_in_far_too_many_rows_is_reviewed_not_counted(tmp_path: Path) -> None:
    rows = [
        f"{BO},1,S,GY,NA,2024-08-18,{2026 + i // 300}-01-{i % 28 + 1:02},active,{i}"
        for i in range(3)
    ]
    many = [f"{BO},{i},S,SFI,,2024-08-18,,active," for i in range(3000)]
    folder = write_folder(tmp_path / "many", {**BERG, "enrolments": [*many, *rows]})
    found = read(folder)
    assert len(found.persons[BO].enrolments) == 500
    assert found.refused[BO][0].reason == "person.rows"
    assert len(found.refused[BO]) == 20


def test_a_marking_is_remembered_from_a_refused_row(tmp_path: Path) -> None:
    bad = f"{ANNA},,,,protected_registration,2026-13-40,,,,,,"
    found = read(write_folder(tmp_path / "marked", None, people=bad))
    assert found.marked[ANNA] == "protected_registration"


def test_people_without_any_registration_are_told(tmp_path: Path) -> None:
    found = read(write_folder(tmp_path / "lone", None, people=f"{DAN},,,,none,,,,,,,"))
    assert (found.unregistered, faults(found)) == (1, [])


def test_an_annulled_registration_never_was(tmp_path: Path) -> None:
    row = f"{DAN},2326,2020-01-01,2020-01-01,"
    found = read(write_folder(tmp_path / "annulled", None, registrations=row))
    assert DAN not in found.listed_in


def test_two_gigabytes_of_nothing_are_named_at_once(berg: Path) -> None:
    os.truncate(berg / "people.csv", 2 << 30)
    assert unusable(berg) == ("file.binary", {"file": "people.csv"})


def test_a_line_without_an_end_is_named(berg: Path) -> None:
    (berg / "people.csv").write_text("a" * (3 << 20))
    assert unusable(berg) == ("file.binary", {"file": "people.csv"})
    (berg / "people.csv").write_text(HEADERS["people"] + "\n" + "a" * (3 << 20))
    assert unusable(berg)[0] == "quote.open"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_open_quote_never_swallows_people(tmp_path: Path, place: int) -> None:
    people = list(BERG["people"])
    people[place] = (
        people[place].replace(",female", ',"female').replace(",male", ',"male')
    )
    folder = write_folder(tmp_path / "quote", {**BERG, "people": people})
    if place == len(people) - 1:  # nobody after it to swallow
        found = read(folder)
        assert [r.line for r in found.refusals][:1] == [place + 2]
    else:
        assert unusable(folder) == (
            "quote.open",
            {"file": "people.csv", "line": place + 2},
        )


def test_a_broken_workbook_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in HEADERS:
        (folder / f"{name}.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert unusable(folder)[0] == "excel.unreadable"


def test_headers_only_is_an_empty_list(tmp_path: Path) -> None:
    found = read(write_folder(tmp_path / "none", dict.fromkeys(HEADERS, ())))
    assert (found.persons, found.rows["people.csv"]) == ({}, 0)


def test_every_municipality_keeps_everyone(berg: Path) -> None:
    assert set(read(berg, None).persons) == {ANNA, BO, CIA}
    assert read(berg, "0114").persons == {}
    assert table("people", ()).startswith("person_no")
    assert DAN not in read(berg).persons


# ── What schools told ────────────────────────────────────────────────────────────────

TOLD = "end,12345678,Bergs gymnasieskola,2026-11-13,2026-11-18"


def told(folder: Path) -> Extracts:
    return read_delivery(folder, TODAY, lambda file, rows: None)


def test_what_schools_told_is_read_of_whomever(berg: Path) -> None:
    rows = (f"{ANNA},{TOLD}", f"080228-0016,{TOLD}", f"{ANNA},{TOLD}")
    found = told(tell(berg, *rows))
    (each,) = found.notices[ANNA]
    assert (each.kind, each.school_unit_code, each.on, each.received_on) == (
        *("end", "12345678"),
        *(date(2026, 11, 13), date(2026, 11, 18)),
    )
    assert found.notices[DAN].keys() == {each}, "whom people.csv does not name"
    assert found.repeated == {"notices.csv": 1}


WRONG = {
    f"{ANNA},late,1,S,2026-11-13,2026-11-18": ("kind", "text", "code.unknown"),
    f"{ANNA},end,,  ,2026-11-13,2026-11-18": ("school_name", "empty", "school.needed"),
    f"{ANNA},end,1,S,,2026-11-18": ("on", "empty", "date.needed"),
    f"{ANNA},end,1,S,1999-11-13,2026-11-18": ("on", "date", "date.before_birth"),
    f"{ANNA},end,1,S,2026-11-13,": ("received_on", "empty", "date.needed"),
    f"{ANNA},end,1,S,2026-11-13,2026-11-22": ("received_on", "date", "date.future"),
    f"200703101239,{TOLD}": ("person_no", "digits", "number.check"),
    f"{ANNA},end": ("", "empty", "row.length"),
}


@pytest.mark.parametrize("row", WRONG)
def test_a_notice_that_is_not_used_is_named_and_asks_for_nobody(
    berg: Path, row: str
) -> None:
    before = told(berg)
    found = told(tell(berg, f"{ANNA},{TOLD}", row))
    assert faults(found) == [("notices.csv", 3, *WRONG[row])]
    assert (found.refused, found.listed_in) == (before.refused, before.listed_in)
    assert len(found.notices[ANNA]) == 1


def test_a_sheet_of_a_workbook_tells_the_same(tmp_path: Path, berg: Path) -> None:
    import xlsxwriter

    plain = told(tell(berg, f"{ANNA},{TOLD.replace('12345678', '02345678')}"))
    (berg / "notices.csv").unlink()
    with xlsxwriter.Workbook(berg / "skolor.xlsx") as book:
        sheet = book.add_worksheet("notices")
        sheet.write_row(0, 0, NOTICES.split(","))
        row = [int(ANNA), "end", 2345678, "Bergs gymnasieskola"]
        sheet.write_row(1, 0, [*row, "2026-11-13", "2026-11-18"])
    assert told(berg).notices[ANNA].keys() == plain.notices[ANNA].keys()


def test_the_list_of_files_alone_does_not_open_them(berg: Path) -> None:
    before = read(berg)
    (berg / "notices.csv").write_bytes(b"\0 no table")
    assert read(berg) == before
    with pytest.raises(Unusable, match=r"file\.binary"):
        told(berg)
