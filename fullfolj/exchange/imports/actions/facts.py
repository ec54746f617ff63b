"""The facts of one batch: compared with what is known, and written beside it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.exchange.imports.actions.batch import ABOUT, Batch, Context
from fullfolj.exchange.imports.report import Count
from fullfolj.exchange.imports.rules import IMPORT, Comparison, compare
from fullfolj.exchange.imports.tables import PEOPLE
from fullfolj.kaa.tables import Kind
from fullfolj.people.models import HAND

Fact = TypeVar("Fact", bound=Hashable)
# Person, is open, facts that are all different, may go.
Said = tuple[UUID, bool, Sequence[Fact], bool]
GONE_PERSONS = """
WHERE recorded_to IS NULL AND NOT is_gone AND source <> 'hand'
AND person_id <> ALL (%s)
AND valid_from > (wall_today() - interval '22 years')::date
"""


def write(
    kind: Kind[Fact], batch: Batch, said: Iterable[Said[Fact]], count: Count
) -> None:
    """Compare each person's facts of a kind with those known, and apply the outcome.

    What somebody entered by hand gives way when the files speak of the person.
    """
    live, by_hand = _live(kind, batch)
    close: list[UUID] = []
    rows: list[tuple[object, ...]] = []
    for person, is_open, facts, may_go in said:
        if person not in live and person not in by_hand:
            rows += [(person, is_open, False, *kind.write(fact)) for fact in facts]
            count.new += len(facts)
            continue
        found: Comparison[Fact] = compare(live[person], facts, kind.key, may_go=may_go)
        replaced = min(len(by_hand[person]), found.new)
        found.new, found.changed = found.new - replaced, found.changed + replaced
        close += [*found.close, *by_hand[person]]
        rows += [(person, is_open, False, *kind.write(fact)) for fact in found.add]
        rows += [(person, is_open, True, *kind.write(fact)) for fact in found.add_gone]
        for name in ("new", "changed", "unchanged", "gone"):
            setattr(count, name, getattr(count, name) + getattr(found, name))
    apply(kind, batch.context, close, rows)


def flag_gone(context: Context, seen: list[UUID]) -> int:
    """Flag the persons whom the files have no more. Their facts stay as last known."""
    fields = ", ".join(("id", "person_id", "is_open", *PEOPLE.columns))
    found = bulk.run(
        f"SELECT {fields} FROM {PEOPLE.table} {GONE_PERSONS}",  # noqa: S608
        [seen],
    )
    rows = [(person, is_open, True, *values) for _, person, is_open, *values in found]
    apply(PEOPLE, context, [row[0] for row in found], rows)
    return len(found)


def apply(
    kind: Kind[Any],
    context: Context,
    close: list[UUID],
    rows: list[tuple[object, ...]],
) -> None:
    """End what we know better now, and add what we know instead."""
    if close:
        bulk.run(
            f"UPDATE {kind.table} SET recorded_to = %s"  # noqa: S608 - our own name
            " WHERE id = ANY (%s) AND recorded_to IS NULL",
            [context.at, close],
        )
    bulk.insert(
        kind.table,
        {**ABOUT, "is_gone": "boolean", **kind.columns},
        rows,
        {
            "authority_id": context.authority_id,
            "source": IMPORT,
            "import_run": context.run,
            "recorded_from": context.at,
        },
    )


def ask(kind: Kind[Any], batch: Batch) -> None:
    """Ask what is known now of the batch's persons, beside other work.

    Nothing is asked about the new.
    """
    if old := [known.id for known in batch.known.values() if not known.is_new]:
        fields = ", ".join(("person_id", "id", "is_gone", "source", *kind.columns))
        batch.live[kind.name] = bulk.ask(
            f"SELECT {fields} FROM {kind.table}"  # noqa: S608 - our own names
            " WHERE person_id = ANY (%s) AND recorded_to IS NULL",
            [column("uuid", old)],
        )


def _live(
    kind: Kind[Fact], batch: Batch
) -> tuple[dict[UUID, list[tuple[UUID, Fact, bool]]], dict[UUID, list[UUID]]]:
    """By person: the facts of files known now, and the rows entered by hand."""
    found: dict[UUID, list[tuple[UUID, Fact, bool]]] = defaultdict(list)
    by_hand: dict[UUID, list[UUID]] = defaultdict(list)
    if kind.name in batch.live:
        for person, row_id, is_gone, source, *values in batch.live[kind.name]():
            if source == HAND:
                by_hand[person].append(row_id)
            else:
                found[person].append((row_id, kind.read(tuple(values)), is_gone))
    return found, by_hand
