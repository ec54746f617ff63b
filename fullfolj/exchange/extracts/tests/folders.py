"""Extract folders for tests: four invented youths of Berg, and whatever goes wrong."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

# Check digits are right, the people invented.
ANNA, BO, CIA, DAN = "200703101238", "200805122397", "200901019802", "200802280016"

HEADERS = {
    "people": (
        "person_no,given_name,family_name,sex,protection,deceased_on,"
        "compulsory_schooling_until,phone,email,street,postal_code,locality"
    ),
    "registrations": "person_no,municipality_code,from,until,end_reason",
    "enrolments": (
        "person_no,school_unit_code,school_name,school_type,programme_code,"
        "from,until,status,study_abroad"
    ),
    "credentials": "person_no,kind,awarded_on",
}
NOTICES = "person_no,kind,school_unit_code,school_name,on,received_on"

Rows = Mapping[str, Sequence[str]]

BERG: Rows = {
    "people": (
        f"{ANNA},Anna,Åkesson,female,none,,,,,Storgatan 1,84040,Svenstavik",
        f"{BO},Bo,Alm,male,confidential,,,,,,,",
        f"{CIA},Cia,Ek,female,protected_registration,,,,,,,",
    ),
    "registrations": (
        f"{ANNA},2326,2007-03-10,,",
        f"{BO},2326,2008-05-12,,",
        f"{CIA},2326,2009-01-01,,",
    ),
    "enrolments": (
        f"{ANNA},12345678,Bergs gymnasieskola,GY,NA,2023-08-18,2026-06-10,completed,",
        f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-19,,active,no",
    ),
    "credentials": (f"{ANNA},studiebevis,2026-06-10",),
}


def table(name: str, rows: Sequence[str]) -> str:
    """A table as comma-separated text, with its header."""
    return "\n".join((HEADERS[name], *rows)) + "\n"


def write_folder(folder: Path, changes: Rows | None = None, **more: str) -> Path:
    """The youths of Berg as four files.

    `changes` gives tables other rows; `more` adds one row to a table.
    """
    folder.mkdir(exist_ok=True)
    for name in HEADERS:
        rows = list((changes or {}).get(name, BERG[name]))
        if name in more:
            rows.append(more[name])
        (folder / f"{name}.csv").write_text(table(name, rows), "utf-8")
    return folder


def tell(folder: Path, *rows: str) -> Path:
    """Put beside them what schools told, one row each."""
    (folder / "notices.csv").write_text("\n".join((NOTICES, *rows)) + "\n", "utf-8")
    return folder


def write_workbook(path: Path, *, as_numbers: bool = False) -> Path:
    """The same as one Excel file with four sheets; numbers as Excel guesses them."""
    import xlsxwriter

    options = {"strings_to_numbers": as_numbers}
    with xlsxwriter.Workbook(path, options) as book:
        for name in HEADERS:
            sheet = book.add_worksheet(name)
            text = StringIO(table(name, BERG[name]))
            for line, row in enumerate(csv.reader(text)):
                sheet.write_row(line, 0, row)
    return path
