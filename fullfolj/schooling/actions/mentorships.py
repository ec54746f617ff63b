"""Who is whose mentor, as a source tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.people.actions.guardians import LONGEST_EMAIL, day_after, reach
from fullfolj.people.actions.learn import Kind, Telling, learn
from fullfolj.people.told import Counts
from fullfolj.schooling.told import Mentor

LONGEST_NAME = 200


def _values(said: Mentor) -> tuple[Any, ...]:
    email = reach(said.email.strip(), LONGEST_EMAIL)
    span = (said.first_on, day_after(said.last_on))
    return (said.name[:LONGEST_NAME], email, said.unit_id, *span)


MENTORSHIPS = Kind(
    table="schooling_mentorship",
    columns={
        **{"name": "text", "email": "text", "school_unit_id": "uuid"},
        **{"valid_from": "date", "valid_to": "date"},
    },
    write=_values,
    key=("name", "school_unit_id"),
)
# A member may have come or gone since, so this asks of all that a source tells now.
MEMBERS = """
SELECT m.id, found.id FROM schooling_mentorship m LEFT JOIN (
    SELECT lower(u.email) AS email, u.id FROM access_user u
    WHERE EXISTS (SELECT FROM access_membership a WHERE a.user_id = u.id
        AND a.valid_from <= wall_today()
        AND (a.valid_to IS NULL OR a.valid_to > wall_today()))
) AS found ON found.email = lower(m.email) AND m.email <> ''
WHERE m.source = %s AND m.recorded_to IS NULL
  AND m.user_id IS DISTINCT FROM found.id
"""
IS_MEMBER = """
UPDATE schooling_mentorship m SET user_id = new.user_id
FROM unnest(%s::uuid[], %s::uuid[]) AS new (id, user_id) WHERE m.id = new.id
"""


@transaction.atomic
def tell(
    *,
    said: Mapping[UUID, Sequence[Mentor]],
    source: str,
    run: UUID,
    at: datetime,
    is_whole: bool,
    by: User | None,
) -> Counts:
    """Know who is the mentor of these persons, as a source tells it now.

    A mentor is our member when their e-mail is a member's. See `learn` for what ends,
    and for what the arguments mean.

    Raises:
        PermissionDenied: not for this user.
    """
    telling = Telling(source, run, at)
    count = learn(MENTORSHIPS, said, telling, is_whole=is_whole, by=by)
    if others := bulk.run(MEMBERS, [source]):
        ids, users = zip(*others, strict=True)
        bulk.run(IS_MEMBER, [column("uuid", ids), column("uuid", users)])
    return count
