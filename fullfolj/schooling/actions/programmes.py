"""What programmes are called, as a source tells it."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import roles, wall
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.people.told import Counts
from fullfolj.schooling.told import Programme

LONGEST_CODE, LONGEST_NAME = 50, 200
KNOWN = "SELECT code, id, name, kind FROM schooling_programme WHERE source = %s"
RENAME = """
UPDATE schooling_programme p SET name = new.name, kind = new.kind
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS new (id, name, kind)
WHERE p.id = new.id
"""


@transaction.atomic
def tell(*, said: Iterable[Programme], source: str, by: User | None) -> Counts:
    """Know what programmes are called, as a source tells it now.

    Of several with one code the last is right. None is gone: a programme that is not
    told of any more keeps its name, for who went there. It is no fact about a person,
    so it belongs to no run and is not undone with one.

    Args:
        by: who asks, who may import; None for a job.

    Raises:
        PermissionDenied: not for this user.
    """
    asker = wall.who_asks()
    if asker is None or not (asker.job if by is None else permits(by, roles.IMPORT)):
        raise PermissionDenied
    known = {code: row for code, *row in bulk.run(KNOWN, [source])}
    new: list[tuple[str, str, str]] = []
    changed: list[tuple[UUID, str, str]] = []
    told = {p.code[:LONGEST_CODE]: (p.name[:LONGEST_NAME], p.kind) for p in said}
    for code, (name, kind) in told.items():
        row_id, *before = known.get(code, (None,))
        if row_id is None:
            new.append((code, name, kind))
        elif before != [name, kind]:
            changed.append((row_id, name, kind))
    if changed:
        ids, names, kinds = zip(*changed, strict=True)
        values = [column("uuid", ids), column("text", names), column("text", kinds)]
        bulk.run(RENAME, values)
    bulk.insert(
        "schooling_programme",
        {"code": "text", "name": "text", "kind": "text"},
        new,
        {"source": source, "authority_id": asker.authority_id},
    )
    unchanged = len(told) - len(new) - len(changed)
    return Counts(new=len(new), changed=len(changed), unchanged=unchanged)
