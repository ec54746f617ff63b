"""Opening cases for new names, and who answers for which."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F

from fullfolj.access.models import Authority, User
from fullfolj.casework import policy
from fullfolj.casework.models import KAA, Case
from fullfolj.casework.rules import Day
from fullfolj.core.refusal import Refused
from fullfolj.people.models import PROTECTED_REGISTRATION

Counts = dict[str, int]

# Set by set: an authority may have ninety thousand. Whom the register holds on the day,
# and where; protected registration has a queue of its own and is never listed.
HELD = """
WITH held AS (
    SELECT r.person_id, r.is_open, r.municipality_code
    FROM kaa_registerspell r
    JOIN people_person p ON p.authority_id = r.authority_id AND p.id = r.person_id
    WHERE r.recorded_to IS NULL AND p.marking <> %(restricted)s
      AND r.valid_from <= %(as_of)s AND (r.valid_to IS NULL OR r.valid_to > %(as_of)s)
)
"""
OPEN_NEW = """
INSERT INTO casework_case (id, authority_id, is_open, person_id, purpose,
    municipality_code, listed_on, next_step, attempts, version, recorded_at)
SELECT gen_random_uuid(), %(authority)s, h.is_open, h.person_id, %(purpose)s,
    h.municipality_code, %(as_of)s, '', 0, 1, statement_timestamp()
FROM held h
WHERE NOT EXISTS (SELECT FROM casework_case c WHERE c.person_id = h.person_id
                  AND c.purpose = %(purpose)s AND c.closed_on IS NULL)
"""
LEAVE = """
UPDATE casework_case c SET left_on = %(as_of)s, version = version + 1
WHERE c.closed_on IS NULL AND c.purpose = %(purpose)s AND c.left_on IS NULL
  AND NOT EXISTS (SELECT FROM held h WHERE h.person_id = c.person_id)
"""
RETURN = """
UPDATE casework_case c SET left_on = NULL, version = version + 1
FROM held h
WHERE c.closed_on IS NULL AND c.purpose = %(purpose)s AND c.left_on IS NOT NULL
  AND h.person_id = c.person_id
"""
MOVE = """
UPDATE casework_case c SET municipality_code = h.municipality_code,
    version = version + 1
FROM held h
WHERE c.closed_on IS NULL AND c.purpose = %(purpose)s AND h.person_id = c.person_id
  AND c.municipality_code <> h.municipality_code
"""
DATE_FIRST = """
UPDATE casework_case c
SET next_step_on = c.listed_on + %(first_days)s::int - 1, version = version + 1
WHERE c.closed_on IS NULL AND c.attempts = 0 AND c.next_step = ''
  AND c.next_step_on IS DISTINCT FROM c.listed_on + %(first_days)s::int - 1
"""


class NotTheirsError(Refused):
    """Raised when who is named may not answer for the case."""

    code, field = "not_theirs", "owner"


def follow_register(*, authority: Authority, day: Day) -> Counts:
    """Let the cases follow the register of a day; twice the same day changes nothing.

    1. A case for whoever is new in it, to be contacted as the authority decided.
    2. Those whom it no longer holds are marked so. Nothing closes itself.
    3. Those who come back, or move within the authority, keep their case.
    """
    given: dict[str, Any] = {
        "authority": authority.pk,
        "as_of": day.on,
        "purpose": KAA,
        "restricted": PROTECTED_REGISTRATION,
        "first_days": day.numbers.first_contact_days,
    }
    steps = {"left": LEAVE, "returned": RETURN, "moved": MOVE, "opened": OPEN_NEW}
    counts = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for name, statement in steps.items():
            cursor.execute(_within_held(statement), given)
            counts[name] = cursor.rowcount
        if day.numbers.first_contact_days is not None:
            cursor.execute(DATE_FIRST, given)
            counts["dated"] = cursor.rowcount
    return counts


def _within_held(statement: str) -> str:
    return HELD + statement


@transaction.atomic
def assign(*, cases: Collection[UUID], owner: User | None, by: User) -> int:
    """Let somebody answer for cases, or nobody; how many changed hands.

    Those that the user does not see are passed over, as if they were not there.

    Raises:
        NotTheirsError: the owner does not work with cases here, or is not cleared.
        PermissionDenied: one of them is somebody else's to give away.
    """
    seen = Case.objects.visible_to(by).open().filter(pk__in=cases)
    found = list(seen.select_for_update(of=("self",)))
    for case in found:
        if not policy.can_assign(by, case):
            raise PermissionDenied
    hidden = any(not case.is_open for case in found)
    if owner and not policy.can_own(owner.pk, hidden=hidden):
        raise NotTheirsError
    owner_id = owner.pk if owner else None
    changing = [case.pk for case in found if case.owner != owner_id]
    return Case.objects.filter(pk__in=changing).update(
        owner=owner_id, version=F("version") + 1
    )
