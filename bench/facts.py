"""From files to stored facts and the register: first, again, and with 1 % changed.

The database is the house's own PostgreSQL, durable, as in bench/wall.py.
"""

import csv
import random
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from bench import measures
from bench.register import codes, night, read_in_order
from bench.wall import prepared

Figures = dict[str, float]
CODE = "2326"
SPELLS = ("registrations", "enrolments", "credentials")
LATER = "2026-11-01"


def facts(folder: Path, demo: Path) -> Figures:
    """Seconds of each import of the demo files in a folder."""
    cast = prepared(folder)
    from fullfolj.exchange.imports.actions.run import Options, import_folder

    def take() -> tuple[float, Any]:
        started = perf_counter()
        report = import_folder(folder=demo, authority=cast.berg, options=options)
        return perf_counter() - started, report

    options = Options(answers_for=codes())
    figures: Figures = {}
    figures["first import, s"], report = take()
    figures["first import, MB"] = measures.megabytes()
    figures |= {f"new {name}": c.new for name, c in report.tables.items()}
    figures["spells"] = sum(report.tables[name].new for name in SPELLS)
    read, figures["rows"] = read_in_order(cast.berg.pk)
    figures["register, s"], done = night()
    figures |= {"in order, s": read, "ratio": figures["register, s"] / read}
    figures |= {"judged": done["judged"], "spells held": done["added"]}
    figures["the same again, s"], report = take()
    assert not any(c.new + c.changed + c.gone for c in report.tables.values())
    figures["ended"] = end_some(demo / "enrolments.csv")
    figures["1 % changed, s"], report = take()
    figures["changed enrolments"] = report.tables["enrolments"].changed
    figures["night after 1 %, s"], done = night(later=1)
    figures |= {"judged again": done["judged"], "changed": done["added"]}
    figures |= asked(cast.berg.pk)
    figures["MB"] = measures.megabytes()
    return figures


def asked(authority_id: UUID) -> Figures:
    """Reading back what is stored: one municipality's list, one person's answer."""
    from fullfolj.access import wall
    from fullfolj.core import clock
    from fullfolj.exchange.imports import stored

    token = wall.job_ticket(authority_id, "bench", sees_protected=True)
    at = clock.now()
    with wall.asking(token):
        started = perf_counter()
        found = stored.of_municipality(CODE, at)
        figures = {"one municipality, s": perf_counter() - started}
        number = min(found.extracts.persons)
        spans = []
        for _ in range(21):
            started = perf_counter()
            one = stored.of_number(number, at)
            list(stored.sourced(one.ids, at))
            spans.append(perf_counter() - started)
    return figures | {"why, ms": median(spans) * 1000}


def end_some(path: Path) -> int:
    """One in a hundred pupils stops: an end day where there was none."""
    chance = random.Random(1)  # noqa: S311 - invented pupils
    ended, draft = 0, path.with_suffix(".draft")
    with (
        path.open(encoding="utf-8", newline="") as file,
        draft.open("w", encoding="utf-8", newline="") as out,
    ):
        rows, written = csv.reader(file), csv.writer(out)
        header = next(rows)
        written.writerow(header)
        until, status = header.index("until"), header.index("status")
        for row in rows:
            if row[status] == "active" and not row[until] and chance.random() < 0.05:
                row[until], row[status] = LATER, "interrupted"
                ended += 1
            written.writerow(row)
    draft.replace(path)
    return ended


def main() -> None:
    """Print the figures: `python -m bench.facts HOME FILES PERSONS`."""
    home, files, persons = sys.argv[1:]
    demo = measures.fuller(Path(files), int(persons))
    for name, value in measures.alone(measures.parse, demo).items():
        print(f"only reading, {name}: {value:,.1f}")
    for name, value in facts(Path(home), demo).items():
        print(f"{name}: {value:,.1f}")


if __name__ == "__main__":
    main()
