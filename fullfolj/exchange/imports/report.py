"""What an import did, in words and as JSON; never a person."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from uuid import UUID

from fullfolj.core.catalogue import catalogue
from fullfolj.exchange.extracts.checks import Refusal
from fullfolj.exchange.listing.rows import EXCHANGE, refusal_text

FACTS = ("people", "registrations", "enrolments", "credentials")
TABLES = (*FACTS, "notices")
MOST_SHOWN = 10_000


@dataclass(slots=True)
class Count:
    """Rows of one table, by what became of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: int = 0


@dataclass(slots=True)
class Report:
    """What an import found and did; with `dry_run`, what it would do.

    Attributes:
        tables: those of facts, and that of notices where the delivery has it.
        marked: persons whose protection changed.
        renamed: persons whose name changed.
        shared: persons whose protection stays, as another person has their number.
        mended: numbers set aside before and no longer.
        too_old: persons past 21, who were left out.
        besides: what a school's system told besides, as `counts` has it.
    """

    run: UUID
    dry_run: bool
    tables: dict[str, Count] = field(
        default_factory=lambda: {name: Count() for name in FACTS}
    )
    refusals: list[Refusal] = field(default_factory=list)
    more_refusals: int = 0
    marked: int = 0
    renamed: int = 0
    shared: int = 0
    mended: int = 0
    too_old: int = 0
    unrelated: dict[str, int] = field(default_factory=dict)
    besides: dict[str, dict[str, int]] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, int]]:
        """The figures alone, for the run's row."""
        return {name: asdict(count) for name, count in self.tables.items()}


def table_of(label: str) -> str:
    """The table that a file or a sheet holds."""
    return label.rpartition("#")[2].partition(".")[0].lower()


def count_refused(report: Report) -> None:
    """Rows set aside by table, each once whatever was wrong with it."""
    places = {(r.file, r.line) for r in report.refusals}
    by_table = Counter(table_of(file) for file, _ in places)
    for name, count in report.tables.items():
        count.refused = by_table[name]


def as_text(report: Report, language: str) -> Iterator[str]:
    """The report line by line, in 80 columns but for the refused rows."""
    words = catalogue(EXCHANGE)

    def say(key: str, **values: int | str) -> str:
        return words.text(f"import.{key}", language, values)

    yield say("dry" if report.dry_run else "done")
    yield ""
    yield say("head")
    for name, count in (report.counts() | report.besides).items():
        yield say("row", **count, table=words.text(f"table.{name}", language))
    yield ""
    yield say("marked", count=report.marked)
    if report.renamed:
        yield say("renamed", count=report.renamed)
    if report.shared:
        yield say("shared", count=report.shared)
    if report.mended:
        yield say("mended", count=report.mended)
    if report.too_old:
        yield say("too_old", count=report.too_old)
    for file, rows in report.unrelated.items():
        yield words.text("list.unrelated", language, {"file": file, "count": rows})
    refused = len(report.refusals) + report.more_refusals
    if refused:
        yield words.text("list.refused", language, {"count": refused})
    for refusal in report.refusals[:MOST_SHOWN]:
        yield f"  {refusal_text(refusal, language)}"


def as_json(report: Report, language: str) -> str:
    """The same as one object."""
    found = {
        "run": str(report.run),
        "dry_run": report.dry_run,
        "tables": report.counts() | report.besides,
        "marked": report.marked,
        "renamed": report.renamed,
        "shared": report.shared,
        "mended": report.mended,
        "too_old": report.too_old,
        "unrelated": report.unrelated,
        "refused": [
            {**asdict(r), "text": refusal_text(r, language)} for r in report.refusals
        ],
        "more_refused": report.more_refusals,
    }
    return json.dumps(found, ensure_ascii=False, indent=1)
