"""Reading the history of a row: what it was after each change, when, by whom.

Written by triggers that no setting switches off (access/sql/enclose.py), as a role of
its own. The application can read what concerns its authority, and write nothing.
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


def _events(model: type[models.Model], column: str, value: UUID) -> list[Event]:
    table = connection.ops.quote_name(f"{model._meta.db_table}_event")
    statement = (
        f"SELECT at, kind, by_user, by_job, row_after FROM {table}"  # noqa: S608
        f" WHERE {column} = %s ORDER BY at"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        rows = cursor.fetchall()
    return [
        Event(at=at, kind=kind, by_user=user, by_job=job, row=json.loads(after))
        for at, kind, user, job, after in rows
    ]
