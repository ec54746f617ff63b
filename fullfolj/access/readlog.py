"""Writing the read log: who saw whom, on which page, on what ground.

A page that shows persons calls one of these before it answers, in the same transaction:
what was not logged was not shown. Never joined in a page's queries.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

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


# One statement, which also asks of whom anyone in the authority may know, by name of a
# table: people stands above this package. Plain SQL: Django reads a new row back, which
# the uncleared may not.
ADD = """
INSERT INTO access_read (id, at, authority_id, user_id, job, kind, page, ground,
                         is_open, person_ids, terms, hits)
SELECT gen_random_uuid(), statement_timestamp(), %(authority)s, %(user)s, %(job)s,
       %(kind)s, %(page)s, %(ground)s, told.*
FROM (SELECT array(SELECT id FROM people_person
                   WHERE id = ANY (%(ids)s::uuid[]) AND is_open)) open (ids),
    LATERAL (SELECT array(SELECT id FROM unnest(%(ids)s::uuid[]) id
                          WHERE id <> ALL (open.ids))) covered (ids),
    LATERAL (SELECT covered.ids <> '{}' OR %(terms)s <> '') hidden (any_is),
    LATERAL (VALUES
        (true, open.ids, '', CASE WHEN NOT hidden.any_is THEN %(hits)s::integer END),
        (false, covered.ids, %(terms)s, %(hits)s)) told (is_open, ids, terms, hits)
WHERE CASE WHEN told.is_open THEN open.ids <> '{}' OR NOT hidden.any_is
           ELSE hidden.any_is END
"""


def write(
    asker: Asker,
    kind: str,
    person_ids: Sequence[UUID],
    *,
    page: str,
    ground: str = "",
    terms: str = "",
    hits: int | None = None,
) -> None:
    """Add to the log in the name of who asks; the database accepts no other name.

    What was read of protected persons, and what was searched for, which may name one,
    stands in a row of its own: for the cleared alone. So does the number of hits then,
    which may count the protected.
    """
    values = {
        "authority": asker.authority_id,
        "user": asker.user_id,
        "job": asker.job,
        "kind": kind,
        "page": page,
        "ground": ground,
        "ids": list(person_ids),
        "terms": terms,
        "hits": hits,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD, values)


def _from_page(
    request: HttpRequest, kind: str, person_ids: Sequence[UUID], **fields: Any
) -> None:
    asker: Asker = request.asker  # type: ignore[attr-defined]
    page = request.resolver_match.view_name if request.resolver_match else ""
    write(asker, kind, person_ids, page=page, **fields)
