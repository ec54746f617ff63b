"""Every table x every actor x every way that SQL has to read and write a row.

The tables come from the catalogue: a new one is tried without anyone thinking of it, and
one in which Berg has no row in world.py is untried, which fails the suite.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

from attack import actors
from attack.tries import Actor, Loot, Step, Try, attack
from attack.world import Table, World

# What only who asks can say of a row, so that nothing else refuses it than the wall.
SELF = {
    "access_read": {
        "at": "statement_timestamp()",
        "user_id": "wall_user()",
        "job": "wall_job()",
    }
}


class Case:
    """One actor before one table, with a row that is not for them to see."""

    def __init__(
        self, world: World, actor: Actor, table: Table, loot: Loot, *, hidden: bool
    ) -> None:
        self.world, self.actor, self.table = world, actor, table
        self.loot, self.hidden = loot, hidden
        self.row = world.sample(table, hidden=hidden) or {}
        self.id = self.row.get(table.key)
        self.sure = f"{table.key} = '{self.id}'"
        self.theirs = f"authority_id = '{world.berg}'"
        if hidden:
            self.theirs = world.about(table, world.hidden)
        self.column = changeable(world, table)

    @property
    def own(self) -> str:
        """The authority that the row would be taken to."""
        return self.actor.authority or self.world.krokom

    @property
    def rightly(self) -> int:
        """How many rows the actor may see and touch."""
        if not self.actor.authority:
            return 0
        where = f"authority_id = '{self.actor.authority}'"
        if self.hidden:
            where += f" and not ({self.theirs})"
        found = self.world.ask(f"select count(*) from {self.table.name} where {where}")
        return int(found[0][0])

    def copied(self, end: str = "", /, **changes: object) -> Step:
        """An INSERT of the row, changed here and there, with such an end."""
        values = json.dumps(self.row | changes, default=str)
        own = SELF.get(self.table.name, {})
        columns = [own.get(name, name) for name in self.table.written]
        return (
            f"insert into {self.table.name} ({', '.join(self.table.written)})"
            f" select {', '.join(columns)}"
            f" from jsonb_populate_record(null::{self.table.name}, %s) {end}",
            [values],
        )

    def do(self, *steps: Step, copy: str = "") -> Any:
        """Attack."""
        return attack(self.world.line, self.actor, *steps, copy=copy)

    def reads(self, *steps: Step) -> str | None:
        """Whether these statements show what they must not."""
        given = " ".join(map(str, steps))
        return self.loot.found(self.do(*steps).text, given)

    def truncates(self) -> str | None:
        """Whether the table can be emptied: the policies are not asked then."""
        return None if self.do(f"truncate {self.table.name}").state else "emptied"

    def writes(self, *steps: Step, copy: str = "", rightly: int = 0) -> str | None:
        """Whether these statements touch more rows than the actor's own."""
        outcome = self.do(*steps, copy=copy)
        if outcome.affected > rightly:
            return f"touched {outcome.affected} rows, {rightly} are their own"
        return self.loot.found(outcome.text, " ".join(map(str, steps)))


def changeable(world: World, table: Table) -> str:
    """A column that the application may update, so that the policy is what refuses."""
    line = world.line
    rows = line.execute(
        "select a.attname::text from pg_attribute a where a.attrelid = %s::regclass"
        " and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''"
        " and has_column_privilege(a.attrelid, a.attnum, 'UPDATE')"
        " order by a.attname in ('id', 'authority_id', 'person_id', 'is_open'), 1",
        [table.name],
    ).fetchall()
    line.rollback()
    return str(rows[0][0]) if rows else table.columns[0]


def tries(world: World, *, whole: bool = False) -> Iterator[Try]:
    """Strangers before every row of Berg, members before every protected person's.

    `whole` lets also those try in every way who are as another (`make prove`).
    """
    strangers = partial(actors.strangers, whole=whole)
    for hidden, who in ((False, strangers), (True, actors.insiders)):
        loot = world.loot(hidden=hidden)
        for table in world.tables:
            if not table.walled or (hidden and not table.personal):
                continue
            for actor in who(world):
                yield from of(Case(world, actor, table, loot, hidden=hidden))


def untried(world: World) -> list[str]:
    """The tables without a row to steal."""
    return [
        f"{table.name}: no row of {who} in attack/world.py"
        for table in world.tables
        if table.walled
        for hidden, who in ((False, "Berg"), (True, "a protected person"))
        if (not hidden or table.personal) and not world.sample(table, hidden=hidden)
    ]


def of(case: Case) -> Iterator[Try]:
    """All the ways, for one actor and one table."""
    if not case.row:
        return
    group = "protected" if case.hidden else "rows"
    ways = reading(case) | counting(case)
    if not (case.hidden and "person_ids" in case.table.columns):
        ways |= writing(case) | meeting(
            case
        )  # who is denied a protected person must be able to log it
    for name, run in ways.items():
        if case.actor.brief and name not in BRIEFLY:
            continue
        yield Try(group, f"{case.table.name} / {case.actor.name} / {name}", run)


BRIEFLY = frozenset(
    {"select", "count", "exists", "copy out", "insert", "update by id", "delete by id"}
)
Runs = dict[str, Callable[[], str | None]]


def reading(case: Case) -> Runs:
    """Every way to get a row out."""
    t, sure, theirs = case.table.name, case.sure, case.theirs
    return {
        "select": lambda: case.reads(f"select * from {t}"),
        "select by authority": lambda: case.reads(f"select * from {t} where {theirs}"),
        "select by id": lambda: case.reads(f"select t.* from {t} t where {sure}"),
        "copy out": lambda: case.reads(f"copy {t} to stdout"),
        "copy query out": lambda: case.reads(f"copy (select * from {t}) to stdout"),
        "cursor": lambda: case.reads(
            f"declare c scroll cursor for select * from {t}", "fetch all from c"
        ),
        "holding cursor": lambda: case.reads(
            f"declare c cursor with hold for select * from {t}", "fetch all from c"
        ),
        "prepared": lambda: case.reads(*prepared(t)),
        "aggregate": lambda: case.reads(
            f"select jsonb_agg(to_jsonb(t)), string_agg(t::text, '') from {t} t"
        ),
        "extremes": lambda: case.reads(f"select max(t::text), min(t::text) from {t} t"),
        "as xml": lambda: case.reads(f"select table_to_xml('{t}', true, false, '')"),
        "query to xml": lambda: case.reads(
            f"select query_to_xml('select * from {t}', true, false, '')"
        ),
        "union": lambda: case.reads(
            f"select name from access_authority union all select t::text from {t} t"
        ),
        "lateral": lambda: case.reads(
            "select x.* from access_authority a cross join lateral"
            f" (select t::text from {t} t where t.authority_id = a.id) x"
        ),
        "recursive": lambda: case.reads(
            f"with recursive r as (select t::text x from {t} t union select x from r)"
            " select * from r"
        ),
        "sample": lambda: case.reads(
            f"select * from {t} tablesample bernoulli (100) repeatable (1)"
        ),
        "by place on disk": lambda: case.reads(
            f"select t.ctid, t.xmin, t.* from {t} t where ctid = any (select"
            " format('(%s,%s)', b, i)::tid from generate_series(0, 9) b,"
            " generate_series(1, 90) i)"
        ),
        "row security off": lambda: case.reads(
            "set local row_security = off", f"select * from {t}"
        ),
        "for update": lambda: case.reads(f"select * from {t} for update"),
        "inside a message": lambda: case.reads(
            f"do $$ declare r record; begin for r in select t::text as x from {t} t"
            " loop raise notice '%', r.x; end loop; end $$"
        ),
    }


def prepared(table: str) -> tuple[Step, Step]:
    """A prepared statement, of a name of its own: no rollback takes it back."""
    name = f"p{uuid4().hex}"
    return f"prepare {name} as select * from {table}", f"execute {name}"


def counting(case: Case) -> Runs:
    """Ways to learn that a row is there without seeing it."""
    t, sure, theirs = case.table.name, case.sure, case.theirs

    def counts(what: str) -> str | None:
        outcome = case.do(what)
        seen = int(outcome.rows[0][0] or 0) if outcome.rows else 0
        rightly = case.rightly
        return f"counts {seen}, {rightly} are their own" if seen > rightly else None

    def none(what: str) -> str | None:
        outcome = case.do(what)
        seen = [row for row in outcome.rows if any(row)]
        if outcome.state and outcome.state not in ("42501",):
            return f"the row was looked at: {outcome.state}"
        return f"there is something: {seen}" if seen else None

    return {
        "count": lambda: counts(f"select count(*) from {t}"),
        "count theirs": lambda: none(f"select count(*) from {t} where {theirs}"),
        "window count": lambda: counts(
            f"select max(n) from (select row_number() over () n from {t}) x"
        ),
        "exists": lambda: none(f"select exists (select from {t} where {sure})"),
        "division by zero": lambda: none(
            f"select 1 from {t} where {sure} and 1 / (length({sure.split()[0]}::text) - 36) > 0"
        ),
        "failing cast": lambda: none(
            f"select 1 from {t} t where {sure} and (t::text)::int = 1"
        ),
        "failing case": lambda: none(
            f"select 1 from {t} t where case when {theirs} then (t::text)::int = 1 end"
        ),
        "failing regexp": lambda: none(
            f"select 1 from {t} t where {sure} and 'x' ~ ('(' || t::text)"
        ),
        "failing order": lambda: none(
            f"select 1 from {t} t where {sure} order by 1 / (length(t::text) * 0)"
        ),
    }


def writing(case: Case) -> Runs:
    """Every way to put in, change, remove and move."""
    moving = {} if case.hidden else moving_over(case)
    return putting(case) | meeting(case) | changing(case) | removing(case) | moving


def putting(case: Case) -> Runs:
    """Every way to put in a row."""
    table, new = case.table, {case.table.key: str(uuid4())}
    names = ", ".join(table.written)
    line = "\t".join(_copied(case.row | new, table))
    runs: Runs = {
        "insert": lambda: case.writes(case.copied(**new)),
        "insert returning": lambda: case.writes(case.copied("returning *", **new)),
        "insert the same": lambda: case.writes(
            case.copied("on conflict do nothing returning *")
        ),
        "copy in": lambda: case.writes(
            f"copy {table.name} ({names}) from stdin", copy=line
        ),
    }
    if "person_id" in table.columns and not table.name.endswith("_event"):
        own = {"authority_id": case.own} | new
        runs["smuggle their person"] = lambda: case.writes(
            case.copied(**own, is_open=True)
        )
        runs["smuggle their person, closed"] = lambda: case.writes(
            case.copied(**own, is_open=False)
        )
    return runs


def meeting(case: Case) -> Runs:
    """The row once more, so that a key of the table's own meets the one that is there.

    A target that is no key would be refused before the wall is asked.
    """
    table, column = case.table, case.column
    if not table.primary:
        return {}
    target = f"on conflict ({', '.join(table.primary)}) do update set"
    runs: Runs = {
        "insert or update": lambda: case.writes(
            case.copied(f"{target} {column} = excluded.{column} returning *")
        ),
    }
    if not case.hidden:
        person = f", person_id = '{case.world.neighbour.pk}'"
        with_own = person if "person_id" in table.columns else ""
        runs["take by upsert"] = lambda: case.writes(
            case.copied(f"{target} authority_id = '{case.own}'{with_own}")
        )
    return runs


def changing(case: Case) -> Runs:
    """Every way to change a row that stays where it is."""
    t, key, column = case.table.name, case.table.key, case.column
    sure, theirs = case.sure, case.theirs
    return {
        "update by id": lambda: case.writes(
            f"update {t} set {column} = {column} where {sure} returning *"
        ),
        "update theirs": lambda: case.writes(
            f"update {t} set {column} = {column} where {theirs}"
        ),
        "update all": lambda: case.writes(
            f"update {t} set {column} = {column}", rightly=case.rightly
        ),
        "update joined": lambda: case.writes(
            f"update {t} t set {column} = t.{column} from access_authority a"
            f" where t.authority_id = a.id and t.{theirs}"
        ),
        "update under a cursor": lambda: case.writes(
            f"declare c cursor for select * from {t} where {theirs} for update",
            "fetch next from c",
            f"update {t} set {column} = {column} where current of c",
        ),
        "merge": lambda: case.writes(
            f"merge into {t} t using (select '{case.id}'::uuid i) s on t.{key} = s.i"
            f" when matched then update set {column} = t.{column}"
        ),
    }


def removing(case: Case) -> Runs:
    """Every way to take a row away."""
    t, key, sure, theirs = case.table.name, case.table.key, case.sure, case.theirs
    return {
        "delete by id": lambda: case.writes(
            f"delete from {t} where {sure} returning *"
        ),
        "delete theirs": lambda: case.writes(f"delete from {t} where {theirs}"),
        "delete all": lambda: case.writes(f"delete from {t}", rightly=case.rightly),
        "delete joined": lambda: case.writes(
            f"delete from {t} t using access_authority a"
            f" where t.authority_id = a.id and t.{theirs}"
        ),
        "merge away": lambda: case.writes(
            f"merge into {t} t using (select '{case.id}'::uuid i) s on t.{key} = s.i"
            " when matched then delete"
        ),
        "data-changing with": lambda: case.writes(
            f"with x as (delete from {t} where {sure} returning *) select * from x",
        ),
        "truncate": case.truncates,
    }


def moving_over(case: Case) -> Runs:
    """Every way to move a row from one authority to another."""
    t, own, berg = case.table.name, case.own, case.world.berg
    return {
        "take their row": lambda: case.writes(
            f"update {t} set authority_id = '{own}' where {case.theirs}"
        ),
        "take the row by id": lambda: case.writes(
            f"update {t} set authority_id = '{own}' where {case.sure}"
        ),
        "push own rows over": lambda: case.writes(
            f"update {t} set authority_id = '{berg}' where authority_id = '{own}'"
        ),
    }


def _copied(row: dict[str, Any], table: Table) -> Iterator[str]:
    """A row in COPY's notation."""
    for name in table.written:
        value = row[name]
        if name in table.json and value is not None:
            yield json.dumps(value).replace("\\", "\\\\")
        elif isinstance(value, list):
            yield f"{{{','.join(value)}}}"
        else:
            yield "\\N" if value is None else str(value).replace("\\", "\\\\")
