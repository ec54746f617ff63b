"""Writing the register: what the rules answer now, beside what is stored."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
Held = tuple[UUID, Kept]  # whose spell
Theirs = Mapping[UUID, Sequence[Kept]]
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
  AND birth_date <= (%(as_of)s::date - interval '14 years')::date
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
    first_day: date  # what ended before it stays as it is
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
    first_day = _first_day(last, night)
    run = _Run(authority, night, policies, aside, Units(), made, first_day)
    ids = touched(last, night, policies)
    if ids is not None:
        ids |= set(also) | aside.keys()
    candidates = _candidates(run, ids)
    with unsearched(), bulk.beside():
        for batch in bulk.one_ahead(_batches(run, candidates)):
            _judge(run, batch)
        if last is None:
            bulk.ask("SELECT wall_take_note(%s)", [list(TABLES.values())])
    return run.counts


def begin(authority: Authority, as_of: date) -> Night:
    """What the night judges by; no import of the authority's runs beside it."""
    alone(authority.pk)
    codes = Municipality.objects.codes(clock.today())
    return Night(as_of, clock.now(), tuple(codes))


def _first_day(last: Night | None, now: Night) -> date:
    """From when the register is judged: what the last night left open, it left at its
    own horizon, however long ago that is."""
    return min(horizon(night.as_of) for night in (last, now) if night)


def _candidates(run: _Run, ids: set[UUID] | None) -> list[tuple[UUID, bool]]:
    """Who may be in the group, of those touched: id and openness, in order."""
    rows = bulk.run(
        CANDIDATES,
        {
            "horizon": run.first_day,
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
            {decision: _ask_stored(decision, ids) for decision in TABLES},
        )


def _judge(run: _Run, batch: _Batch) -> None:
    """One batch: what is known, what follows, and what differs from what is stored."""
    found = known_of(batch.facts(), run.moment, run.aside, run.made)
    _end_outrun(run, found.outrun)
    stored = {decision: _stored(batch, decision) for decision in TABLES}
    theirs = _by_person(stored)
    wanted: dict[Decision, set[Held]] = {d: set() for d in TABLES}
    first_days: dict[UUID, date] = {}
    for row_id, known in found.known.items():
        spells, first_days[row_id] = _reaching(run, known, theirs.get(row_id, ()))
        for spell in spells:
            wanted[spell.decision].add((row_id, spell))
    run.counts.judged += len(batch.persons)
    for decision in TABLES:
        reached = {
            held: row_id
            for held, row_id in stored[decision].items()
            if _reaches(held[1], first_days.get(held[0], run.first_day))
        }
        _write(run, decision, batch, wanted=wanted[decision], stored=reached)


def _by_person(stored: Mapping[Decision, Iterable[Held]]) -> Theirs:
    found: dict[UUID, list[Kept]] = {}
    for held in stored.values():
        for person, spell in held:
            found.setdefault(person, []).append(spell)
    return found


def _reaching(
    run: _Run, known: Known, stored: Sequence[Kept]
) -> tuple[list[Kept], date]:
    """The spells to hold of a person, and from which day they are all there are.

    From the run's own day; but where they take the place of a spell that began before
    it, or reach over one that ended before it, from where that one began. So no day is
    lost that a spell held, and none is held twice.
    """
    first_day = run.first_day
    while True:
        spells = list(spells_of(known, run.night, run.policies, first_day))
        start = min((spell.valid_from for spell in spells), default=first_day)
        replaced = [
            spell.valid_from
            for spell in stored
            if spell.valid_from < first_day
            and _reaches(spell, min(start, first_day))
            and spell not in spells
        ]
        if not replaced:
            return spells, first_day
        first_day = min(replaced)


def _reaches(spell: Kept, day: date) -> bool:
    return spell.valid_to is None or spell.valid_to > day


def spells_of(
    known: Known, night: Night, policies: Policies, first_day: date
) -> Iterator[Kept]:
    """The spells to hold of a person, in every municipality that has to do with them.

    Where they are or were registered, and anywhere when they stand without registration
    or rows of theirs cannot be read. Those that reach past the first day. What stands
    aside is asked about on the night's day, also where that is an earlier one: as the
    list does. Municipalities that nothing about the person names have the same answer,
    which is asked for once.
    """
    if known.aside and known.aside.since > night.as_of:
        known = replace(known, aside=replace(known.aside, since=night.as_of))
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
    named = {r.municipality_code for r in known.facts.registrations}
    named |= {ruling.municipality for ruling in known.rulings}
    alike = sorted(places - named)
    for code in sorted(places & named) + alike[:1]:
        for spell in kept(known, code, night.as_of, policies, first_day=first_day):
            yield spell
            if code not in named:
                yield from (replace(spell, municipality=other) for other in alike[1:])


def _write(
    run: _Run,
    decision: Decision,
    batch: _Batch,
    *,
    wanted: set[Held],
    stored: Mapping[Held, UUID],
) -> None:
    """End what is no more so, add what is new; what stays is not touched."""
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


def _ask_stored(decision: Decision, ids: list[UUID]) -> Callable[[], bulk.Rows]:
    """The spells known now."""
    fields = ", ".join(("id", "person_id", *COLUMNS))
    return bulk.ask(
        f"SELECT {fields} FROM {TABLES[decision]}"  # noqa: S608 - our own names
        " WHERE person_id = ANY (%s) AND recorded_to IS NULL",
        [ids],
    )


def _stored(batch: _Batch, decision: Decision) -> dict[Held, UUID]:
    return {
        (person, Kept(code, decision, *rest)): row_id
        for row_id, person, code, *rest in batch.stored[decision]()
    }


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
