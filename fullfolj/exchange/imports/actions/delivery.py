"""Whether a delivery may touch the database: asked before anything is written."""

from collections.abc import Collection
from os import SEEK_END
from pathlib import Path

from fullfolj.core import bulk, clock
from fullfolj.exchange.extracts.read import Extracts
from fullfolj.exchange.extracts.tables import Unusable, find_table
from fullfolj.exchange.imports.models import ImportSetting
from fullfolj.exchange.imports.report import TABLES, table_of
from fullfolj.exchange.imports.rules import SAYS_NOTHING, refuse_drop
from fullfolj.kaa.models import Municipality

# No joins: right after the first import PostgreSQL has no statistics to plan them by.
GONE = """
SELECT person_id FROM people_civilrecord WHERE recorded_to IS NULL
AND (is_gone OR valid_from <= (wall_today() - interval '22 years')::date)
"""
PRESENT = """
SELECT count(*) FROM {table} WHERE recorded_to IS NULL AND NOT is_gone
AND source = 'files' AND person_id <> ALL (%s)
"""
HERE = """
SELECT count(DISTINCT person_id) FROM people_registration
WHERE recorded_to IS NULL AND NOT is_gone AND municipality_code = ANY (%s)
AND source = 'files' AND person_id <> ALL (%s)
"""
KEPT = {
    "people": "people_civilrecord",
    "registrations": "people_registration",
    "enrolments": "schooling_enrolment",
    "credentials": "schooling_credential",
}


def refuse(
    folder: Path, extracts: Extracts, setting: ImportSetting, accept_drop: bool
) -> None:
    """Refuse a cut, foreign, silent or shrunken delivery, before it harms.

    Raises:
        Unusable: it is one.
    """
    codes = set(Municipality.objects.codes(clock.today()))
    refuse_cut_off(folder, extracts)
    refuse_elsewhere(extracts, codes)
    refuse_silent_protection(extracts, is_settled=setting.empty_protection_is_none)
    if not accept_drop:
        refuse_drops(extracts, codes, setting.largest_drop)


def refuse_cut_off(folder: Path, extracts: Extracts) -> None:
    """Refuse a file that ends in the middle of a row.

    Raises:
        Unusable: its last line has no end and could not be used.
    """
    refused = {(r.file, r.line) for r in extracts.refusals}
    for name in TABLES:
        table = find_table(folder, name)
        if table is None or table.path.suffix.lower() != ".csv":
            continue
        with table.path.open("rb") as file:
            file.seek(-1, SEEK_END)  # none is empty: it has been read
            if file.read() in (b"\n", b"\r"):
                continue
            file.seek(0)
            lines = sum(1 for _ in file)
        if (table.label, lines) in refused:
            raise Unusable("import.cut_off", file=table.label, line=lines)


def refuse_elsewhere(extracts: Extracts, codes: Collection[str]) -> None:
    """Refuse files in which nobody stands under the authority's municipalities.

    Raises:
        Unusable: the authority answers for none, or the files are about others.
    """
    if not codes:
        raise Unusable("import.no_municipality")
    if _here(extracts, codes) == 0:
        raise Unusable("import.elsewhere", codes=", ".join(sorted(codes)))


def refuse_silent_protection(extracts: Extracts, *, is_settled: bool) -> None:
    """Ask once when the column for protection is empty for everyone.

    Raises:
        Unusable: it is, and nobody has said what that means.
    """
    says = any(p.protection != SAYS_NOTHING for p in extracts.persons.values())
    if extracts.persons and not says and not is_settled:
        raise Unusable("import.protection", count=len(extracts.persons))


def refuse_drops(extracts: Extracts, codes: Collection[str], largest: int) -> None:
    """Refuse a delivery that lost more rows than the authority expects.

    A table that may be absent, and is, is not compared. Nor are notices: what happened
    last year need not be told again.

    Raises:
        Unusable: with the table and its figures.
    """
    gone = [person for (person,) in bulk.run(GONE)]
    said = _said(extracts)
    for name, table in KEPT.items():
        if name not in said:
            continue
        (before,) = bulk.run(PRESENT.format(table=table), [gone])[0]
        refuse_drop(name, before, said[name], largest)
    (before,) = bulk.run(HERE, [sorted(codes), gone])[0]
    refuse_drop("here", before, _here(extracts, codes), largest)


def has(extracts: Extracts, name: str) -> bool:
    """Whether the delivery has the table."""
    return name in map(table_of, extracts.rows)


def _said(extracts: Extracts) -> dict[str, int]:
    persons = extracts.persons
    said = {"people": len(persons.keys() | extracts.refused.keys())}
    for file, rows in extracts.rows.items():
        said.setdefault(table_of(file), rows - extracts.repeated.get(file, 0))
    return said


def _here(extracts: Extracts, codes: Collection[str]) -> int:
    here = frozenset(codes)
    return sum(not here.isdisjoint(places) for places in extracts.listed_in.values())
