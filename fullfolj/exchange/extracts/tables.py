"""One table of an extract, read as a stream: CSV in its usual dialects, or Excel.

Knows encodings, delimiters, quotes and sheets; knows nothing of what a column means.
"""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

LONGEST_LINE = 1 << 20  # characters; a longer line is not a row of a table
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
    ) -> Iterator[tuple[int, Row]]:
        """Each row's line number and its values: required columns, then optional.

        An optional column that is missing reads as empty. A row of the wrong length
        goes to `malformed` with its first column, the person number.

        Raises:
            Unusable: empty, binary, no header, a required column missing.
        """
        source = self._excel_rows() if self._is_excel else self._csv_rows()
        header = next(source, None)
        if header is None:
            raise Unusable("file.empty", file=self.label)
        names = [cell.strip().strip("\ufeff").lower() for cell in header[1]]
        for column in required:
            if names.count(column) != 1:
                reason = "column.twice" if column in names else "column.missing"
                raise Unusable(reason, file=self.label, column=column)
        width = len(names)
        pick = _picker(names, required + optional)
        whose = names.index(required[0])
        for line, row in source:
            if len(row) == width or (len(row) > width and not any(row[width:])):
                yield line, pick(row)
            else:
                malformed(line, row[whose] if len(row) > whose else "")

    # ── CSV ──────────────────────────────────────────────────────────────────────────

    def _csv_rows(self) -> Iterator[tuple[int, list[str]]]:
        encoding = _encoding(self.path, self.label)
        with self.path.open(encoding=encoding, newline="") as lines:
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
                if reader.line_num > line and _swallowed(row, delimiter, width):
                    break
                width = width or len(row)
                if any(row):
                    yield line + skipped, row
                line = reader.line_num + 1
            else:
                return
        except csv.Error:  # a field beyond any length
            pass
        raise Unusable("quote.open", file=self.label, line=line + skipped)

    # ── Excel ────────────────────────────────────────────────────────────────────────

    def _excel_rows(self) -> Iterator[tuple[int, list[str]]]:
        import python_calamine as calamine

        try:
            book = calamine.CalamineWorkbook.from_path(self.path)
            names = book.sheet_names
            sheet = book.get_sheet_by_name(
                self.name if self.name in names else names[0]
            )
            if sheet.total_height > MOST_EXCEL_ROWS:
                raise Unusable("excel.large", file=self.label, most=MOST_EXCEL_ROWS)
            rows = sheet.to_python(skip_empty_area=False)
        except (calamine.CalamineError, IndexError, OSError) as error:
            raise Unusable("excel.unreadable", file=self.label) from error
        header: list[str] = []
        for line, cells in enumerate(rows, 1):
            row = [
                _cell(cell, name)
                for cell, name in zip(cells, header or [""] * len(cells), strict=False)
            ]
            header = header or [cell.strip().lower() for cell in row]
            if any(row):
                yield line, row


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
        return name in calamine.CalamineWorkbook.from_path(path).sheet_names
    except (calamine.CalamineError, OSError):
        return False


def _swallowed(row: list[str], delimiter: str, width: int) -> bool:
    """Does a field with a line break hold what looks like a whole row of its own?"""
    return any("\n" in f and f.count(delimiter) >= width - 1 for f in row)


def _picker(names: list[str], wanted: Row) -> Callable[[list[str]], Row]:
    if all(name in names for name in wanted) and len(wanted) > 1:
        return itemgetter(*(names.index(name) for name in wanted))
    places = [names.index(name) if name in names else None for name in wanted]
    return lambda row: tuple("" if p is None else row[p] for p in places)


def _encoding(path: Path, label: str) -> str:
    """UTF-8 if every byte of the file is, else Windows-1252.

    Raises:
        Unusable: it cannot be read, is empty, or has bytes no text file has.
    """
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size = True, 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if b"\0" in chunk:
                    raise Unusable("file.binary", file=label)
                is_utf8 = is_utf8 and _decodes(utf8, chunk)
    except OSError as error:
        raise Unusable("file.unreadable", file=label) from error
    if not size:
        raise Unusable("file.empty", file=label)
    if is_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8-sig"
    if not _is_western(path):
        raise Unusable("file.binary", file=label)
    return "cp1252"


def _is_western(path: Path) -> bool:
    western = codecs.getincrementaldecoder("cp1252")()
    with path.open("rb") as file:
        return all(
            _decodes(western, chunk) for chunk in iter(partial(file.read, 1 << 20), b"")
        )


def _decodes(
    decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False
) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(lines: IO[str], label: str) -> tuple[str, int]:
    """The delimiter of the header, and the lines passed over before it.

    Raises:
        Unusable: the first line is no header.
    """
    header = lines.readline(LONGEST_LINE)
    if header.lower().startswith("sep="):  # Excel's own hint
        return header[4:5], 1
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
