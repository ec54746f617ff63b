"""The history and the read log: forging, back-dating, emptying, sealing, silencing."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from attack import actors
from attack.rows import changeable
from attack.tries import Actor, Step, Try, attack
from attack.world import Table, World

WHO = (
    "gun@krokom", "karin@krokom", "job@krokom", "anna@berg", "bo@berg", "hilda@berg",
    "job@berg",
)  # fmt: skip


def tries(world: World) -> Iterator[Try]:
    """Members before the logs of their own authority, which are not theirs to write."""
    for key in WHO:
        actor = actors.of(world, key)
        for table in logs(world):
            yield from written(world, actor, table, key.split("@")[1])
        yield from forged(world, actor)
        yield from sealed(world, actor, key)
    yield from silenced(world)
    yield from faults(world)


def logs(world: World) -> list[Table]:
    """The tables that are added to and never changed."""
    fixed = ("access_read", "access_seal")
    return [t for t in world.tables if t.name in fixed or t.name.endswith("_event")]


def written(world: World, actor: Actor, table: Table, slug: str) -> Iterator[Try]:
    """Every way to change a log of one's own authority."""
    t, key = table.name, table.key
    home = world.berg if slug == "berg" else world.krokom
    rows = world.ask(
        f"select to_jsonb(t) from {t} t where authority_id = '{home}' limit 1"
    )
    if not rows:
        return
    row = rows[0][0]
    one = f"{key} = '{row[key]}'"
    columns = ", ".join(table.written)
    record = f"select {columns} from jsonb_populate_record(null::{t}, %s)"
    old = json.dumps(row | {key: str(uuid4())})
    ways: dict[str, Step] = {
        "update": f"update {t} set {key} = {key} where {one}",
        "update all": f"update {t} set authority_id = authority_id",
        "update its time": f"update {t} set {table.columns[0]} = {table.columns[0]}",
        "delete": f"delete from {t} where {one}",
        "delete all": f"delete from {t}",
        "truncate": f"truncate {t}",
        "insert an old one": (f"insert into {t} ({columns}) {record}", [old]),
        "upsert": (
            f"insert into {t} ({columns}) {record} on conflict (authority_id, {key})"
            f" do update set {key} = excluded.{key}",
            [json.dumps(row)],
        ),
        "merge": f"merge into {t} t using (select 1) s on {one} when matched then delete",
        "lock rows": f"select 1 from {t} where {one} for update",
    }
    for name, step in ways.items():

        def run(s: Step = step, n: str = name) -> str | None:
            outcome = attack(world.line, actor, s)
            if n == "truncate":
                return None if outcome.state else "emptied"
            return (
                f"{outcome.affected} rows"
                if outcome.affected > 0
                else locked(outcome.rows)
            )

        yield Try("logs", f"{t} / {actor.name} / {name}", run)


def locked(rows: list[object]) -> str | None:
    """A lock on a row of a log tells that one has the right to change it."""
    return f"locked {len(rows)}" if rows else None


def forged(world: World, actor: Actor) -> Iterator[Try]:
    """Rows of the read log in another's name, or of another time."""
    cast = world.cast
    right = {
        "id": "gen_random_uuid()",
        "at": "statement_timestamp()",
        "authority_id": "wall_authority()",
        "user_id": "wall_user()",
        "job": "wall_job()",
        "kind": "'display'",
        "page": "'x'",
        "ground": "''",
        "terms": "''",
        "person_ids": f"array['{world.young.pk}']::uuid[]",
    }
    wrong = [
        ("user_id", f"'{cast.cilla.pk}'::uuid"),
        ("user_id", "gen_random_uuid()"),
        ("user_id", "case when wall_user() is null then gen_random_uuid() end"),
        ("job", "'another job'"),
        ("job", "''"),
        ("authority_id", f"'{cast.region.pk}'::uuid"),
        ("authority_id", "gen_random_uuid()"),
        ("authority_id", "null::uuid"),
        ("at", "now() - interval '1 day'"),
        ("at", "statement_timestamp() - interval '1 second'"),
        ("at", "statement_timestamp() + interval '1 day'"),
        ("at", "'infinity'::timestamptz"),
        ("at", "'-infinity'::timestamptz"),
        ("at", "'epoch'::timestamptz"),
        ("kind", "'nothing'"),
        ("kind", "''"),
        ("kind", "null"),
        ("person_ids", "null"),
    ]
    for column, value in wrong:
        row = right | {column: value}
        step = f"insert into access_read ({', '.join(row)}) select {', '.join(row.values())}"
        yield none(world, actor, f"forge {column} = {value}", step)


def none(world: World, actor: Actor, name: str, *steps: Step) -> Try:
    """A try that must touch no row."""

    def run() -> str | None:
        outcome = attack(world.line, actor, *steps)
        return f"{outcome.affected} rows" if outcome.affected > 0 else None

    return Try("logs", f"{actor.name}: {name}", run)


def sealed(world: World, actor: Actor, key: str) -> Iterator[Try]:
    """Sealing as nobody's job, before the day is over, or in another's log."""
    for day in (
        "9999-12-31",
        "infinity",
        f"{world.today}",
        f"{world.today + timedelta(9)}",
    ):

        def run(d: str = day) -> str | None:
            return seals(world, actor, d, key)

        yield Try("logs", f"{actor.name}: seal until {day}", run)
    digest = f"select * from access_digest('{world.berg}', current_date, '')"

    def refused() -> str | None:
        outcome = attack(world.line, actor, digest)
        return None if outcome.state else f"{outcome.rows}"

    yield Try("logs", f"{actor.name}: make a digest", refused)


def seals(world: World, actor: Actor, day: str, key: str) -> str | None:
    """Whether somebody seals who is no job, or a day that is not over."""
    outcome = attack(
        world.line,
        actor,
        f"select access_seal_before('{day}')",
        "select authority_id::text, day from access_seal",
    )
    if outcome.state:
        return None
    if not key.startswith("job"):
        return "sealed without being a job"
    home = world.berg if key.endswith("berg") else world.krokom
    wrong = [row for row in outcome.rows[1:] if row[0] != home or row[1] >= world.today]
    return f"sealed {wrong}" if wrong else None


HUSHES = (
    "select 1",
    "set local pgtrigger.ignore = '{people_person_update_event}'",
    "set local pgtrigger.ignore = '{access.Person:all}'",
    "set local pghistory.context_id = '00000000-0000-0000-0000-000000000000'",
    "set local pghistory.context_metadata = '{\"user\": 1}'",
    "set local session_replication_role = replica",
    "set local search_path = pg_temp",
    "set local search_path = ''",
    "set local row_security = off",
    "set local fullfolj.user = 'x'",
    "set constraints all deferred",
)
# Ways to write during which one says to be another: history is written at the end.
HIDES = (
    "with w as ({w} returning 1) select set_config('fullfolj.token', '', true) from w",
    "{w} returning set_config('fullfolj.token', '', true)",
    "{w} returning set_config('fullfolj.today', '', true)",
    "do $$ begin {w}; perform set_config('fullfolj.token', '', true); end $$",
    "explain analyze {w} returning set_config('fullfolj.token', '', true)",
    "declare c cursor for select set_config('fullfolj.token', '', true); {w}; fetch c",
)


def silenced(world: World) -> Iterator[Try]:
    """Changes that leave no trace, or a trace of another."""
    names = {table.name for table in world.tables}
    for table in world.tables:
        event = f"{table.name}_event"
        if event not in names or not table.personal:
            continue
        column = changeable(world, table)
        about = world.about(table, world.neighbour)
        write = f"update {table.name} set {column} = {column} where {about}"
        ways: list[tuple[str, tuple[str, ...]]] = [
            (hush, (hush, write)) for hush in HUSHES
        ]
        ways += [(way, (way.format(w=write),)) for way in HIDES]
        for name, steps in ways:

            def run(s: tuple[str, ...] = steps, e: str = event) -> str | None:
                return untraced(world, e, *s)

            yield Try("logs", f"{table.name}: {name}", run)


def untraced(world: World, event: str, *steps: str) -> str | None:
    """Whether a change of Gun's is without an event of hers; she looks herself."""
    gun = actors.of(world, "gun@krokom")
    again = [
        ("select set_config(%s, %s, true)", [name, value])
        for name, value in gun.settings.items()
    ]
    look = f"select 'event', by_user::text from {event} where at >= transaction_timestamp()"
    outcome = attack(world.line, gun, *steps, *again, look)
    if outcome.state:
        return None
    written = {row[1] for row in outcome.rows if row[0] == "event"}
    if not written:
        return "changed without an event"
    return f"written by {written}" if written - {str(world.cast.gun.pk)} else None


def faults(world: World) -> Iterator[Try]:
    """What the check of the seals tells of another authority's log."""

    def run() -> str | None:
        change = "update access_seal set reads = reads {} 1 where authority_id = %s"
        world.owner.execute(change.format("+").encode(), [world.berg])
        try:
            outcome = attack(
                world.line,
                actors.of(world, "gun@krokom"),
                "select authority_id::text, day from access_seal_faults()",
            )
        finally:
            world.owner.execute(change.format("-").encode(), [world.berg])
        return f"{outcome.rows}" if world.berg in outcome.text else None

    yield Try("logs", "gun@krokom: the faults in Berg's seals", run)
