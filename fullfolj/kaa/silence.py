"""Who in the register is unconfirmed: in the group since a school fell silent."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from fullfolj.core import bulk
from fullfolj.kaa.rules.silence import TYPES, LastPlace, silent_since

# Whom a person has decided about is confirmed by that person. A school is the same by
# its code, whatever it is called; what is typed by hand has a name alone, and no school
# is heard by what somebody typed.
LAST_PLACES = """
WITH registered AS (
    SELECT person_id FROM kaa_registerspell
    WHERE recorded_to IS NULL AND ruling IS NULL AND valid_from <= %(on)s
      AND (valid_to IS NULL OR valid_to > %(on)s)
      AND (%(ids)s::uuid[] IS NULL OR person_id = ANY (%(ids)s))
), gone AS (
    SELECT DISTINCT ON (e.person_id) e.person_id, e.school_unit_id, e.status,
        e.valid_from, e.valid_to, e.recorded_from, u.code, u.name
    FROM schooling_enrolment e JOIN registered USING (person_id)
    JOIN schooling_schoolunit u ON u.id = e.school_unit_id
    WHERE e.recorded_to IS NULL AND e.is_gone AND e.school_type = ANY (%(types)s)
      AND e.status <> 'cancelled' AND NOT EXISTS (
        SELECT FROM schooling_enrolment l
        WHERE l.person_id = e.person_id AND l.recorded_to IS NULL
          AND l.school_type = ANY (%(types)s) AND l.status <> 'cancelled'
          AND (l.valid_from > e.valid_from
               OR (l.valid_from = e.valid_from AND NOT l.is_gone)))
    ORDER BY e.person_id, e.id
), silent AS (
    SELECT DISTINCT g.school_unit_id AS id FROM gone g
    WHERE NOT EXISTS (
        SELECT FROM schooling_schoolunit v JOIN schooling_enrolment c
            ON c.school_unit_id = v.id AND c.recorded_to IS NULL AND NOT c.is_gone
            AND c.source <> 'hand'
        WHERE v.id = g.school_unit_id OR (v.code = g.code AND v.code <> ''))
)
SELECT g.person_id, g.status, g.valid_to, g.recorded_from,
    (
        SELECT max(b.recorded_from) FROM schooling_enrolment b
        WHERE b.person_id = g.person_id AND b.recorded_to = g.recorded_from
          AND b.valid_from = g.valid_from AND b.school_unit_id = g.school_unit_id
          AND b.valid_to IS NOT DISTINCT FROM g.valid_to AND NOT b.is_gone
    ),
    s.id IS NULL,
    EXISTS (
        SELECT FROM schooling_notice n
        JOIN schooling_schoolunit w ON w.id = n.school_unit_id
        WHERE n.person_id = g.person_id AND n.kind = 'end' AND n.recorded_to IS NULL
          AND n."on" >= g.valid_from
          AND (w.id = g.school_unit_id OR (w.code = g.code AND w.code <> '')
               OR (w.name = g.name AND w.name <> '')))
FROM gone g LEFT JOIN silent s ON s.id = g.school_unit_id
"""


def unconfirmed(on: date, ids: Collection[UUID] | None = None) -> dict[UUID, date]:
    """Since when the school of each has been silent, of those who are unconfirmed.

    One statement, whatever the number.

    Args:
        on: the day on which they are in the register.
        ids: of whom it is asked; everyone where nobody is named.
    """
    asked = {
        "on": on,
        "ids": None if ids is None else list(ids),
        "types": sorted(TYPES),
    }
    found = {}
    for person, status, ends_on, gone_at, told_at, *known in bulk.run(
        LAST_PLACES, asked
    ):
        told_on, gone_on = _day(told_at), _day(gone_at)
        since = silent_since(LastPlace(status, ends_on, told_on, gone_on, *known))
        if since:
            found[person] = since
    return found


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
