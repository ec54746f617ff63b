"""The numbers whose rows could not be used: kept, and read again next time."""

import json
from dataclasses import asdict
from typing import Any

from fullfolj.core import bulk
from fullfolj.exchange.extracts.read import Extracts
from fullfolj.exchange.imports.actions.batch import Context, Known

LONGEST = 100  # of a number that is none
LONGEST_MARK = 25  # of a marking, also one that is none
COLUMNS = {
    "person_id": "uuid",
    "is_open": "boolean",
    "number": "text",
    "marked": "text",
    "places": "jsonb",
    "refusals": "jsonb",
}


def write(
    context: Context, extracts: Extracts, known: dict[str, Known], asked: list[str]
) -> int:
    """Set aside what this import could not use; how many numbers were mended.

    Args:
        known: the persons of the refused numbers, where they are in the database.
        asked: all whom the source told of; where it tells all, all others are mended.
    """
    said = {}
    for number in extracts.refused:
        row = _row(extracts, number, known.get(number))
        said[row[2]] = row
    before = {
        number: (row_id, marked, places, refusals)
        for row_id, number, marked, places, refusals in bulk.run(
            "SELECT id, number, marked, places::text, refusals::text"
            " FROM imports_setaside WHERE recorded_to IS NULL AND source = %s"
            " AND (%s OR number = ANY (%s))",
            [context.source.name, context.source.is_whole, asked],
        )
    }
    same = {
        number for number in before if number in said and _same(before, said, number)
    }
    close = [before[number][0] for number in before.keys() - same]
    if close:
        bulk.run(
            "UPDATE imports_setaside SET recorded_to = %s WHERE id = ANY (%s)",
            [context.at, close],
        )
    bulk.insert(
        "imports_setaside",
        COLUMNS,
        [said[number] for number in sorted(said.keys() - same)],
        {
            "authority_id": context.authority_id,
            "source": context.source.name,
            "import_run": context.run,
            "recorded_from": context.at,
        },
    )
    return len(before.keys() - said.keys())


def _row(extracts: Extracts, number: str, known: Known | None) -> tuple[Any, ...]:
    places = {
        code: first.isoformat() if first else None
        for code, first in extracts.listed_in.get(number, {}).items()
    }
    marked = extracts.marked.get(number)
    refusals = [asdict(refusal) for refusal in extracts.refused[number]]
    return (
        known.id if known else None,
        bool(known and known.is_open),
        number[:LONGEST].replace("\0", ""),
        marked if marked is None else marked[:LONGEST_MARK],
        json.dumps(places),
        json.dumps(refusals),
    )


def _same(before: dict[str, Any], said: dict[str, Any], number: str) -> bool:
    """Is it the same matter as last time, wherever in the file it stands?"""
    _, marked, places, refusals = before[number]
    row = said[number]
    known = (marked, json.loads(places), json.loads(refusals))
    return known == (row[3], json.loads(row[4]), json.loads(row[5]))
