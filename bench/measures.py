"""What is measured, each in a process of its own so that memory is its own too."""

import csv
import gc
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.read import EVERY_MUNICIPALITY, Extracts, read_extracts
from fullfolj.exchange.listing.rows import ListRow, listing, row_of
from fullfolj.exchange.listing.write import Question, write_csv
from fullfolj.kaa.rules.membership import membership

AS_OF = date(2026, 11, 21)
QUESTION = Question("", AS_OF, "sv")
Figures = dict[str, float]
EARLIER = (
    *("99000001", "Tidigare skolan", "GR", ""),
    *("2014-08-18", "2017-06-09", "completed", ""),
)


def alone(measure: Callable[..., Any], *arguments: object) -> Any:
    """Run a measure in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, *arguments).result()


def files(folder: Path, persons: int) -> Path:
    """Demo extracts of about so many persons, written once for the run."""
    target = folder / f"demo-{persons}"
    if not (target / "credentials.csv").exists():
        target.mkdir(parents=True, exist_ok=True)
        write_demo(target, scale="nation", as_of=AS_OF, persons=persons)
    return target


def fuller(folder: Path, persons: int) -> Path:
    """The same with five spells a person: the demo's, and an earlier school's."""
    target = files(folder, persons)
    done = target / "fuller"
    if done.exists():
        return target
    missing = 5 * persons - sum(
        _lines(target / f"{name}.csv") - 1
        for name in ("registrations", "enrolments", "credentials")
    )
    with (
        (target / "people.csv").open(encoding="utf-8", newline="") as people,
        (target / "enrolments.csv").open("a", encoding="utf-8", newline="") as file,
    ):
        rows = csv.writer(file, lineterminator="\n")
        for person in islice(csv.DictReader(people), missing):
            rows.writerow([person["person_no"], *EARLIER])
    done.touch()
    return target


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def parse_raw(folder: Path) -> Figures:
    """The floor: every row of the files through Python's own csv reader."""
    started, rows = perf_counter(), 0
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += sum(1 for _ in csv.reader(file))
    return {"seconds": perf_counter() - started, "rows": rows}


def parse(folder: Path) -> Figures:
    """Files to checked facts with our reader, and no rule."""
    started = perf_counter()
    found = read_extracts(folder, EVERY_MUNICIPALITY, AS_OF)
    return {
        "seconds": perf_counter() - started,
        "rows": sum(found.rows.values()),
        "megabytes": megabytes(),
    }


def list_all(folder: Path, out: Path) -> Figures:
    """Files to the written list of every municipality, with the reasons of each row."""
    started = perf_counter()
    found = read_extracts(folder, EVERY_MUNICIPALITY, AS_OF)
    with out.open("w", encoding="utf-8", newline="") as file:
        write_csv(_every_row(found), found, file, QUESTION)
    seconds = perf_counter() - started
    with out.open(encoding="utf-8") as file:
        rows = sum(1 for _ in file) - 1
    return {"seconds": seconds, "listed": rows, "megabytes": megabytes()}


def list_one(folder: Path, out: Path, municipality: str) -> Figures:
    """The command's own work: one municipality out of the whole country's files."""
    started = perf_counter()
    found = read_extracts(folder, municipality, AS_OF)
    with out.open("w", encoding="utf-8", newline="") as file:
        write_csv(listing(found, municipality, AS_OF), found, file, QUESTION)
    return {"seconds": perf_counter() - started, "megabytes": megabytes()}


def rule(folder: Path) -> Figures:
    """The rule alone, over every person, each asked by the last municipality."""
    found = read_extracts(folder, EVERY_MUNICIPALITY, AS_OF)
    people = [
        (person.facts(), person.registrations[-1].municipality_code)
        for person in found.persons.values()
        if person.registrations
    ]
    gc.collect()
    gc.freeze()
    before, started, inside = megabytes(), perf_counter(), 0
    for facts, municipality in people:
        inside += membership(facts, municipality, AS_OF).decision == "IN"
    return {
        "seconds": perf_counter() - started,
        "persons": len(people),
        "inside": inside,
        "megabytes_more": megabytes() - before,
    }


def _every_row(found: Extracts) -> Iterator[ListRow]:
    for number in sorted(found.listed_in):
        for code in found.listed_in[number]:
            row = row_of(found, number, code, AS_OF)
            if row:
                yield row


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
