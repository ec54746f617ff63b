"""What a source tells of many persons, beside what it told before: few statements.

Compared in the database, a batch of persons at a time (docs/adr/0009): what is told as
before stays as it is, what is new is added, and what is not told any more ends; where
the kind says so, a row that `is_gone` follows it. Nothing is overwritten or deleted.
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
        keeps: whether what is not told any more is still shown, as `is_gone`.
    """

    table: str
    columns: Mapping[str, str]
    write: Callable[[Fact], tuple[Any, ...]]
    key: Sequence[str]
    of: str = EVERYBODY
    keeps: bool = True


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
        given = _given(telling) | {"persons": column("uuid", persons)}
        others = bulk.run(OTHERS.format(table=kind.table), given)
        count.gone += _go(kind, [row_id for (row_id,) in others], telling)
    return count


# The values are compared as a whole, and an unknown day equals an unknown day.
SAID = """
WITH said AS (
    SELECT * FROM unnest(%(id)s::uuid[], %(person_id)s::uuid[], {arrays})
    AS s (id, person_id, {names}))
"""
LIVE = "l.source = %(source)s::text AND l.recorded_to IS NULL"
SAME = """l.person_id = s.person_id AND NOT l.is_gone
    AND ({its}) IS NOT DISTINCT FROM ({said})"""
BACK = """l.person_id = s.person_id AND ({its_key}) IS NOT DISTINCT FROM ({said_key})"""
END = """
UPDATE {table} l SET recorded_to = %(at)s::timestamptz
WHERE l.person_id = ANY (%(persons)s) AND {live} AND CASE
    WHEN l.is_gone THEN EXISTS (SELECT FROM said s WHERE {back})
    ELSE NOT EXISTS (SELECT FROM said s WHERE {same}) END
RETURNING l.id, l.is_gone, l.person_id, {its_key}
"""
STANDING = """
SELECT count(*) FROM {table} l
WHERE l.person_id = ANY (%(persons)s) AND {live} AND NOT l.is_gone
"""
ADD = """
INSERT INTO {table} AS l (id, authority_id, person_id, is_open, is_gone, {names},
                          source, import_run, recorded_from)
SELECT s.id, p.authority_id, p.id, p.is_open, false, {said},
       %(source)s::text, %(run)s::uuid, %(at)s::timestamptz
FROM said s JOIN people_person p ON p.id = s.person_id
WHERE {of} AND NOT EXISTS (SELECT FROM {table} l WHERE {live} AND {same})
RETURNING l.person_id, {its_key}
"""
GONE = """
INSERT INTO {table} (id, authority_id, person_id, is_open, is_gone, {names},
                     source, import_run, recorded_from)
SELECT gen_random_uuid(), l.authority_id, l.person_id, l.is_open, true, {its},
       %(source)s::text, %(run)s::uuid, %(at)s::timestamptz
FROM {table} l WHERE l.id = ANY (%(ended)s)
"""
OTHERS = """
UPDATE {table} SET recorded_to = %(at)s::timestamptz
WHERE source = %(source)s::text AND recorded_to IS NULL AND NOT is_gone
  AND person_id <> ALL (%(persons)s)
RETURNING id
"""


def _learn(
    kind: Kind[Any],
    persons: list[UUID],
    rows: list[tuple[Any, ...]],
    telling: Telling,
) -> Counts:
    """One batch: end what is not told any more, then add what is new."""
    words = _words(kind)
    given = _given(telling) | {"persons": column("uuid", persons)}
    types = {"person_id": "uuid", **kind.columns}
    for place, (name, sql) in enumerate(types.items()):
        given[name] = column(sql, [row[place] for row in rows])
    given["id"] = new_ids(len(rows))
    ended = bulk.run((SAID + END).format_map(words), given)
    standing: int = bulk.run(STANDING.format_map(words), given)[0][0]
    added = Counter(bulk.run((SAID + ADD).format_map(words), given))
    instead, gone = added.copy(), []
    for row_id, was_gone, *key in ended:
        if instead[tuple(key)] and not was_gone:
            instead[tuple(key)] -= 1
        elif not was_gone:
            gone.append(row_id)
    changed = added.total() - instead.total()
    return Counts(
        new=instead.total(),
        changed=changed,
        unchanged=standing,
        gone=_go(kind, gone, telling),
    )


def _go(kind: Kind[Any], ended: list[UUID], telling: Telling) -> int:
    """Of rows that ended since they are not told any more: how many there are."""
    if ended and kind.keeps:
        given = _given(telling) | {"ended": column("uuid", ended)}
        bulk.run(GONE.format_map(_words(kind)), given)
    return len(ended)


def _words(kind: Kind[Any]) -> dict[str, str]:
    """The names of a kind, as its statements have them."""
    words = {
        "table": kind.table,
        "of": kind.of,
        "live": LIVE,
        "arrays": ", ".join(f"%({n})s::{t}[]" for n, t in kind.columns.items()),
        "names": ", ".join(kind.columns),
        "said": ", ".join(f"s.{name}" for name in kind.columns),
        "its": ", ".join(f"l.{name}" for name in kind.columns),
        "said_key": ", ".join(f"s.{name}" for name in kind.key),
        "its_key": ", ".join(f"l.{name}" for name in kind.key),
    }
    return words | {"same": SAME.format(**words), "back": BACK.format(**words)}


def _given(telling: Telling) -> dict[str, Any]:
    return {"source": telling.source, "run": telling.run, "at": telling.at}
