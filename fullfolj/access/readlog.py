"""Writing the read log: who saw whom, on which page, on what ground.

A page that shows persons calls one of these before it answers, in the same transaction:
what was not logged was not shown. Never joined in a page's queries.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

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


def write(asker: Asker, kind: str, person_ids: Sequence[UUID], **fields: Any) -> None:
    """Add a row in the name of who asks; the database accepts no other name."""
    row = Read(
        authority_id=asker.authority_id,
        user_id=asker.user_id,
        job=asker.job,
        kind=kind,
        person_ids=list(person_ids),
        **fields,
    )
    row.save(force_insert=True)


def _from_page(
    request: HttpRequest, kind: str, person_ids: Sequence[UUID], **fields: Any
) -> None:
    asker: Asker = request.asker  # type: ignore[attr-defined]
    page = request.resolver_match.view_name if request.resolver_match else ""
    write(asker, kind, person_ids, page=page, **fields)
