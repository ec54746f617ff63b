"""Writing the read log: who saw whom, on which page, on what ground.

A page that shows persons calls one of these before it answers, in the same transaction:
what was not logged was not shown. Never joined in a page's queries.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from fullfolj.access.models import Read
from fullfolj.access.wall import Asker


def displayed(request: HttpRequest, person_id: UUID, *, ground: str = "") -> None:
    """One person was shown."""
    _from_page(request, "display", [person_id], ground=ground)


def listed(
    request: HttpRequest, person_ids: Iterable[UUID], *, ground: str = ""
) -> None:
    """Several persons were shown in a list: those on the page, not those counted."""
    _from_page(request, "list", list(person_ids), ground=ground)


def searched(
    request: HttpRequest,
    terms: str,
    person_ids: Iterable[UUID],
    *,
    hits: int,
    ground: str = "",
) -> None:
    """Somebody searched: for what, how many were found, and who of them was shown."""
    said = {"terms": terms[:200], "hits": hits, "ground": ground}
    _from_page(request, "search", list(person_ids), **said)


def exported(
    request: HttpRequest, person_ids: Iterable[UUID], *, ground: str = ""
) -> None:
    """Persons left the house in a file."""
    _from_page(request, "export", list(person_ids), ground=ground)


def denied(request: HttpRequest, *, status: int) -> None:
    """Somebody asked for what they may not see. In a transaction of its own."""
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    ids = [value for value in kwargs.values() if isinstance(value, UUID)]
    _from_page(request, "denied", ids, ground=str(status))


def write(
    asker: Asker,
    kind: str,
    person_ids: Sequence[UUID],
    *,
    terms: str = "",
    **fields: Any,
) -> None:
    """Add to the log in the name of who asks; the database accepts no other name.

    What was read of protected persons, and what was searched for, which may name one,
    stands in a row of its own: for the cleared alone.
    """
    shown = _open(person_ids)
    covered = [each for each in person_ids if each not in shown]
    hidden = bool(covered or terms)
    if shown or not hidden:
        told = fields if not hidden else fields | {"hits": None}  # may count the hidden
        _add(asker, kind, list(shown), is_open=True, **told)
    if hidden:
        _add(asker, kind, covered, is_open=False, terms=terms, **fields)


def _open(person_ids: Sequence[UUID]) -> set[UUID]:
    """Those of whom anyone in the authority may know; by name of the table: people
    stands above this package."""
    if not person_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_person WHERE id = ANY(%s) AND is_open",
            [list(person_ids)],
        )
        return {row[0] for row in cursor.fetchall()}


def _add(
    asker: Asker, kind: str, person_ids: list[UUID], *, is_open: bool, **fields: Any
) -> None:
    """One row. Plain SQL: Django reads a new row back, which the uncleared may not."""
    row = Read(
        authority_id=asker.authority_id,
        user_id=asker.user_id,
        job=asker.job,
        kind=kind,
        person_ids=person_ids,
        is_open=is_open,
        **fields,
    )
    columns = [f for f in Read._meta.local_concrete_fields if f.attname != "at"]
    names = ", ".join(str(f.column) for f in columns)
    holes = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO access_read ({names}, at) VALUES ({holes}, "  # noqa: S608
            "statement_timestamp())",
            [getattr(row, f.attname) for f in columns],
        )


def _from_page(
    request: HttpRequest, kind: str, person_ids: Sequence[UUID], **fields: Any
) -> None:
    asker: Asker = request.asker  # type: ignore[attr-defined]
    page = request.resolver_match.view_name if request.resolver_match else ""
    write(asker, kind, person_ids, page=page, **fields)
