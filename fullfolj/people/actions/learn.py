"""What a source tells of many persons, beside what it told before: few statements.

Compared in the database, a batch of persons at a time (docs/adr/0009): what is told as
before stays as it is, what is not told any more ends, what is new is added. Nothing is
overwritten or deleted.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import roles, wall
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.core import bulk
from fullfolj.core.columns import column, new_ids
from fullfolj.people.told import Counts

Fact = TypeVar("Fact")
BATCH = 5_000  # persons
EVERYBODY = "true"


@dataclass(frozen=True)
class Kind(Generic[Fact]):
    """One kind of fact that a source tells of persons.

    Attributes:
        table: of a model that is `Recorded`.
        columns: name → SQL type; a fact is another when one of them is.
        write: the values of `columns` that a fact has.
        key: the columns that stay the same when a fact is corrected.
        of: of which persons `p` it is kept, in SQL.
    """

    table: str
    columns: Mapping[str, str]
    write: Callable[[Fact], tuple[Any, ...]]
    key: Sequence[str]
    of: str = EVERYBODY


@dataclass(frozen=True)
class Telling:
    """Who tells, in which run and when we knew it."""

    source: str
    run: UUID
    at: datetime


@transaction.atomic
def learn(
    kind: Kind[Fact],
    said: Mapping[UUID, Sequence[Fact]],
    telling: Telling,
    *,
    is_whole: bool,
    by: User | None,
) -> Counts:
    """Know what a source tells now of these persons, instead of what it told before.

    Persons whom who asks may not see are passed over by the wall. One at a time:
    the caller holds the authority's facts (`kaa.tables.alone`).

    Args:
        said: everything that the source tells of each person; of one with nothing, all
            that it told before ends.
        is_whole: the source told of everybody: of whoever is not among `said`, what it
            told before ends, too.
        by: who asks, who may import; None for a job.

    Raises:
        PermissionDenied: not for this user.
    """
    asker = wall.who_asks()
    is_job = asker is not None and asker.job is not None
    if not (is_job if by is None else permits(by, roles.IMPORT)):
        raise PermissionDenied
    count, persons = Counts(), list(said)
    for start in range(0, len(persons), BATCH):
        part = persons[start : start + BATCH]
        rows = [
            (person, *values)
            for person in part
            for values in dict.fromkeys(map(kind.write, said[person]))
        ]
        count += _learn(kind, part, rows, telling)
    if is_whole:
        statement = OTHERS.format(table=kind.table)
        given = _given(telling) | {"persons": column("uuid", persons)}
        count.gone += bulk.run(statement, given)[0][0]
    return count


# The row values are compared as a whole, and an unknown day equals an unknown day.
SAID = """
WITH said AS (
    SELECT * FROM unnest(%(id)s::uuid[], %(person_id)s::uuid[], {arrays})
    AS s (id, person_id, {columns}))
"""
SAME = """l.person_id = s.person_id AND l.source = %(source)s AND l.recorded_to IS NULL
    AND ({its}) IS NOT DISTINCT FROM ({columns_said})"""
END = """
UPDATE {table} l SET recorded_to = %(at)s
WHERE l.person_id = ANY (%(persons)s) AND l.source = %(source)s
  AND l.recorded_to IS NULL AND NOT EXISTS (SELECT FROM said s WHERE {same})
RETURNING l.person_id, {key}
"""
STANDING = """
SELECT count(*) FROM {table}
WHERE person_id = ANY (%(persons)s) AND source = %(source)s AND recorded_to IS NULL
"""
ADD = """
INSERT INTO {table} AS l (id, authority_id, person_id, is_open, is_gone, {columns},
                          source, import_run, recorded_from)
SELECT s.id, p.authority_id, p.id, p.is_open, false, {columns_said},
       %(source)s, %(run)s, %(at)s
FROM said s JOIN people_person p ON p.id = s.person_id
WHERE {of} AND NOT EXISTS (SELECT FROM {table} l WHERE {same})
RETURNING l.person_id, {key}
"""
OTHERS = """
WITH ended AS (
    UPDATE {table} SET recorded_to = %(at)s
    WHERE source = %(source)s AND recorded_to IS NULL AND person_id <> ALL (%(persons)s)
    RETURNING id)
SELECT count(*) FROM ended
"""


def _learn(
    kind: Kind[Any],
    persons: list[UUID],
    rows: list[tuple[Any, ...]],
    telling: Telling,
) -> Counts:
    """One batch: end what is not told any more, then add what is new."""
    names = tuple(kind.columns)
    words = {
        "table": kind.table,
        "of": kind.of,
        "arrays": ", ".join(f"%({n})s::{t}[]" for n, t in kind.columns.items()),
        "columns": ", ".join(names),
        "columns_said": ", ".join(f"s.{name}" for name in names),
        "its": ", ".join(f"l.{name}" for name in names),
        "key": ", ".join(f"l.{name}" for name in kind.key),
    }
    words["same"] = SAME.format(**words)
    given = _given(telling) | {"persons": column("uuid", persons)}
    types = {"person_id": "uuid", **kind.columns}
    for place, (name, sql) in enumerate(types.items()):
        given[name] = column(sql, [row[place] for row in rows])
    given["id"] = new_ids(len(rows))
    ended = Counter(bulk.run((SAID + END).format(**words), given))
    standing: int = bulk.run(STANDING.format(**words), given)[0][0]
    added = Counter(bulk.run((SAID + ADD).format(**words), given))
    changed = (ended & added).total()
    return Counts(
        new=added.total() - changed,
        changed=changed,
        unchanged=standing,
        gone=ended.total() - changed,
    )


def _given(telling: Telling) -> dict[str, Any]:
    return {"source": telling.source, "run": telling.run, "at": telling.at}
