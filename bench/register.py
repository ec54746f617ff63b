"""From stored facts to the committed register: all at once, and night by night.

One authority answers for every municipality of the demo, so that everyone is judged
where they lived.
"""

from datetime import timedelta
from time import perf_counter
from typing import Any

from bench import measures

ORDERED = (
    "SELECT * FROM people_civilrecord WHERE recorded_to IS NULL ORDER BY person_id",
    "SELECT * FROM people_registration WHERE recorded_to IS NULL ORDER BY person_id",
    "SELECT * FROM schooling_enrolment WHERE recorded_to IS NULL ORDER BY person_id",
    "SELECT * FROM schooling_credential WHERE recorded_to IS NULL ORDER BY person_id",
)


def codes() -> list[str]:
    """Every municipality of the demo."""
    from fullfolj.exchange.demo.municipalities import all_municipalities

    return [municipality.code for municipality in all_municipalities()]


def night(later: int = 0) -> tuple[float, dict[str, int]]:
    """One night of Berg's register: seconds and counts."""
    from fullfolj.nightly import steps

    started = perf_counter()
    as_of = measures.AS_OF + timedelta(days=later)
    done = next(o for o in steps.run(as_of, steps.COMPUTE) if o.authority == "berg")
    assert not done.reason, done.reason
    return perf_counter() - started, done.counts


def read_in_order(authority_id: Any) -> tuple[float, int]:
    """Every fact of the authority, read by person, with nothing done to it."""
    import psycopg
    from django.db import connection

    from fullfolj.access import wall

    started, rows = perf_counter(), 0
    with wall.as_job(authority_id, "bench", sees_protected=True):
        for number, statement in enumerate(ORDERED):
            with psycopg.ServerCursor(connection.connection, f"bench{number}") as found:
                found.itersize = 10_000
                found.execute(statement.encode())
                rows += sum(1 for _ in found)
    return perf_counter() - started, rows
