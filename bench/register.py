"""From stored facts to the committed register: all at once, and night by night.

The database is the house's own PostgreSQL, durable, as in bench/wall.py. One authority
answers for every municipality of the demo, so that everyone is judged where they lived.
"""

import resource
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import measures
from bench.facts import end_some
from bench.wall import prepared

Figures = dict[str, float]
ORDERED = (
    "SELECT * FROM people_civilrecord WHERE recorded_to IS NULL ORDER BY person_id",
    "SELECT * FROM people_registration WHERE recorded_to IS NULL ORDER BY person_id",
    "SELECT * FROM schooling_enrolment WHERE recorded_to IS NULL ORDER BY person_id",
    "SELECT * FROM schooling_credential WHERE recorded_to IS NULL ORDER BY person_id",
)


def register(folder: Path, demo: Path) -> Figures:
    """Seconds of each way to the register, and of only reading its facts in order."""
    cast = prepared(folder)
    from fullfolj.exchange.demo.municipalities import all_municipalities
    from fullfolj.exchange.imports.actions.run import Options, import_folder

    def take(**more: Any) -> float:
        started = perf_counter()
        options = Options(answers_for=[m.code for m in all_municipalities()], **more)
        import_folder(folder=demo, authority=cast.berg, options=options)
        return perf_counter() - started

    figures: Figures = {"import, s": take()}
    figures["plain ordered read, s"], figures["rows"] = read_in_order(cast.berg.pk)
    figures["full, s"], done = night()
    figures |= {"judged": done["judged"], "spells": done["added"]}
    figures["ratio"] = figures["full, s"] / figures["plain ordered read, s"]
    figures["nothing changed, s"], _ = night()
    figures["ended"] = end_some(demo / "enrolments.csv")
    take(accept_drop=True)
    figures["1 % changed, s"], done = night(1)
    figures |= {"judged again": done["judged"], "changed": done["added"]}
    figures["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


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


def main() -> None:
    """Print the figures: `python -m bench.register HOME FILES PERSONS`."""
    home, files, persons = sys.argv[1:]
    demo = measures.files(Path(files), int(persons))
    for name, value in register(Path(home), demo).items():
        print(f"{name}: {value:,.2f}")


if __name__ == "__main__":
    main()
