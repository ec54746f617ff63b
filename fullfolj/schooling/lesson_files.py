"""Lessons one by one: Parquet files beside the database, per authority and school year.

A country's lessons are more rows than one database should carry. A file is only ever
added: a later row of the same lesson corrects an earlier one, and what is taken back is
named in a file of its own. A file gets its name when the transaction that told it has
committed. Rows of persons who are erased are dropped by the night (jobs.py).

Nothing here names anybody: the only word for a person is our id, and which ids an asker
may see the database decides.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from fullfolj.core import bulk, clock
from fullfolj.core.columns import column
from fullfolj.core.ids import ordered
from fullfolj.schooling.told_attendance import Lesson, Origin, lessons_folder

ID, INSTANT = pa.binary(16), pa.timestamp("us", "UTC")
# What a lesson is: the columns of attendance.csv, with a person's id for their number,
# and how many minutes were excused where the file says only whether.
SAID = pa.schema(
    [
        ("person", ID),
        ("school_unit_code", pa.string()),
        ("course", pa.string()),
        ("lesson_start", INSTANT),
        ("minutes", pa.int32()),
        ("absent_minutes", pa.int32()),
        ("excused_minutes", pa.int32()),
        ("registered_at", INSTANT),
    ]
)
FROM = [("source", pa.string()), ("source_id", ID), ("import_run", ID)]
LESSONS = pa.schema([*SAID, *FROM])
WITHDRAWN = pa.schema([("source_id", ID), ("import_run", ID), ("at", INSTANT)])
LESSON = ("person", "course", "lesson_start")  # what a correction has in common
TOLD = [*SAID.names, "source", "source_id"]  # what makes a row the same as another
ABSENT = {pa.int32(): -1, ID: bytes(16)}  # stands for nothing where rows are compared
NAMED, DRAFT, ANEW = ".parquet", ".part", ".new"
TAKEN_BACK, YEARS = "taken-back", "????-????"  # folders
ROW_GROUP = 131_072
VISIBLE = "SELECT id FROM people_person WHERE authority_id = %s AND id = ANY (%s)"
# What became of a transaction; nothing of one that this database never had, as after a
# backup was put back.
STATUS = """
SELECT CASE WHEN n < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(n) END
FROM (SELECT %s::xid8) AS of (n)
"""


def lessons(
    *,
    authority_id: UUID,
    persons: Collection[UUID],
    since: date,
    until: date,
    as_of: datetime,
) -> pa.Table:
    """Each lesson of some persons once, as it was registered at an instant.

    Only of those whom the asker may see. Who shows them to somebody writes the read
    log first.

    Args:
        since, until: days of the lessons, both included.
    """
    ids = [column("uuid", list(persons))]
    seen = [row[0].bytes for row in bulk.run(VISIBLE, [authority_id, *ids])]
    settle(authority_id)
    known = _read(
        [path for year in _years(since, until) for path in _files(authority_id, year)],
        pc.field("person").isin(pa.array(seen, ID))
        & (pc.field("registered_at") <= pa.scalar(as_of, INSTANT)),
    )
    left = _but_taken_back(authority_id, known, as_of)
    moved = _newest(left.filter(pc.is_valid(left["source_id"])), "source_id")
    one = pa.concat_tables([left.filter(pc.is_null(left["source_id"])), moved])
    found = _newest(one, *LESSON)
    first, after = _midnight(since), _midnight(until + timedelta(days=1))
    starts = found["lesson_start"]
    held = pc.and_(pc.greater_equal(starts, first), pc.less(starts, after))
    return (
        found.filter(held)
        .select(SAID.names)
        .sort_by([(name, "ascending") for name in LESSON])
    )


@contextmanager
def adding(authority_id: UUID) -> "Iterator[Draft]":
    """Files that are there when the transaction commits, and else never were."""
    draft = Draft(authority_id)
    try:
        yield draft
        draft.finish()
    except BaseException:
        draft.discard()
        raise


class Draft:
    """Files being written: under names that say which transaction decides of them.

    So whoever comes by after a crash can ask the database what became of it.
    """

    def __init__(self, authority_id: UUID) -> None:
        self.folder = _private(lessons_folder(authority_id))
        self.authority_id = authority_id
        number = bulk.run("SELECT pg_current_xact_id()::text")[0][0]
        self.name = f"{ordered(1)[0].hex()}.{number}{DRAFT}"
        self.open: dict[str, tuple[Any, pq.ParquetWriter]] = {}

    def add(self, table: pa.Table, within: str) -> None:
        """Write rows to the file of a school year, or of what is taken back."""
        if not len(table):
            return
        if within not in self.open:
            path = _private(self.folder / within) / self.name
            file = _private_file(path)
            writer = pq.ParquetWriter(file, table.schema, compression="zstd")
            self.open[within] = (file, writer)
        self.open[within][1].write_table(table, row_group_size=ROW_GROUP)

    def finish(self) -> None:
        """Have the files on disk before the transaction commits."""
        for file, writer in self.open.values():
            _finished(file, writer)
        transaction.on_commit(self.settle)

    def settle(self) -> None:
        """Give the files their names."""
        for within in self.open:
            _named(self.folder / within / self.name)

    def discard(self) -> None:
        """Delete what was written."""
        for within, (file, _) in self.open.items():
            file.close()
            (self.folder / within / self.name).unlink(missing_ok=True)


def settle(authority_id: UUID) -> None:
    """Name or delete the files whose transaction is over, where nobody came to it."""
    for path in lessons_folder(authority_id).glob(f"*/*{DRAFT}"):
        number = path.name.split(".")[1]
        status = bulk.run(STATUS, [number])[0][0]
        if status == "committed":
            _named(path)
        elif status != "in progress":
            path.unlink(missing_ok=True)


def not_there(authority_id: UUID, year: str, told: pa.Table) -> pa.Table:
    """Of some rows of a school year, those that were not told before.

    What came with an import that was undone is told anew.
    """
    starts = pc.min_max(told["lesson_start"])
    start = pc.field("lesson_start")
    known = _read(
        _files(authority_id, year),
        pc.field("person").isin(told["person"].unique())
        & (start >= starts["min"])
        & (start <= starts["max"]),
    )
    known = _but_taken_back(authority_id, known, clock.now(), by=["import_run"])
    if not len(known):
        return told
    rows = _comparable(told).append_column("row", _numbers(told))
    new = rows.join(_comparable(known), keys=TOLD, join_type="left anti")
    return told.take(new["row"].sort())


def as_table(told: Sequence[Lesson], origin: Origin) -> pa.Table:
    """Lessons as rows, those of a person together."""
    values: dict[str, list[Any]] = {
        name: list(map(attrgetter(name), told)) for name in SAID.names
    }
    values["person"] = [each.person.bytes for each in told]
    values["source"] = [origin.source] * len(told)
    values["source_id"] = [each.source_id and each.source_id.bytes for each in told]
    values["import_run"] = [origin.run and origin.run.bytes] * len(told)
    table = pa.table(values, schema=LESSONS)
    return table.sort_by([("person", "ascending"), ("lesson_start", "ascending")])


def not_taken_back(authority_id: UUID, ids: Collection[UUID]) -> list[UUID]:
    """Of a source's ids, those that it has not been said to have deleted before."""
    before = pa.concat_tables(
        [
            WITHDRAWN.empty_table(),
            *map(pq.read_table, _files(authority_id, TAKEN_BACK)),
        ]
    )
    said = {UUID(bytes=each) for each in before["source_id"].drop_null().to_pylist()}
    return [each for each in ids if each not in said]


def taken_back(
    at: datetime, *, ids: Iterable[UUID] = (), runs: Iterable[UUID] = ()
) -> pa.Table:
    """What a source deleted, or what came with an import that is undone, as rows."""
    lessons, imports = ([each.bytes for each in said] for said in (ids, runs))
    columns = [
        lessons + [None] * len(imports),
        [None] * len(lessons) + imports,
        [at] * (len(lessons) + len(imports)),
    ]
    return pa.table(columns, schema=WITHDRAWN)


def persons(authority_id: UUID) -> set[UUID]:
    """Everyone of whom there are rows."""
    found: set[bytes] = set()
    for path in _files(authority_id, YEARS):
        with pq.ParquetFile(path) as file:
            for part in range(file.num_row_groups):
                who = file.read_row_group(part, columns=["person"])["person"]
                found.update(who.unique().to_pylist())
    return {UUID(bytes=each) for each in found}


def drop(authority_id: UUID, gone: Collection[UUID]) -> int:
    """Write the files anew without the rows of some persons; how many rows it was.

    Only one at a time may.
    """
    for left in lessons_folder(authority_id).glob(f"*/*{ANEW}"):
        left.unlink()  # of a night that was killed
    if not gone:
        return 0
    ids = pa.array([each.bytes for each in gone], ID)
    return sum(_without(path, ids) for path in _files(authority_id, YEARS))


def school_year(lesson_start: datetime) -> str:
    """The school year of a lesson, from July to June: `2026-2027`."""
    day = timezone.localtime(lesson_start)
    first = day.year - (day.month < 7)
    return f"{first}-{first + 1}"


def _years(since: date, until: date) -> list[str]:
    first, last = (school_year(_midnight(day))[:4] for day in (since, until))
    return [f"{year}-{year + 1}" for year in range(int(first), int(last) + 1)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _files(authority_id: UUID, within: str) -> list[Path]:
    """Those that have their names, the oldest first."""
    return sorted(
        lessons_folder(authority_id).glob(f"{within}/*{NAMED}"), key=attrgetter("name")
    )


def _read(paths: Iterable[Path], wanted: pc.Expression) -> pa.Table:
    """The rows of files; one that the night has emptied meanwhile has none."""
    tables = []
    for path in paths:
        try:
            tables.append(pq.read_table(path, schema=LESSONS, filters=wanted))
        except FileNotFoundError:
            continue
    return pa.concat_tables(tables) if tables else LESSONS.empty_table()


def _but_taken_back(
    authority_id: UUID,
    known: pa.Table,
    as_of: datetime,
    *,
    by: Sequence[str] = ("source_id", "import_run"),
) -> pa.Table:
    paths = _files(authority_id, TAKEN_BACK)
    gone = pa.concat_tables(
        [WITHDRAWN.empty_table(), *(pq.read_table(path) for path in paths)]
    )
    gone = gone.filter(pc.field("at") <= pa.scalar(as_of, INSTANT))
    left = known
    for name in by:
        ids = gone[name].drop_null()
        left = left.filter(pc.invert(pc.is_in(left[name], value_set=ids)))
    return left


def _newest(table: pa.Table, *key: str) -> pa.Table:
    """Of rows with the same key the one registered last; of two, the one told last."""
    rows = table.sort_by("registered_at")
    numbered = rows.append_column("row", _numbers(rows))
    last = numbered.group_by(list(key)).aggregate([("row", "max")])
    return rows.take(last["row_max"])


def _numbers(table: pa.Table) -> pa.Array:
    return pa.array(range(len(table)), pa.int64())


def _comparable(table: pa.Table) -> pa.Table:
    """What a row says, without nulls: two of them never are the same in a join."""
    return pa.table(
        [
            pc.fill_null(table[name], pa.scalar(ABSENT[kind], kind))
            if (kind := table.schema.field(name).type) in ABSENT
            else table[name]
            for name in TOLD
        ],
        names=TOLD,
    )


def _private(folder: Path) -> Path:
    """A folder for us alone, and so the one above it."""
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _private_file(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _finished(file: Any, writer: pq.ParquetWriter) -> None:
    writer.close()
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _named(path: Path) -> None:
    """Give a file its name, if nobody else has."""
    try:
        path.rename(path.with_name(path.name.split(".")[0] + NAMED))
    except FileNotFoundError:
        return


def _without(path: Path, gone: pa.Array) -> int:
    """A file without the rows of some persons; how many they were."""
    dropped = kept = 0
    anew = path.with_suffix(ANEW)
    with pq.ParquetFile(path) as rows, _private_file(anew) as file:
        writer = pq.ParquetWriter(file, LESSONS, compression="zstd")
        for part in range(rows.num_row_groups):
            before = rows.read_row_group(part)
            theirs = pc.is_in(before["person"], value_set=gone)
            left = before.filter(pc.invert(theirs))
            dropped, kept = dropped + len(before) - len(left), kept + len(left)
            writer.write_table(left)
        _finished(file, writer)
    if kept and dropped:
        anew.replace(path)
        return dropped
    anew.unlink()
    if dropped:
        path.unlink()
    return dropped
