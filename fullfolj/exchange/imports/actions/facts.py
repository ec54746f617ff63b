"""The facts of one batch: compared with what is known, and written beside it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.exchange.imports.actions.batch import ABOUT, Batch, Context
from fullfolj.exchange.imports.report import Count
from fullfolj.exchange.imports.rules import Comparison, compare
from fullfolj.exchange.imports.tables import PEOPLE
from fullfolj.kaa.tables import Kind
from fullfolj.people.models import HAND

Fact = TypeVar("Fact", bound=Hashable)
# Person, is open, facts that are all different, may go.
Said = tuple[UUID, bool, Sequence[Fact], bool]
GONE_PERSONS = """
WHERE recorded_to IS NULL AND NOT is_gone AND person_id {whom} (%s)
AND (source = %s OR {theirs})
"""
# What a file said of a school that speaks for itself: of those of whom it would speak.
OF_THEIR_SCHOOLS = """
source = 'files' AND school_unit_id IN (
    SELECT id FROM schooling_schoolunit WHERE code = ANY (%s)
) AND person_id IN (
    SELECT id FROM people_person
    WHERE birth_date <= (wall_today() - interval '14 years')::date
)
"""
NOT_ERASED = " AND valid_from > (wall_today() - interval '22 years')::date"


def write(
    kind: Kind[Fact], batch: Batch, said: Iterable[Said[Fact]], count: Count
) -> None:
    """Compare each person's facts of a kind with those known, and apply the outcome.

    What somebody entered by hand gives way when a source speaks of the person.
    """
    stored = _stored(kind, batch)
    close: list[UUID] = []
    rows: list[tuple[object, ...]] = []
    for person, is_open, facts, may_go in said:
        if person not in stored:
            rows += [(person, is_open, False, *kind.write(fact)) for fact in facts]
            count.new += len(facts)
            continue
        found = stored[person].beside(facts, kind.key, may_go=may_go)
        close += found.close
        rows += [(person, is_open, False, *kind.write(fact)) for fact in found.add]
        rows += [(person, is_open, True, *kind.write(fact)) for fact in found.add_gone]
        for name in ("new", "changed", "unchanged", "gone"):
            setattr(count, name, getattr(count, name) + getattr(found, name))
    apply(kind, batch.context, close, rows)


def flag_gone(
    kind: Kind[Any], context: Context, seen: list[UUID], gone: Set[UUID]
) -> int:
    """Flag what the source said of persons whom it has no more, as last known.

    Args:
        seen: those of whom it tells; where it tells all, it has nobody else.
        gone: whom it has no more, where it tells what has changed.
    """
    source = context.source
    whom, who = ("<> ALL", seen) if source.is_whole else ("= ANY", [*gone])
    fields = ", ".join(("id", "person_id", "is_open", *kind.columns))
    values: list[object] = [who, source.name]
    theirs = "false"
    if kind.name != PEOPLE.name and source.is_whole:
        theirs = OF_THEIR_SCHOOLS
        values.append(list(source.school_units))
    where = GONE_PERSONS.format(whom=whom, theirs=theirs)
    if kind.name == PEOPLE.name:
        where += NOT_ERASED
    found = bulk.run(
        f"SELECT {fields} FROM {kind.table} {where}",  # noqa: S608 - our own names
        values,
    )
    rows = [(person, is_open, True, *values) for _, person, is_open, *values in found]
    apply(kind, context, [row[0] for row in found], rows)
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
            "source": context.source.name,
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


@dataclass(slots=True)
class Stored(Generic[Fact]):
    """What is known now of one person's facts of a kind, by whose it is to correct.

    Rows come as `compare` takes them: id, fact, whether it had left its source.
    """

    own: list[tuple[UUID, Fact, bool]] = field(default_factory=list)
    of_others: list[tuple[UUID, Fact, bool]] = field(default_factory=list)  # to take
    by_hand: list[UUID] = field(default_factory=list)
    settled: list[Fact] = field(default_factory=list)  # another's word, which stands

    def beside(
        self, facts: Sequence[Fact], key: Callable[[Fact], Hashable], *, may_go: bool
    ) -> Comparison[Fact]:
        """What the source says, beside all this.

        Where another's row says just the same, it is the source's from now on.
        """
        if self.settled:
            keys = set(map(key, self.settled))
            facts = [fact for fact in facts if key(fact) not in keys]
        said = set(facts) if self.of_others else frozenset()
        taken = {row_id: fact for row_id, fact, _ in self.of_others if fact in said}
        others = [row for row in self.of_others if row[0] not in taken]
        found = compare(self.own + others, facts, key, may_go=may_go)
        moved = len({*taken.values()} & {*found.add})
        replaced = min(len(self.by_hand), found.new - moved)
        found.new -= moved + replaced
        found.changed += replaced
        found.unchanged += moved
        found.close += [*taken, *self.by_hand]
        return found


def _stored(kind: Kind[Fact], batch: Batch) -> dict[UUID, Stored[Fact]]:
    """By person, what the batch asked for."""
    found: dict[UUID, Stored[Fact]] = defaultdict(Stored)
    if kind.name not in batch.live:
        return found
    source = batch.context.source
    for person, row_id, is_gone, of, *values in batch.live[kind.name]():
        here = found[person]
        if of == HAND:
            here.by_hand.append(row_id)
            continue
        fact = kind.read(tuple(values))
        if of == source.name:
            here.own.append((row_id, fact, is_gone))
        elif source.owns(kind.name, of, fact):
            here.of_others.append((row_id, fact, is_gone))
        elif source.yields(kind.name, of):
            here.settled.append(fact)
    return found
