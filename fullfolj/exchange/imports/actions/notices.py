"""What schools told: each thing once, and kept though a later file has it no more."""

from uuid import UUID

from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.exchange.extracts.checks import Refused, Told
from fullfolj.exchange.extracts.read import Extracts, Place
from fullfolj.exchange.imports.actions.batch import (
    ABOUT,
    BATCH,
    KNOWN,
    Context,
    Known,
    in_no_order,
)
from fullfolj.exchange.imports.report import Count
from fullfolj.kaa.tables import LONGEST_CODE, LONGEST_NAME, Units
from fullfolj.people.models import FILES

# What somebody here took back stays so when the file says it again; what was taken
# back with the whole run does not.
TOLD_BEFORE = """
SELECT n.person_id, n.school_unit_id, n.kind, n."on" FROM schooling_notice n
WHERE n.person_id = ANY (%s) AND (
    n.recorded_to IS NULL OR n.source = 'files' AND NOT EXISTS (
        SELECT FROM imports_importrun r
        WHERE r.undoes = n.import_run AND r.known_from = n.recorded_to))
"""
COLUMNS = {"school_unit_id": "uuid", "kind": "text", '"on"': "date"}


def write(context: Context, extracts: Extracts, units: Units) -> Count:
    """Keep what schools told of those who are known here by now; how many rows it was.

    Rows about anybody else are told of among the refused.
    """
    count, unknown = Count(), list[Place]()
    numbers = in_no_order(extracts.notices)
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        said = {number: extracts.notices[number] for number in part}
        known = {
            number: Known(*row)
            for number, *row in bulk.run(KNOWN, [column("text", part), FILES])
        }
        for number in said.keys() - known.keys():
            unknown += said.pop(number).values()
        _write(context, units, [(known[n], list(said[n])) for n in said], count)
    for place in sorted(unknown):
        extracts.tell(place, Refused("person_no", place.number, "person.unknown"))
    return count


def _write(
    context: Context, units: Units, said: list[tuple[Known, list[Told]]], count: Count
) -> None:
    """What is told of some persons and was not told before."""
    units.have(context.authority_id, {_school(t) for _, told in said for t in told})
    ids = [person.id for person, _ in said]
    before = set(bulk.run(TOLD_BEFORE, [column("uuid", ids)]))
    rows: list[tuple[object, ...]] = []
    for person, told in said:
        for each in told:
            key: tuple[UUID, UUID, str, object]
            key = (person.id, units.ids[_school(each)], each.kind, each.on)
            if key in before:
                count.unchanged += 1
                continue
            before.add(key)
            rows.append((person.id, person.is_open, *key[1:], each.received_on))
    count.new += bulk.insert(
        "schooling_notice",
        {**ABOUT, **COLUMNS, "received_on": "date"},
        rows,
        {
            "authority_id": context.authority_id,
            "source": FILES,
            "import_run": context.run,
            "recorded_from": context.at,
        },
    )


def _school(told: Told) -> tuple[str, str]:
    """Code and name, as far as the columns go."""
    return told.school_unit_code[:LONGEST_CODE], told.school_name[:LONGEST_NAME]
