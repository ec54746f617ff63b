"""Writing the register: what the rules answer now, beside what is stored."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.core import bulk, clock
from fullfolj.core.memory import unsearched
from fullfolj.kaa.facts import WITHOUT_REGISTRATION, Facts
from fullfolj.kaa.known import Moment, ask_facts, known_of, rulings_made
from fullfolj.kaa.models import (
    Municipality,
    PolicySetting,
    RegisterSpell,
    ReviewDecision,
    ReviewSpell,
)
from fullfolj.kaa.rules.membership import IN, Decision
from fullfolj.kaa.rules.register import (
    ANYWHERE,
    Aside,
    Kept,
    Known,
    Policies,
    horizon,
    kept,
)
from fullfolj.kaa.tables import Units, alone
from fullfolj.kaa.touched import Night, touched

EVERYWHERE = WITHOUT_REGISTRATION | {ANYWHERE}
BATCH = 5_000  # persons
TABLES = {IN: RegisterSpell._meta.db_table, Decision.REVIEW: ReviewSpell._meta.db_table}
COLUMNS = {
    "municipality_code": "text",
    "valid_from": "date",
    "valid_to": "date",
    "rule": "text",
    "law_version": "text",
    "ended_by": "text",
    "setting": "uuid",
    "ruling": "uuid",
}
ABOUT = {"person_id": "uuid", "is_open": "boolean"}
# Whose answer can be another than OUT.
CANDIDATES = """
SELECT id, is_open FROM people_person
WHERE birth_date > (%(horizon)s::date - interval '20 years')::date
  AND birth_date <= (%(as_of)s::date - interval '14 years')::date
  AND (%(ids)s::uuid[] IS NULL OR id = ANY (%(ids)s::uuid[]))
UNION SELECT id, is_open FROM people_person WHERE id = ANY (%(aside)s)
ORDER BY 1
"""


@dataclass(slots=True)
class Counts:
    """What a night did: persons judged, spells that came, changed or went."""

    judged: int = 0
    added: int = 0
    closed: int = 0
    asked_again: int = 0

    def as_dict(self) -> dict[str, int]:
        """For the run record."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class _Run:
    """What holds for the whole run."""

    authority: Authority
    night: Night
    policies: Policies
    aside: Mapping[UUID, Aside]
    units: Units
    made: Mapping[UUID, list[ReviewDecision]]
    counts: Counts = field(default_factory=Counts)

    @property
    def moment(self) -> Moment:
        """What is known now: what nothing has corrected."""
        return Moment(self.night.at, is_now=True)


def compute(
    *,
    authority: Authority,
    night: Night,
    last: Night | None,
    aside: Mapping[UUID, Aside],
    also: Iterable[UUID] = (),
) -> Counts:
    """Let the register say what facts, choices and rulings say on the night's day.

    Judges those whom anything touched since the last night, or everyone after none;
    the outcome is the same. Whole or nothing: within the caller's transaction.

    Args:
        night: made by `begin`, in this transaction.
        aside: the rows that could not be used, of every person who has such.
        also: persons to judge whatever else, such as those whose rows were mended.
    """
    asker = wall.who_asks()
    if asker is None or asker.job is None:
        raise PermissionDenied
    policies = PolicySetting.objects.policies()
    made = rulings_made(Moment(night.at, is_now=True))
    run = _Run(authority, night, policies, aside, Units(), made)
    ids = touched(last, night, policies)
    if ids is not None:
        ids |= set(also)
    candidates = _candidates(run, ids)
    with unsearched(), bulk.beside():
        for batch in _one_ahead(_batches(run, candidates)):
            _judge(run, batch)
    return run.counts


def begin(authority: Authority, as_of: date) -> Night:
    """What the night judges by; no import of the authority's runs beside it."""
    alone(authority.pk)
    valid = Municipality.objects.valid(clock.today())
    codes = sorted(valid.values_list("code", flat=True))
    return Night(as_of, clock.now(), tuple(codes))


def _candidates(run: _Run, ids: set[UUID] | None) -> list[tuple[UUID, bool]]:
    """Who may be in the group, of those touched: id and openness, in order."""
    rows = bulk.run(
        CANDIDATES,
        {
            "horizon": horizon(run.night.as_of),
            "as_of": run.night.as_of,
            "ids": None if ids is None else list(ids),
            "aside": [row_id for row_id in run.aside if ids is None or row_id in ids],
        },
    )
    return [(row_id, is_open) for row_id, is_open in rows]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some persons, with what was asked of them beside the batch before."""

    persons: dict[UUID, bool]
    facts: Callable[[], dict[UUID, Facts]]
    stored: dict[Decision, Callable[[], bulk.Rows]]


def _batches(run: _Run, rows: list[tuple[UUID, bool]]) -> Iterator[_Batch]:
    for first in range(0, len(rows), BATCH):
        persons = dict(rows[first : first + BATCH])
        ids = list(persons)
        yield _Batch(
            persons,
            ask_facts(ids, run.moment, run.units),
            {decision: _ask_stored(run, decision, ids) for decision in TABLES},
        )


def _one_ahead(batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """The same batches, each asked for before the one before it is judged."""
    before = next(batches, None)
    for batch in batches:
        if before:
            yield before
        before = batch
    if before:
        yield before


def _judge(run: _Run, batch: _Batch) -> None:
    """One batch: what is known, what follows, and what differs from what is stored."""
    found = known_of(batch.facts(), run.moment, run.aside, run.made)
    _end_outrun(run, found.outrun)
    wanted: dict[Decision, set[tuple[UUID, Kept]]] = {d: set() for d in TABLES}
    for row_id, known in found.known.items():
        for spell in spells_of(known, run.night, run.policies):
            wanted[spell.decision].add((row_id, spell))
    run.counts.judged += len(batch.persons)
    for decision in TABLES:
        _write(run, decision, batch, wanted[decision])


def spells_of(known: Known, night: Night, policies: Policies) -> Iterator[Kept]:
    """The spells to hold of a person, in every municipality that has to do with them.

    Where they are or were registered, and anywhere when they stand without registration
    or rows of theirs cannot be read.
    """
    places = {
        r.municipality_code
        for r in known.facts.registrations
        if r.valid_from <= night.as_of
    }
    places |= known.aside.places if known.aside else set()
    if places.isdisjoint(EVERYWHERE):
        places.intersection_update(night.codes)
    else:
        places = set(night.codes)
    for code in sorted(places):
        yield from kept(known, code, night.as_of, policies)


def _write(
    run: _Run,
    decision: Decision,
    batch: _Batch,
    wanted: set[tuple[UUID, Kept]],
) -> None:
    """End what is no more so, add what is new; what stays is not touched."""
    stored = {
        (person, Kept(code, decision, *rest)): row_id
        for row_id, person, code, *rest in batch.stored[decision]()
    }
    gone = [row_id for spell, row_id in stored.items() if spell not in wanted]
    new = [spell for spell in wanted if spell not in stored]
    table, at = TABLES[decision], run.night.at
    if gone:
        bulk.ask(
            f"UPDATE {table} SET recorded_to = %s"  # noqa: S608 - our own name
            " WHERE id = ANY (%s) AND recorded_to IS NULL",
            [at, gone],
        )
    bulk.insert(
        table,
        {**ABOUT, **COLUMNS},
        [(row_id, batch.persons[row_id], *_values(spell)) for row_id, spell in new],
        {"authority_id": run.authority.pk, "recorded_from": at},
    )
    run.counts.closed += len(gone)
    run.counts.added += len(new)


def _ask_stored(
    run: _Run, decision: Decision, ids: list[UUID]
) -> Callable[[], bulk.Rows]:
    """The spells known now that reach past the horizon. Older ones stay as they are."""
    fields = ", ".join(("id", "person_id", *COLUMNS))
    return bulk.ask(
        f"SELECT {fields} FROM {TABLES[decision]}"  # noqa: S608 - our own names
        " WHERE person_id = ANY (%s) AND recorded_to IS NULL"
        " AND (valid_to IS NULL OR valid_to > %s)",
        [ids, horizon(run.night.as_of)],
    )


def _values(spell: Kept) -> tuple[object, ...]:
    return (
        spell.municipality,
        spell.valid_from,
        spell.valid_to,
        spell.rule,
        spell.version,
        spell.ended_by,
        spell.setting,
        spell.ruling,
    )


def _end_outrun(run: _Run, outrun: Mapping[UUID, date]) -> None:
    """Decisions whose facts have changed hold no longer: the rule asks again."""
    if not outrun:
        return
    bulk.ask(
        "UPDATE kaa_reviewdecision d SET valid_to = new.day, ended_at = %s"
        " FROM unnest(%s::uuid[], %s::date[]) AS new (id, day) WHERE d.id = new.id",
        [run.night.at, list(outrun), list(outrun.values())],
    )
    run.counts.asked_again += len(outrun)
