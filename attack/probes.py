""" "Does this person exist there?" asked without reading a row.

Each probe is put twice, with what is there and with what is nowhere, and whatever the
attacker observes must be the same: the error and its words, the rows, the number of rows
touched, the planner's estimate, the work that was done.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from attack import actors
from attack.tries import Actor, Outcome, Step, Try, attack
from attack.world import BERG as MARK
from attack.world import HIDDEN, HIDDEN_NUMBER, NUMBER, Table, World
from fullfolj.people.models import Person

ABSENT, ABSENT_NUMBER = "xqnowhere", "200805019811"
EVERY_WORD = ("gun@krokom", "bo@berg")
Ask = Callable[[str], tuple[Step, ...]]


@dataclass(frozen=True)
class Prober:
    """Who asks after whom, and the own person whom they use for it."""

    world: World
    key: str
    actor: Actor
    authority: str
    own: Person
    other: Person
    mark: str
    number: str


def tries(world: World, *, whole: bool = False) -> Iterator[Try]:
    """Strangers ask after a person of Berg, members after a protected one.

    The planner knows one role, and the rows of who asks: of a stranger and of a member
    it is asked about every word, of those who are to the wall as they about an id.
    `whole` lets all of them ask about all (`make prove`).
    """
    for prober in probers(world):
        asks_all = whole or prober.key in EVERY_WORD
        planned = plans(prober, words(prober) if asks_all else their_id(prober))
        for name, there, nowhere, ask in (*keys(prober), *planned):

            def run(
                p: Prober = prober, a: str = there, b: str = nowhere, q: Ask = ask
            ) -> str | None:
                return differs(p, q, a, b)

            yield Try("probes", f"{prober.actor.name}: {name}", run)
    yield from statistics(world)


def probers(world: World) -> Iterator[Prober]:
    """Those outside, and those inside without clearance."""
    krokom, berg = world.krokom, world.berg
    for key in ("gun@krokom", "karin@krokom", "job@krokom"):
        actor = actors.of(world, key)
        yield Prober(
            world, key, actor, krokom, world.neighbour, world.young, MARK, NUMBER
        )
        yield Prober(
            world,
            key,
            actors.said(world, f"{key} after the protected", world.tokens[key]),
            krokom,
            world.neighbour,
            world.hidden,
            HIDDEN,
            HIDDEN_NUMBER,
        )
    for key in ("bo@berg", "hilda@berg", "job@berg"):
        actor = actors.of(world, key)
        yield Prober(
            world, key, actor, berg, world.young, world.hidden, HIDDEN, HIDDEN_NUMBER
        )


def differs(prober: Prober, ask: Ask, there: str, nowhere: str) -> str | None:
    """What the attacker can tell apart."""
    line, actor = prober.world.line, prober.actor
    attack(line, actor, *ask(there))  # what is remembered of the first time is the same
    one = other = ""
    for _ in range(2):  # a plan may change by itself between the two: then ask again
        one = seen(attack(line, actor, *ask(there)), there)
        other = seen(attack(line, actor, *ask(nowhere)), nowhere)
        if one == other:
            return None
    return f"{one[:200]} but {other[:200]}"


def seen(outcome: Outcome, value: str) -> str:
    """All that one observes, without the value that one asked with."""
    text = f"{outcome.state} {outcome.affected} {outcome.text}"
    return re.sub(r"LINE \d+.*", "", text.replace(value, "?"), flags=re.S)


Probe = tuple[str, str, str, Ask]


def keys(p: Prober) -> Iterator[Probe]:
    """Unique, exclusion and foreign keys; the functions of the wall."""
    there, nowhere = str(p.other.pk), str(uuid4())
    for table in p.world.tables:
        row = own_row(p, table)
        if row and table.walled:
            yield from by_key(p, table, row)
    number = (
        f"update people_identity set number = '{{}}' where person_id = '{p.own.pk}'"
    )
    aside = number.replace("people_identity", "imports_setaside")
    for name, text in (("the same number", number), ("set aside the same", aside)):
        yield name, p.number, ABSENT_NUMBER, lambda x, t=text: (t.format(x),)  # type: ignore[misc]
    for function in (
        "people_mark('{}', 'none', '2026-01-01', 'x')",
        "access_reads_of('{}')",
    ):
        yield (
            f"call {function}",
            there,
            nowhere,
            lambda x, f=function: (f"select * from {f.format(x)}",),  # type: ignore[misc]
        )
    if p.authority == p.world.krokom:
        name = f"Skola {MARK}"
        unit = str(
            p.world.ask("select id from access_unit where name = %s", name)[0][0]
        )
        insert = (
            "insert into access_unit (id, authority_id, name)"
            f" values (gen_random_uuid(), '{p.authority}', '{{}}')"
        )
        yield "a unit's name", name, ABSENT, lambda x: (insert.format(x),)
        member = (
            "insert into access_membership (id, authority_id, user_id, role, unit_id,"
            " valid_from, sees_protected, protected_reason) select gen_random_uuid(),"
            f" '{p.authority}', '{p.world.cast.bo.pk}', 'mentor', '{{}}', '2026-01-01',"
            " false, ''"
        )
        yield "a unit's id", unit, nowhere, lambda x: (member.format(x),)


def own_row(p: Prober, table: Table) -> dict[str, Any] | None:
    """A row that the prober may see, to ask with."""
    if "authority_id" not in table.columns:
        return None
    about = p.world.about(table, p.own)
    rows = p.world.ask(
        f"select to_jsonb(t) from {table.name} t"
        f" where authority_id = '{p.authority}' and {about} limit 1"
    )
    return dict(rows[0][0]) if rows else None


def by_key(p: Prober, table: Table, row: dict[str, Any]) -> Iterator[Probe]:
    """The id of their row as the id of one's own; their person in one's own row."""
    world, t = p.world, table.name
    theirs = world.ask(
        f"select {table.key}::text from {t} where authority_id = '{world.berg}'"
        f" and {world.about(table, p.other)} limit 1"
    )

    def insert(**changes: object) -> Step:
        values = json.dumps(row | changes, default=str)
        columns = ", ".join(table.written)
        return (
            f"insert into {t} ({columns}) select {columns}"
            f" from jsonb_populate_record(null::{t}, %s)",
            [values],
        )

    def with_end(step: Step) -> Step:
        return (f"{step[0]} on conflict do nothing", step[1])

    if theirs and (p.authority != world.berg or table.personal):
        there, nowhere = theirs[0][0], str(uuid4())
        yield f"{t}: their id", there, nowhere, lambda x: (insert(**{table.key: x}),)
        yield (
            f"{t}: their id, in passing",
            there,
            nowhere,
            lambda x: (with_end(insert(**{table.key: x})),),
        )
        yield (
            f"{t}: their id by update",
            there,
            nowhere,
            lambda x: (
                f"update {t} set {table.key} = '{x}' where {table.key} = '{row[table.key]}'",
            ),
        )
    if "person_id" not in table.columns or not table.personal:
        return
    there, nowhere = str(p.other.pk), str(uuid4())
    for authority in {p.authority, world.berg}:
        for is_open in (True, False):
            for extra in filled(p, table):
                changes = {"authority_id": authority, "is_open": is_open} | extra
                said = f"{t}: their person in {'own' if authority == p.authority else 'their'}"
                yield (
                    f"{said}, {'open' if is_open else 'closed'} {[*extra.values()]}",
                    there,
                    nowhere,
                    lambda x, c=changes: (  # type: ignore[misc]
                        insert(**{table.key: str(uuid4()), "person_id": x, **c}),
                    ),
                )


def filled(p: Prober, table: Table) -> list[dict[str, object]]:
    """Guesses of what stands in their row, to meet its keys."""
    if table.name == "people_searchkey":
        return [
            {"kind": "number", "key": p.number},
            {"kind": "family", "key": f"ek{p.mark}"},
        ]
    if table.name == "people_identity":
        return [{}, {"number": p.number}, {"valid_to": "2030-01-01"}]
    if table.name == "people_registration":  # no two municipalities on one day
        return [{}, {"municipality_code": "0180"}]
    return [{}]


def their_id(p: Prober) -> list[tuple[str, str]]:
    """The id that one asks after, and one that is nowhere."""
    return [(str(p.other.pk), str(uuid4()))]


def words(p: Prober) -> list[tuple[str, str]]:
    """All that one may ask after, each with what is nowhere."""
    found = [(f"Ek{p.mark}", ABSENT)]
    if p.mark == MARK:  # the crowd is Berg's, and open
        found += [("Crowd", ABSENT), ("crowd", ABSENT)]
    return [*found, (p.number, ABSENT_NUMBER), *their_id(p)]


def plans(p: Prober, asked_after: list[tuple[str, str]]) -> Iterator[Probe]:
    """What the planner expects and what the work was: EXPLAIN tells whoever asks."""
    for table, column, cast in columns(p):
        for there, nowhere in asked_after:
            if cast == "uuid" and len(there) != 36:
                continue
            near = f"{column} >= '{{0}}'::{cast} and {column} < '{{0}}~'"
            for how, where in (
                ("=", f"{column} = '{{0}}'::{cast}"),
                ("begins with", near if cast == "text" else f"{column} in ('{{0}}')"),
            ):
                asked = f"select * from {table} where {where}"
                yield (
                    f"estimate {table}.{column} {how} {label(p, there)}",
                    there,
                    nowhere,
                    lambda x, q=asked: (f"explain {q.format(x)}",),  # type: ignore[misc]
                )
            work = f"select * from {table} where {column} = '{{}}'::{cast}"
            yield (
                f"work {table}.{column} {label(p, there)}",
                there,
                nowhere,
                lambda x, q=work: (  # type: ignore[misc]
                    "set local jit = off",
                    "explain (analyze, costs off, timing off, summary off, buffers off)"
                    f" {q.format(x)}",
                ),
            )


def label(p: Prober, value: str) -> str:
    """What a value is, since ids are others in every run."""
    return "their id" if value == str(p.other.pk) else value


def columns(p: Prober) -> list[tuple[str, str, str]]:
    """The columns that tell of persons, by the catalogue."""
    rows = p.world.ask(
        "select table_name, column_name, udt_name from information_schema.columns"
        " where table_schema = 'public' and udt_name in ('text', 'varchar', 'uuid')"
        " and column_name not in ('authority_id', 'user_id', 'by_user', 'decided_by')"
        " order by 1, 2"
    )
    personal = {t.name for t in p.world.tables if t.walled and t.personal}
    wide = {"varchar": "text"}
    return [(t, c, wide.get(u, u)) for t, c, u in rows if t in personal]


def statistics(world: World) -> Iterator[Try]:
    """The planner's notes of values."""
    loot = world.loot()
    for key in ("gun@krokom", "bo@berg"):
        for view in ("pg_stats", "pg_statistic", "pg_stats_ext", "pg_stats_ext_exprs"):
            for table in world.tables:
                if not table.walled:
                    continue
                where = f"tablename = '{table.name}'"
                if view == "pg_statistic":
                    where = f"starelid = '{table.name}'::regclass"

                def run(v: str = view, w: str = where, k: str = key) -> str | None:
                    outcome = attack(
                        world.line, actors.of(world, k), f"select * from {v} where {w}"
                    )
                    return (
                        f"{len(outcome.rows)} rows"
                        if outcome.rows
                        else loot.found(outcome.text)
                    )

                yield Try("probes", f"{key}: {view} of {table.name}", run)
