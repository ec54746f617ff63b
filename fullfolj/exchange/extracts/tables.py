"""One table of an extract, read as a stream: CSV in its usual dialects, or Excel.

Knows encodings, delimiters, quotes and sheets; knows nothing of what a column means.
"""

import codecs
import csv
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

LONGEST_LINE = 1 << 20  # characters; a longer line is not a row of a table
MOST_EXCEL_MEMORY = 4 << 30  # bytes of address space for reading a workbook
MOST_EXCEL_ROWS = 200_000  # reading Excel is not constant memory: larger goes as CSV
EXCEL = (".xlsx", ".xlsm", ".xls", ".ods")

Row = tuple[str, ...]
Malformed = Callable[[int, str], None]  # line, person number as written


class Unusable(Exception):
    """A file or a required column cannot be used: `reason` and `values` say why."""

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in the folder: its rows come out in the order of `columns`."""

    path: Path
    name: str

    @property
    def label(self) -> str:
        """The file's name as people know it, with the sheet where there is one."""
        return f"{self.path.name}#{self.name}" if self._is_excel else self.path.name

    @property
    def _is_excel(self) -> bool:
        return self.path.suffix.lower() in EXCEL

    def rows(
        self, required: Row, optional: Row, malformed: Malformed
    ) -> Iterator[tuple[int, str, Row]]:
        """Each row's line number, its first required column and its other values.

        The first is the person number. The others come as required, then optional; an
        optional column that is missing reads as empty. A row of the wrong length goes
        to `malformed` with the person number.

        Raises:
            Unusable: empty, binary, no header, a required column missing.
        """
        source = self.cells()
        header = next(source, None)
        if header is None:
            raise Unusable("file.empty", file=self.label)
        names = [cell.strip().strip("\ufeff").lower() for cell in header[1]]
        for column in required:
            if names.count(column) != 1:
                reason = "column.twice" if column in names else "column.missing"
                raise Unusable(reason, file=self.label, column=column)
        width = len(names)
        pick = _picker(names, required[1:] + optional)
        whose = names.index(required[0])
        for line, row in source:
            if len(row) == width or (len(row) > width and not any(row[width:])):
                yield line, row[whose], pick(row)
            else:
                malformed(line, row[whose] if len(row) > whose else "")

    def cells(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not empty as it stands, with its line: the header, too.

        Raises:
            Unusable: empty or binary.
        """
        return self._excel_rows() if self._is_excel else self._csv_rows()

    # ── CSV ──────────────────────────────────────────────────────────────────────────

    def _csv_rows(self) -> Iterator[tuple[int, list[str]]]:
        encoding = _encoding(self.path, self.label)
        with self.path.open(encoding=encoding, newline="", errors="replace") as lines:
            delimiter, skipped = _delimiter(lines, self.label)
            reader = csv.reader(
                iter(partial(lines.readline, LONGEST_LINE), ""), delimiter=delimiter
            )
            yield from self._numbered(reader, delimiter, skipped)

    def _numbered(
        self, reader: Any, delimiter: str, skipped: int
    ) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line they begin on.

        Raises:
            Unusable: a quotation mark is left open. It swallows the rows after it, and
                their persons with them, so no row of the file can be trusted.
        """
        width, line = 0, 1
        try:
            for row in reader:
                last = reader.line_num
                if last > line and _swallowed(row, delimiter, width):
                    break
                width = width or len(row)
                if row and (row[0] or any(row)):
                    yield line + skipped, row
                line = last + 1
            else:
                return
        except csv.Error:  # a field beyond any length
            pass
        raise Unusable("quote.open", file=self.label, line=line + skipped)

    # ── Excel ────────────────────────────────────────────────────────────────────────

    def _excel_rows(self) -> Iterator[tuple[int, list[str]]]:
        """The sheet's rows, read in a process of its own.

        A damaged workbook can ask for any amount of memory, or stop the reader dead.
        """
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as reader:
            try:
                rows = reader.submit(_sheet, self.path, self.name).result()
            except (BrokenProcessPool, MemoryError, ValueError) as error:
                raise Unusable("excel.unreadable", file=self.label) from error
        if rows is None:
            raise Unusable("excel.large", file=self.label, most=MOST_EXCEL_ROWS)
        header: list[str] = []
        for line, cells in enumerate(rows, 1):
            row = [
                _cell(cell, name)
                for cell, name in zip(cells, header or [""] * len(cells), strict=False)
            ]
            if any(row):
                header = header or [cell.strip().lower() for cell in row]
                yield line, row


def _sheet(path: Path, name: str) -> list[list[object]] | None:
    """The cells of a workbook's sheet; None when it is too large. Its own process.

    Raises:
        ValueError: it is no workbook.
    """
    import python_calamine as calamine

    resource.setrlimit(resource.RLIMIT_AS, (MOST_EXCEL_MEMORY, MOST_EXCEL_MEMORY))
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        names = {n.strip().lower(): n for n in book.sheet_names}
        sheet = book.get_sheet_by_name(names.get(name, book.sheet_names[0]))
        if sheet.total_height > MOST_EXCEL_ROWS:
            return None
        return [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except BaseException as error:  # the reader's own panics are no Exception
        raise ValueError(str(error)) from None


def find_table(folder: Path, name: str) -> Table | None:
    """The table in the folder: NAME.csv, NAME.xlsx, or a sheet NAME of a workbook."""
    if folder.is_file():
        return Table(folder, name) if _has_sheet(folder, name) else None
    for suffix in (".csv", ".CSV", *EXCEL):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return Table(path, name)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in EXCEL and _has_sheet(path, name):
            return Table(path, name)
    return None


def _has_sheet(path: Path, name: str) -> bool:
    import python_calamine as calamine

    try:
        sheets = calamine.CalamineWorkbook.from_path(path).sheet_names
    except (calamine.CalamineError, OSError):
        return False
    return name in {sheet.strip().lower() for sheet in sheets}


def _swallowed(row: list[str], delimiter: str, width: int) -> bool:
    """Did a row over several lines take rows that are not its own?

    A line break inside a street keeps the row's width. A quotation mark left open does
    not, or has what looks like a whole row inside one field.
    """
    return len(row) != width or any(
        f.count(delimiter) >= width - 1 for f in row if "\n" in f or "\r" in f
    )


def _picker(names: list[str], wanted: Row) -> Callable[[list[str]], Row]:
    if all(name in names for name in wanted) and len(wanted) > 1:
        return itemgetter(*(names.index(name) for name in wanted))
    places = [names.index(name) if name in names else None for name in wanted]
    return lambda row: tuple("" if p is None else row[p] for p in places)


def _encoding(path: Path, label: str) -> str:
    """UTF-8 if the file's letters are, else Windows-1252; one pass over its bytes.

    A single damaged letter does not make a UTF-8 file Windows-1252.

    Raises:
        Unusable: it is empty, or has bytes no text file has.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    sound = damaged = size = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            size += len(chunk)
            if b"\0" in chunk:
                raise Unusable("file.binary", file=label)
            text = decoder.decode(chunk)
            if not text.isascii():
                damaged += text.count("\ufffd")
                sound += len(text.encode()) - len(text)
    damaged += decoder.decode(b"", final=True).count("\ufffd")
    if not size:
        raise Unusable("file.empty", file=label)
    # Each damaged letter counts two bytes above as well: the replacement has three.
    return "utf-8-sig" if sound - 2 * damaged >= damaged else "cp1252"


def _delimiter(lines: IO[str], label: str) -> tuple[str, int]:
    """The delimiter of the header, and the lines passed over before it.

    Raises:
        Unusable: the first line is no header.
    """
    header = lines.readline(LONGEST_LINE)
    if header.lower().startswith("sep="):  # Excel's own hint
        return header[4:5].strip() or ",", 1
    if not header.endswith(("\n", "\r")) and len(header) == LONGEST_LINE:
        raise Unusable("file.binary", file=label)
    lines.seek(0)
    return max(",;\t", key=header.count), 0


def _cell(value: object, column: str) -> str:
    """An Excel cell as the text the contract has; whole numbers lose no zero."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() | int() if float(value).is_integer():
            return str(int(value)).zfill(ZEROS.get(column, 0))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


# How long a code is that Excel may have turned into a number.
ZEROS = {"person_no": 10, "municipality_code": 4, "school_unit_code": 8}
