"""Keeping what a source tells of attendance and grades, for early warning (store C).

Only a school provider keeps it. Each call compares with what the same source told
before: nothing is overwritten, and what it says again is not written again.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import roles, wall
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.core.refusal import Refused
from fullfolj.schooling.told_attendance import Count, Kind, Origin

Fact = TypeVar("Fact", bound=Hashable)
OPENNESS = "SELECT id, is_open FROM people_person WHERE id = ANY (%s)"
KNOWN = """
SELECT id, person_id, {columns} FROM {table}
WHERE source = %s AND recorded_to IS NULL AND {which}
"""
OF_PERSONS = "person_id = ANY (%s)"
OF_OTHERS = "source_id = ANY (%s) AND person_id <> ALL (%s)"
END = """
UPDATE {table} SET recorded_to = %s WHERE id = ANY (%s) AND recorded_to IS NULL
"""
TAKE_BACK = """
WITH ended AS (
    UPDATE {table} SET recorded_to = %s
    WHERE source = %s AND source_id = ANY (%s) AND recorded_to IS NULL RETURNING 1
) SELECT count(*) FROM ended
"""
ABOUT = {"person_id": "uuid", "is_open": "boolean"}


class NotSchoolProviderError(Refused):
    """Raised when an authority without schools of its own is told of pupils."""

    code = "not_school_provider"


@transaction.atomic
def tell(
    *,
    kind: Kind[Fact],
    said: Mapping[UUID, Sequence[Fact]],
    origin: Origin,
    whole: bool,
    by: User | None,
) -> Count:
    """Keep facts of a kind, by person.

    Args:
        said: by the id of our person; the last of two that are the same thing counts.
        whole: it is all the source has about these persons: the rest of what it told
            of them before is no longer so. Else it is what changed.
        by: None when a job does it.

    Raises:
        NotSchoolProviderError: nothing was written.
        PermissionDenied: not for this user.
    """
    may_tell(origin.authority, by)
    is_open: dict[UUID, bool] = dict(bulk.run(OPENNESS, [column("uuid", list(said))]))
    told = {
        kind.key(person, fact): (person, fact)
        for person, facts in said.items()
        if person in is_open
        for fact in facts
    }
    known = _known(kind, origin, list(is_open), told)
    add, close, unchanged = [], [], 0
    for key, (person, fact) in told.items():
        row_id, *before = known.pop(key, (None,))
        if before == [person, fact]:
            unchanged += 1
            continue
        add.append((person, fact))
        if row_id:
            close.append(row_id)
    gone = [row for row, person, _ in known.values() if whole and person in is_open]
    _write(kind, origin, [*close, *gone], [(p, is_open[p], fact) for p, fact in add])
    return Count(
        new=len(add) - len(close),
        changed=len(close),
        unchanged=unchanged,
        gone=len(gone),
        unknown=sum(len(said[person]) for person in said if person not in is_open),
    )


@transaction.atomic
def take_back(
    *, kind: Kind[Fact], ids: Collection[UUID], origin: Origin, by: User | None
) -> int:
    """End what the source has deleted, by its own ids; how many there were.

    Raises:
        NotSchoolProviderError: nothing was written.
        PermissionDenied: not for this user.
    """
    may_tell(origin.authority, by)
    statement = TAKE_BACK.format(table=kind.table)
    values = [origin.at, origin.source, column("uuid", list(ids))]
    return int(bulk.run(statement, values)[0][0])


def may_tell(authority: Authority, by: User | None) -> None:
    """Refuse who may not, and an authority that has no schools of its own.

    Raises:
        NotSchoolProviderError: it has none.
        PermissionDenied: not for this user, or no job where there is none.
    """
    asker = wall.who_asks()
    is_job = asker is not None and asker.job is not None
    if not (is_job if by is None else permits(by, roles.IMPORT)):
        raise PermissionDenied
    if not Authority.objects.filter(pk=authority.pk, is_school_provider=True).exists():
        raise NotSchoolProviderError


def _known(
    kind: Kind[Fact], origin: Origin, persons: list[UUID], told: Iterable[Hashable]
) -> dict[Hashable, tuple[UUID, UUID, Fact]]:
    """What the source told of these persons, and what has one of these ids, by key."""
    columns = ", ".join(kind.columns)
    of = column("uuid", persons)
    asked: list[tuple[str, list[object]]] = [(OF_PERSONS, [of])]
    if kind.has_ids:
        ids = column("uuid", [key for key in told if isinstance(key, UUID)])
        asked.append((OF_OTHERS, [ids, of]))
    found = {}
    for which, values in asked:
        statement = KNOWN.format(columns=columns, table=kind.table, which=which)
        for row_id, person, *said in bulk.run(statement, [origin.source, *values]):
            fact = kind.read(tuple(said))
            found[kind.key(person, fact)] = (row_id, person, fact)
    return found


def _write(
    kind: Kind[Fact],
    origin: Origin,
    close: list[UUID],
    add: list[tuple[UUID, bool, Fact]],
) -> None:
    """End rows, and add others."""
    if close:
        end = END.format(table=kind.table)
        bulk.run(end, [origin.at, column("uuid", close)])
    values = attrgetter(*kind.columns)
    bulk.insert(
        kind.table,
        {**ABOUT, **kind.columns},
        [(person, is_open, *values(fact)) for person, is_open, fact in add],
        {
            "authority_id": origin.authority.pk,
            "source": origin.source,
            "import_run": origin.run,
            "recorded_from": origin.at,
        },
    )
