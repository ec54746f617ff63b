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
Rows = list[tuple[Any, ...]]
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
        others = bulk.run(OTHERS.format_map(_words(kind)), given)
        count.gone += _go(kind, [row_id for (row_id,) in others], telling)
    return count


# Grouped and not joined: by hash, whatever the planner knows of the table; an unknown
# day equals an unknown day. What stands alone in its group is on one side only.
DIFFERENT = """
SELECT (array_agg(id) FILTER (WHERE id IS NOT NULL))[1], min(place), person_id, {key}
FROM (
    SELECT l.id, NULL::bigint AS place, l.person_id, {its} FROM {table} l
    WHERE l.person_id = ANY (%(persons)s) AND {live} AND NOT l.is_gone
    UNION ALL
    SELECT NULL, s.place, s.person_id, {said} FROM {arrays} WITH ORDINALITY
    AS s (person_id, {names}, place)
) AS both_sides GROUP BY person_id, {names} HAVING count(*) = 1
"""
ADD = """
INSERT INTO {table} AS l (id, authority_id, person_id, is_open, is_gone, {names},
                          source, import_run, recorded_from)
SELECT s.id, p.authority_id, p.id, p.is_open, false, {said},
       %(source)s::text, %(run)s::uuid, %(at)s::timestamptz
FROM {arrays_id} AS s (person_id, {names}, id)
JOIN people_person p ON p.id = s.person_id
WHERE {of} RETURNING l.person_id, {its_key}
"""
BEFORE = """
SELECT l.id, l.person_id, {its_key} FROM {table} l
WHERE l.person_id = ANY (%(persons)s) AND {live} AND l.is_gone
"""
END = """
UPDATE {table} SET recorded_to = %(at)s::timestamptz WHERE id = ANY (%(ended)s)
"""
GONE = """
INSERT INTO {table} (id, authority_id, person_id, is_open, is_gone, {names},
                     source, import_run, recorded_from)
SELECT gen_random_uuid(), l.authority_id, l.person_id, l.is_open, true, {its},
       %(source)s::text, %(run)s::uuid, %(at)s::timestamptz
FROM {table} l WHERE l.id = ANY (%(ended)s)
"""
OTHERS = """
SELECT l.id FROM {table} l
WHERE {live} AND NOT l.is_gone AND l.person_id <> ALL (%(persons)s)
"""
LIVE = "l.source = %(source)s::text AND l.recorded_to IS NULL"


def _learn(kind: Kind[Any], persons: list[UUID], rows: Rows, told: Telling) -> Counts:
    """One batch: end what is not told any more, then add what is new."""
    words, given = _words(kind), _given(told)
    given["persons"] = column("uuid", persons)
    found = bulk.run(DIFFERENT.format_map(words), given | _arrays(kind, rows))
    ended = [(row_id, key) for row_id, _, *key in found if row_id]
    new = [rows[place - 1] for row_id, place, *_ in found if row_id is None]
    given["id"] = new_ids(len(new))
    added = Counter(bulk.run(ADD.format_map(words), given | _arrays(kind, new)))
    instead, corrected, gone = added.copy(), [], []
    for row_id, key in ended:
        if instead[tuple(key)]:
            instead[tuple(key)] -= 1
            corrected.append(row_id)
        else:
            gone.append(row_id)
    before = bulk.run(BEFORE.format_map(words), given) if instead.total() else []
    corrected += [row_id for row_id, *key in before if added[tuple(key)]]
    _end(kind, corrected, told)
    return Counts(
        new=instead.total(),
        changed=added.total() - instead.total(),
        unchanged=len(rows) - len(new),
        gone=_go(kind, gone, told),
    )


def _end(kind: Kind[Any], ended: list[UUID], told: Telling) -> None:
    """What these rows say is known otherwise, or no more."""
    if ended:
        given = _given(told) | {"ended": column("uuid", ended)}
        bulk.run(END.format_map(_words(kind)), given)


def _go(kind: Kind[Any], ended: list[UUID], told: Telling) -> int:
    """End rows that are not told any more; how many there are."""
    _end(kind, ended, told)
    if ended and kind.keeps:
        given = _given(told) | {"ended": column("uuid", ended)}
        bulk.run(GONE.format_map(_words(kind)), given)
    return len(ended)


def _words(kind: Kind[Any]) -> dict[str, str]:
    """The names of a kind, as its statements have them."""
    types = {"person_id": "uuid", **kind.columns}
    arrays = ", ".join(f"%({name})s::{sql}[]" for name, sql in types.items())
    return {
        "table": kind.table,
        "of": kind.of,
        "live": LIVE,
        "arrays": f"unnest({arrays})",
        "arrays_id": f"unnest({arrays}, %(id)s::uuid[])",
        "names": ", ".join(kind.columns),
        "said": ", ".join(f"s.{name}" for name in kind.columns),
        "its": ", ".join(f"l.{name}" for name in kind.columns),
        "key": ", ".join(kind.key),
        "its_key": ", ".join(f"l.{name}" for name in kind.key),
    }


def _arrays(kind: Kind[Any], rows: Rows) -> dict[str, Any]:
    """The rows as columns: the person, and the columns of the kind."""
    types = {"person_id": "uuid", **kind.columns}
    return {
        name: column(sql, [row[place] for row in rows])
        for place, (name, sql) in enumerate(types.items())
    }


def _given(told: Telling) -> dict[str, Any]:
    return {"source": told.source, "run": told.run, "at": told.at}
