"""What is measured, each in a process of its own so that memory is its own too."""

import csv
import gc
import resource
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.read import EVERY_MUNICIPALITY, Extracts, read_extracts
from fullfolj.exchange.listing.rows import ListRow, listing, row_of
from fullfolj.exchange.listing.write import Question, write_csv
from fullfolj.kaa.rules.membership import membership

AS_OF = date(2026, 11, 21)
QUESTION = Question("", AS_OF, "sv")
Figures = dict[str, float]


def files(folder: Path, persons: int) -> Path:
    """Demo extracts of about so many persons, written once for the run."""
    target = folder / f"demo-{persons}"
    if not (target / "credentials.csv").exists():
        target.mkdir(parents=True, exist_ok=True)
        write_demo(target, scale="nation", as_of=AS_OF, persons=persons)
    return target


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
        "megabytes": _megabytes(),
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
    return {"seconds": seconds, "listed": rows, "megabytes": _megabytes()}


def list_one(folder: Path, out: Path, municipality: str) -> Figures:
    """The command's own work: one municipality out of the whole country's files."""
    started = perf_counter()
    found = read_extracts(folder, municipality, AS_OF)
    with out.open("w", encoding="utf-8", newline="") as file:
        write_csv(listing(found, municipality, AS_OF), found, file, QUESTION)
    return {"seconds": perf_counter() - started, "megabytes": _megabytes()}


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
    before, started, inside = _megabytes(), perf_counter(), 0
    for facts, municipality in people:
        inside += membership(facts, municipality, AS_OF).decision == "IN"
    return {
        "seconds": perf_counter() - started,
        "persons": len(people),
        "inside": inside,
        "megabytes_more": _megabytes() - before,
    }


def _every_row(found: Extracts) -> Iterator[ListRow]:
    for number in sorted(found.listed_in):
        for code in found.listed_in[number]:
            row = row_of(found, number, code, AS_OF)
            if row:
                yield row


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
