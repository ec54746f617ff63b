"""`make bench`: the figures of the issue's table, all in one run on one machine.

Ratios are against something named in the same run; seconds are this machine's.
`--write FILE` keeps the page; `--quick` leaves the country out.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

from bench import measures
from bench.measures import alone
from fullfolj.core import clock

SIZES = (1_000, 10_000, 90_000, 1_000_000)
PANDAS_AT = 10_000
PAGES_AT = (1_000, 10_000, 100_000)
SCHOOLS_AT = (10_000, 100_000)
FACTS_AT = (10_000, 90_000, 1_000_000)  # the last takes long: `make prove`


def page(
    folder: Path, sizes: tuple[int, ...], facts_at: tuple[int, ...], today: date
) -> Iterator[str]:
    """The page of figures, line by line as they are measured."""
    yield "# Performance"
    yield ""
    yield "Written by `make prove`. Every figure is from one run."
    yield ""
    yield (
        f"{today}, {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}."
    )
    yield ""
    yield "## From files to the list"
    yield ""
    yield (
        "| persons | files → list, s | only parsing, s | ratio | csv module alone, s "
        "| list, MB | parsing, MB | µs a person |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for persons in sizes:
        demo = measures.files(folder, persons)
        raw = alone(measures.parse_raw, demo)
        parsed = alone(measures.parse, demo)
        listed = alone(measures.list_all, demo, folder / "list.csv")
        yield (
            f"| {persons:,} | {listed['seconds']:.1f} | {parsed['seconds']:.1f} "
            f"| {listed['seconds'] / parsed['seconds']:.2f} | {raw['seconds']:.1f} "
            f"| {listed['megabytes']:.0f} | {parsed['megabytes']:.0f} "
            f"| {listed['seconds'] / persons * 1e6:.0f} |"
        )
    yield ""
    yield from _rule(folder, sizes)
    yield from _one_municipality(folder, sizes[-1])
    yield from _pandas(folder)
    yield from _wall()
    yield from _demo()
    yield from _pages()
    yield from _schools(folder)
    yield from _facts(folder, facts_at)


def _rule(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    yield "## The rule alone"
    yield ""
    yield "| persons | s | µs a person | memory it added, MB |"
    yield "|---|---|---|---|"
    for persons in sizes:
        figures = alone(measures.rule, measures.files(folder, persons))
        yield (
            f"| {figures['persons']:,} | {figures['seconds']:.2f} "
            f"| {figures['seconds'] / figures['persons'] * 1e6:.1f} "
            f"| {figures['megabytes_more']:.0f} |"
        )
    yield ""


def _one_municipality(folder: Path, persons: int) -> Iterator[str]:
    demo = measures.files(folder, persons)
    figures = alone(measures.list_one, demo, folder / "list.csv", "2326")
    yield "## One municipality out of all the files"
    yield ""
    yield (
        f"Berg out of {persons:,} persons: {figures['seconds']:.1f} s, "
        f"{figures['megabytes']:.0f} MB. Only the municipality's own persons are kept."
    )
    yield ""


def _pandas(folder: Path) -> Iterator[str]:
    from bench import pandas_rule

    demo = measures.files(folder, PANDAS_AT)
    codes = ["1480", "1280", "0180", "1281", "2380"]
    figures = alone(pandas_rule.compare, demo, codes)
    yield "## Beside plain pandas"
    yield ""
    yield (
        f"{PANDAS_AT:,} persons' files, the lists of {len(codes)} municipalities "
        f"({figures['listed']} rows): pandas {figures['pandas_seconds']:.2f} s, "
        f"ours {figures['our_seconds']:.2f} s with since and reasons. "
        f"Where pandas is wrong: {figures['wrong'] or 'nowhere in these files'}."
    )
    yield ""
    yield (
        "It has no order of rules, so it decides what a person must decide (REVIEW), "
        "drops rows it cannot parse without a word (R0), and cannot say since when or "
        "why."
    )


def _wall() -> Iterator[str]:
    """In a home of its own: the database's user must reach it."""
    from bench.wall import wall

    home = Path(mkdtemp(prefix="fullfolj-bench-wall-"))
    try:
        figures = alone(wall, home)
    finally:
        rmtree(home, ignore_errors=True)
    yield ""
    yield "## What the wall costs"
    yield ""
    yield (
        f"{figures['persons']:,} persons in one authority, two neighbours; the page's "
        "queries with policies, and as the owner without."
    )
    yield ""
    yield "| page | with, ms | without, ms | ratio |"
    yield "|---|---|---|---|"
    for name in ("list", "search", "two words", "person"):
        yield (
            f"| {name} | {figures[name + ', ms']:.2f} "
            f"| {figures[name + ' without, ms']:.2f} "
            f"| {figures[name + ', ratio']:.2f} |"
        )
    yield ""
    yield (
        f"Saying who asks costs a request {figures['asking, ms']:.2f} ms. "
        f"{figures['rows']:,} rows inserted as a member, with policies, keys and "
        f"history: {figures['rows with history, s']:.1f} s."
    )


def _demo() -> Iterator[str]:
    """In a home of its own, made from nothing."""
    from bench.demo import demo

    home = Path(mkdtemp(prefix="fullfolj-bench-demo-"))
    try:
        figures = demo(home / "home")
    finally:
        rmtree(home, ignore_errors=True)
    yield ""
    yield "## From nothing to a page"
    yield ""
    yield (
        "`fullfolj demo`, which is `make run` when the packages are there: from "
        "nothing, with database, authorities, files, imports and register, "
        f"{figures['first, s']:.1f} s; again {figures['later, s']:.1f} s."
    )


def _pages() -> Iterator[str]:
    """Each size in a home of its own, in a process of its own."""
    from bench.pages import PAGES, pages

    yield ""
    yield "## The coordinator's pages"
    yield ""
    yield (
        "Through the whole house, in process, median of fifteen; everyone in the "
        "authority has a case, which is the worst there can be. The bar is 100 ms and "
        "12 statements at 10,000 open cases. The ratio is to the same page at a tenth: "
        "of the cases in the authority, or, where the page names them, of the entries "
        "of the case and of the coach's own."
    )
    yield ""
    yield "| cases | page | ms | to a tenth | statements | kB |"
    yield "|---|---|---|---|---|---|"
    before: measures.Figures = {}
    for persons in PAGES_AT:
        home = Path(mkdtemp(prefix="fullfolj-bench-pages-"))
        try:
            figures = alone(pages, home, persons)
        finally:
            rmtree(home, ignore_errors=True)
        for name in PAGES:
            yield (
                f"| {persons:,} | {name} | {figures[f'{name}, ms']:.0f} "
                f"| {_ratio(name, figures, before)} "
                f"| {figures[f'{name}, statements']:.0f} "
                f"| {figures[f'{name}, kB']:.0f} |"
            )
        before = figures


def _ratio(name: str, figures: measures.Figures, before: measures.Figures) -> str:
    """A page's time against the same at a tenth; nothing where there was none."""
    tenth = figures.get(f"{name}, a tenth, ms", before.get(f"{name}, ms"))
    return f"{figures[f'{name}, ms'] / tenth:.2f}" if tenth else ""


def _schools(folder: Path) -> Iterator[str]:
    """Each size in a home of its own, in a process of its own."""
    from bench.schools import schools

    yield ""
    yield "## From a school's system"
    yield ""
    yield (
        "All that SS 12000 says of so many pupils, their guardians and schools, read "
        "and applied; then what a day changed. The plain read is of /persons alone."
    )
    yield ""
    yield (
        "| pupils | objects | plain read, s | all, s | of it our CPU, s | a day's, s "
        "| told that day | MB |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for persons in SCHOOLS_AT:
        home = Path(mkdtemp(prefix="fullfolj-bench-schools-"))
        try:
            figures = alone(schools, home, measures.files(folder, persons))
        finally:
            rmtree(home, ignore_errors=True)
        yield (
            f"| {figures['whole, persons']:,.0f} | {figures['objects']:,.0f} "
            f"| {figures['read, s']:.1f} | {figures['whole, s']:.1f} "
            f"| {figures['whole, own CPU s']:.1f} | {figures['changes, s']:.1f} "
            f"| {figures['changes, persons']:,.0f} | {figures['MB']:.0f} |"
        )


def _facts(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """Last of all: it changes the files of the demo."""
    from bench.facts import facts

    yield ""
    yield "## From files to stored facts"
    yield ""
    yield (
        "`fullfolj import`, in one transaction with policies, keys and history. Spells "
        "are registrations, enrolments and credentials; the memory is that of the "
        "process that imports."
    )
    yield ""
    yield (
        "| persons | spells | only reading, s | first import, s | the same again, s "
        "| 1 % changed, s | first import, µs a person | MB | `why`, ms |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    register = []
    for persons in sizes:
        home = Path(mkdtemp(prefix="fullfolj-bench-facts-"))
        demo = measures.fuller(folder, persons)
        reading = alone(measures.parse, demo)
        try:
            figures = alone(facts, home, demo)
        finally:
            rmtree(home, ignore_errors=True)
        yield (
            f"| {persons:,} | {figures['spells']:,} | {reading['seconds']:.1f} "
            f"| {figures['first import, s']:.1f} | {figures['the same again, s']:.1f} "
            f"| {figures['1 % changed, s']:.1f} "
            f"| {figures['first import, s'] / persons * 1e6:.0f} "
            f"| {figures['MB']:.0f} | {figures['why, ms']:.1f} |"
        )
        register.append((persons, figures))
    yield from _register(register)


def _register(measured: list[tuple[int, measures.Figures]]) -> Iterator[str]:
    """From the facts of the same runs."""
    yield ""
    yield "## From stored facts to the committed register"
    yield ""
    yield (
        "The night's step, in one transaction with policies, keys and history, beside "
        "a plain read of the same rows in the order of persons. Then the night after, "
        "when 1 % of the pupils have stopped."
    )
    yield ""
    yield (
        "| persons | rows of facts | plain read, s | register, s | ratio "
        "| spells held | the night after, s | judged | µs a person |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for persons, figures in measured:
        yield (
            f"| {persons:,} | {figures['rows']:,} | {figures['in order, s']:.1f} "
            f"| {figures['register, s']:.1f} | {figures['ratio']:.1f} "
            f"| {figures['spells held']:,} | {figures['night after 1 %, s']:.1f} "
            f"| {figures['judged again']:,} "
            f"| {figures['register, s'] / persons * 1e6:.0f} |"
        )


def main() -> None:
    """Measure, print, and keep the page if asked."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    lines = []
    with TemporaryDirectory(prefix="fullfolj-bench-") as folder:
        sizes = SIZES[:-1] if options.quick else SIZES
        facts_at = FACTS_AT if options.write else FACTS_AT[:-1]
        for line in page(Path(folder), sizes, facts_at, clock.today()):
            print(line)
            sys.stdout.flush()
            lines.append(line)
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
