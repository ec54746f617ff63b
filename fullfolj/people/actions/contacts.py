"""How the population register says one is reached, as contact details of some persons.

Whoever is imported has it in one row (`CivilRecord`); a million need no more. Of those
whom somebody is to reach it is also kept as `ContactDetail`, with when it held, and
their telephone finds them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import roles, wall
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.core import bulk, clock
from fullfolj.people import rules
from fullfolj.people.models import FILES

Whose = tuple[UUID, bool]  # the authority, and whether the person is open

# The latest of each kind that came from the files, and whether it holds.
KEPT = """
SELECT DISTINCT ON (person_id, kind) person_id, kind, id, value, valid_to IS NULL
FROM people_contactdetail WHERE person_id = ANY (%s) AND source = %s
ORDER BY person_id, kind, valid_to DESC NULLS FIRST, id DESC
"""
SAID = """
SELECT person_id, authority_id, is_open, phone, email, street, postal_code, locality
FROM people_civilrecord WHERE person_id = ANY (%s) AND recorded_to IS NULL
"""
END = """
UPDATE people_contactdetail SET valid_to = greatest(%s::date, valid_from)
WHERE id = ANY (%s)
"""
PHONES = """
SELECT person_id, value FROM people_contactdetail
WHERE person_id = ANY (%s) AND kind = 'phone'
  AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
"""
KEYS = """
SELECT person_id, id, key FROM people_searchkey
WHERE person_id = ANY (%s) AND kind = 'phone'
"""
WITHOUT = "DELETE FROM people_searchkey WHERE id = ANY (%s)"


@transaction.atomic
def contacts_from_register(*, ids: Collection[UUID], by: User | None) -> int:
    """Keep these persons' contact details in step with what the register says now.

    Asked again, it changes nothing. What somebody typed in stays, and what somebody
    ended stays ended while the register says the same. Few statements, whatever the
    number of persons.

    Args:
        ids: persons that who asks may see; others are passed over by the wall.
        by: who asks; None for a job.

    Returns:
        How many persons it changed something for.
    """
    asker = wall.who_asks()
    is_job = asker is not None and asker.job is not None
    if not (is_job if by is None else permits(by, roles.WRITE_PEOPLE)):
        raise PermissionDenied
    about: dict[UUID, Whose] = {}
    ended: list[UUID] = []
    new: list[tuple[Any, ...]] = []
    for person, whose, kind, value, row_id in _changed(list(ids)):
        about[person] = whose
        ended += [row_id] if row_id else []
        authority, is_open = whose
        new += [(authority, person, is_open, kind, value)] if value else []
    today = clock.today()
    if ended:
        bulk.run(END, [today, ended])
    bulk.insert(
        "people_contactdetail",
        {
            **{"authority_id": "uuid", "person_id": "uuid", "is_open": "boolean"},
            **{"kind": "text", "value": "text"},
        },
        new,
        {"source": FILES, "recorded_on": today, "valid_from": today},
    )
    _find_by_phone(about)
    return len(about)


def _changed(ids: list[UUID]) -> Iterator[tuple[UUID, Whose, str, str, UUID | None]]:
    """What the register says of persons otherwise than it is kept.

    The person and whose they are, the kind, what it says or nothing, and which row it
    takes the place of, if that holds.
    """
    kept: dict[UUID, dict[str, tuple[UUID, str, bool]]] = defaultdict(dict)
    for person, kind, *row in bulk.run(KEPT, [ids, FILES]):
        kept[person][kind] = (row[0], row[1], row[2])
    for person, authority, is_open, *said in bulk.run(SAID, [ids]):
        for kind, value in _said(*said):
            row_id, before, holds = kept[person].get(kind, (None, "", False))
            if value != before and (value or holds):
                held = row_id if holds else None
                yield person, (authority, is_open), kind, value, held


def _said(phone: str, email: str, *address: str) -> Iterable[tuple[str, str]]:
    """The kinds of contact details, each with what it says or nothing."""
    return (("phone", phone), ("email", email), ("address", rules.address(*address)))


def _find_by_phone(about: dict[UUID, Whose]) -> None:
    """Let persons be found by the telephones that hold today, and by no other."""
    ids, today = list(about), clock.today()
    wanted = {
        (person, rules.phone(value))
        for person, value in bulk.run(PHONES, [ids, today, today])
        if rules.phone(value)
    }
    stored = {(person, key): row_id for person, row_id, key in bulk.run(KEYS, [ids])}
    gone = [row_id for pair, row_id in stored.items() if pair not in wanted]
    if gone:
        bulk.run(WITHOUT, [gone])
    bulk.insert(
        "people_searchkey",
        {
            **{"authority_id": "uuid", "person_id": "uuid", "is_open": "boolean"},
            **{"kind": "text", "key": "text"},
        },
        [
            (about[person][0], person, about[person][1], "phone", key)
            for person, key in sorted(wanted - stored.keys())
        ],
        {},
    )
