"""How old what the house knows is: when it was last read in, and which schools lag."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fullfolj.core import bulk
from fullfolj.exchange.imports.models import ImportRun

# A school lags when none of its pupils stands in the files any more, though some would
# still go there today. It was last heard in the import before the one without it. An
# import that was undone counts for nothing: `standing` says which do, and its values
# come before the two days.
LAGGING = """
WITH standing (at) AS ({standing}), lost AS (
    SELECT e.school_unit_id, max(coalesce(r.started_at, e.recorded_from)) AS gone_at
    FROM schooling_enrolment e LEFT JOIN imports_importrun r ON r.id = e.import_run
    WHERE e.recorded_to IS NULL AND e.is_gone AND e.status = 'active'
      AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)
    GROUP BY 1
)
SELECT latest.at, lagging.*
FROM (SELECT max(at) AS at FROM standing) latest
LEFT JOIN (
    SELECT coalesce(nullif(u.name, ''), u.code), max((
        SELECT max(at) FROM standing WHERE at < lost.gone_at
    )) AS heard_at
    FROM lost JOIN schooling_schoolunit u ON u.id = lost.school_unit_id
    WHERE NOT EXISTS (
        SELECT FROM schooling_schoolunit v JOIN schooling_enrolment c
            ON c.school_unit_id = v.id AND c.recorded_to IS NULL AND NOT c.is_gone
            AND c.source <> 'hand'
        WHERE v.id = u.id OR (v.code = u.code AND v.code <> ''))
    GROUP BY 1
) lagging (name, heard_at) ON latest.at IS NOT NULL
ORDER BY 3, 2
"""


@dataclass(frozen=True, slots=True)
class Lagging:
    """A school that is missing in what was read last, and when it was there last."""

    name: str
    read_on: date | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """When population and schools were last read in, on the days of the house.

    Attributes:
        read_on: of both: an import is whole or nothing. None before the first.
        lagging: the schools that are older, the oldest first.
    """

    read_on: date | None
    lagging: list[Lagging]


def freshness(on: date) -> Freshness:
    """How old the authority's data are, as seen on a day; one statement."""
    runs = ImportRun.objects.standing().order_by().values("started_at")
    standing, values = runs.query.sql_with_params()
    rows = bulk.run(LAGGING.format(standing=standing), [*values, on, on])
    lagging = [Lagging(name, _day(at)) for _, name, at in rows if name]
    return Freshness(_day(rows[0][0]), lagging)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
