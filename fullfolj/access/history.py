"""Reading the history of a row: what it was after each change, when, by whom.

Written by triggers that no setting switches off (access/sql/enclose.py), as a role of
its own: each change with what the row was before it. The application can read what
concerns its authority, and write nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models


@dataclass(frozen=True)
class Event:
    """One change of one row: `row` is the row after it, or as it was when deleted."""

    at: datetime
    kind: str
    by_user: UUID | None
    by_job: str | None
    row: dict[str, Any]


def of_row(model: type[models.Model], row_id: UUID) -> list[Event]:
    """Every change of one row, oldest first."""
    return _events(model, "row_id", row_id)


def of_person(model: type[models.Model], person_id: UUID) -> list[Event]:
    """Every change of a person's rows of one kind, oldest first."""
    return _events(model, "person_id", person_id)


# What a change left is what the next one found, or what the row is now.
EVENTS = """
SELECT e.at, e.kind, e.by_user, e.by_job, CASE WHEN e.kind = 'delete' THEN e.row_before
    ELSE coalesce(
        lead(e.row_before) OVER (PARTITION BY e.authority_id, e.row_id ORDER BY e.at),
        to_jsonb(r)
    ) END
FROM {event} e LEFT JOIN {table} r
    ON r.authority_id = e.authority_id AND r.id = e.row_id
WHERE e.{column} = %s ORDER BY e.at
"""


def _events(model: type[models.Model], column: str, value: UUID) -> list[Event]:
    quote, table = connection.ops.quote_name, model._meta.db_table
    names = {"table": quote(table), "event": quote(f"{table}_event"), "column": column}
    with connection.cursor() as cursor:
        cursor.execute(EVENTS.format(**names), [value])
        rows = cursor.fetchall()
    return [
        Event(at=at, kind=kind, by_user=user, by_job=job, row=json.loads(after))
        for at, kind, user, job, after in rows
    ]
