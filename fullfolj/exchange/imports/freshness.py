"""How old what the house knows is: when it was last read in, and which schools lag."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from fullfolj.core import bulk
from fullfolj.exchange.imports.models import ImportRun

# A school lags when none of its pupils stands in its source any more, though some would
# still go there today. It was last heard in the import before the one without it. An
# import that was undone counts for nothing: `standing` says which do, and its values
# come before the two days. A school's own system is as old as when it was last asked.
AGES = """
WITH standing (at, source) AS ({standing}), lost AS (
    SELECT e.school_unit_id, max(coalesce(r.started_at, e.recorded_from)) AS gone_at
    FROM schooling_enrolment e LEFT JOIN imports_importrun r ON r.id = e.import_run
    WHERE e.recorded_to IS NULL AND e.is_gone AND e.status = 'active'
      AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)
    GROUP BY 1
)
SELECT 'read', '', max(at) FROM standing WHERE source = 'files'
UNION ALL
SELECT 'system', c.name, max(s.at) FROM ss12000_connection c
LEFT JOIN standing s ON s.source = 'ss12000:' || replace(c.id::text, '-', '')
WHERE c.is_active GROUP BY c.id, c.name
UNION ALL
SELECT 'lagging', coalesce(nullif(u.name, ''), u.code), max((
    SELECT max(at) FROM standing WHERE at < lost.gone_at
))
FROM lost JOIN schooling_schoolunit u ON u.id = lost.school_unit_id
WHERE EXISTS (SELECT FROM standing) AND NOT EXISTS (
    SELECT FROM schooling_schoolunit v JOIN schooling_enrolment c
        ON c.school_unit_id = v.id AND c.recorded_to IS NULL AND NOT c.is_gone
        AND c.source <> 'hand'
    WHERE v.id = u.id OR (v.code = u.code AND v.code <> ''))
GROUP BY 2
ORDER BY 3 NULLS FIRST, 2
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """A school, or a school's system, and when it was heard last; None if never."""

    name: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """When what the house knows was last told, on the days of the house.

    Attributes:
        read_on: the files of the population register and the schools: an import is
            whole or nothing. None before the first.
        lagging: the schools that are missing in what was told last, the oldest first.
        systems: the schools' own systems, the oldest first.
    """

    read_on: date | None
    lagging: list[Heard]
    systems: list[Heard] = field(default_factory=list)


def freshness(on: date) -> Freshness:
    """How old the authority's data are, as seen on a day; one statement."""
    runs = ImportRun.objects.standing().order_by().values("started_at", "source")
    standing, values = runs.query.sql_with_params()
    told: dict[str, list[Heard]] = {"read": [], "system": [], "lagging": []}
    for what, name, at in bulk.run(AGES.format(standing=standing), [*values, on, on]):
        told[what].append(Heard(name, _day(at)))
    (read,) = told["read"]
    return Freshness(read.on, told["lagging"], told["system"])


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
