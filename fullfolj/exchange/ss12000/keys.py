"""What a school's system calls persons here: who has no number is known by it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date
from uuid import UUID

from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.exchange.extracts.read import Extracts
from fullfolj.exchange.imports.actions.batch import OWN_ID

CALLED = "SELECT key, person_id FROM ss12000_sourcekey WHERE connection_id = %s"
DROP = "DELETE FROM ss12000_sourcekey WHERE connection_id = %s AND key = ANY (%s)"
ADD = """
INSERT INTO ss12000_sourcekey (id, authority_id, connection_id, person_id, is_open, key)
SELECT gen_random_uuid(), p.authority_id, %s, p.id, p.is_open, now.key
FROM unnest(%s::text[], %s::uuid[]) AS now (key, person)
JOIN people_person p ON p.id = now.person
"""
# Where those live whose rows cannot be used: there somebody must look at them.
HOMES = """
SELECT person_id, municipality_code, valid_from FROM people_registration
WHERE recorded_to IS NULL AND NOT is_gone AND valid_to IS NULL AND person_id = ANY (%s)
"""
NUMBERED = """
SELECT number, person_id FROM people_identity
WHERE valid_to IS NULL AND number = ANY (%s)
"""
UNITS = "SELECT id FROM schooling_schoolunit WHERE code = ANY (%s)"


def called(connection: UUID) -> dict[str, UUID]:
    """Who each is whom the system has told of before, by what it calls them."""
    return dict(bulk.run(CALLED, [connection]))


def numbered(numbers: Iterable[str]) -> set[UUID]:
    """Who has any of these numbers now."""
    return {who for _, who in bulk.run(NUMBERED, [column("text", [*numbers])])}


def gone(before: Mapping[str, UUID], deleted: Iterable[str]) -> set[UUID]:
    """The persons whom the system has no more, under any name."""
    names: dict[UUID, set[str]] = defaultdict(set)
    for key, person in before.items():
        names[person].add(key)
    deleted = set(deleted)
    candidates = {before[key] for key in deleted if key in before}
    return {person for person in candidates if names[person] <= deleted}


def siblings(
    before: Mapping[str, UUID], told: Set[str], also: Iterable[UUID] = ()
) -> set[str]:
    """Other names of the persons that are told of: a system may have one twice.

    What it says of them is all it says under each name.

    Args:
        told: what it calls those of whom it tells now.
        also: persons of whom it tells, whatever it calls them.
    """
    persons = {before[key] for key in told if key in before}.union(also)
    return {key for key, person in before.items() if person in persons} - told


def keep(
    connection: UUID,
    before: Mapping[str, UUID],
    keys: Mapping[str, list[str]],
    persons: Mapping[str, UUID],
) -> dict[str, UUID]:
    """Remember what the system calls the persons of an import; who each is now.

    Args:
        before: as `called` said.
        keys: what it calls each, by their key in the extracts.
        persons: who each is here, by the same key.
    """
    now = {own: persons[key] for key in keys if key in persons for own in keys[key]}
    added = {k: p for k, p in now.items() if before.get(k) != p}
    if moved := added.keys() & before.keys():
        bulk.run(DROP, [connection, column("text", [*moved])])
    if added:
        names, whose = column("text", [*added]), column("uuid", [*added.values()])
        bulk.run(ADD, [connection, names, whose])
    return {**before, **now}


def place_refused(extracts: Extracts, known: Mapping[str, UUID]) -> None:
    """Let those whose rows cannot be used be listed where they live."""
    numbers = [key for key in extracts.refused if not key.startswith(OWN_ID)]
    who: dict[str, UUID] = dict(bulk.run(NUMBERED, [numbers]))
    who |= {key: known[key] for key in extracts.refused if key in known}
    homes: dict[UUID, dict[str, date | None]] = defaultdict(dict)
    for person, code, since in bulk.run(HOMES, [list(set(who.values()))]):
        homes[person][code] = since
    for key, person in who.items():
        extracts.listed_in[key] = dict(homes[person])
