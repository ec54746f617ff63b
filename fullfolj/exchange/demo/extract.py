"""The four files of an extract as the contract names them, written by person."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = list[str]


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split(","))


COLUMNS = {
    "people": _columns(
        "person_no,given_name,family_name,sex,protection,deceased_on,"
        "compulsory_schooling_until,phone,email,street,postal_code,locality"
    ),
    "registrations": _columns("person_no,municipality_code,from,until,end_reason"),
    "enrolments": _columns(
        "person_no,school_unit_code,school_name,school_type,programme_code,"
        "from,until,status,study_abroad"
    ),
    "credentials": _columns("person_no,kind,awarded_on"),
}


@dataclass(slots=True)
class PersonRows:
    """One person's rows in every file."""

    people: list[Row] = field(default_factory=list)
    registrations: list[Row] = field(default_factory=list)
    enrolments: list[Row] = field(default_factory=list)
    credentials: list[Row] = field(default_factory=list)

    def files(self) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
        """The rows in the order of COLUMNS."""
        return self.people, self.registrations, self.enrolments, self.credentials


class Extract:
    """Four open files and how many rows each has been given."""

    def __init__(self, writers: list[Any]) -> None:
        self._writers = writers
        self.counts = dict.fromkeys(COLUMNS, 0)

    def write(self, rows: PersonRows) -> None:
        """Append one person."""
        counts = self.counts
        for name, writer, each in zip(counts, self._writers, rows.files(), strict=True):
            if each:
                writer.writerows(each)
                counts[name] += len(each)


@contextmanager
def open_extract(folder: Path) -> Iterator[Extract]:
    """Write the headers of all files; close them at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = []
        for name, columns in COLUMNS.items():
            path = folder / f"{name}.csv"
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writers.append(writer)
        yield Extract(writers)
