"""Taking the wall down: policies, triggers, rights, roles, functions, settings.

Every statement here must be refused. The tables, functions and roles come from the
catalogue, so that new ones are tried too.
"""

from collections.abc import Iterator

from django.db import connections

from attack import actors
from attack.tries import Actor, Step, Try, attack, renew
from attack.world import World
from fullfolj.access.enclosed import EXCEPTIONS

# Said of every table.
ON_TABLES = (
    "drop table {t} cascade",
    "truncate {t}",
    "truncate {t} cascade",
    "alter table {t} disable row level security",
    "alter table {t} no force row level security",
    "alter table {t} disable trigger all",
    "alter table {t} disable trigger user",
    "alter table {t} disable rule all",
    "alter table {t} owner to current_user",
    "alter table {t} rename to stolen",
    "alter table {t} set schema pg_temp",
    "alter table {t} add column mine text",
    "alter table {t} set (autovacuum_enabled = false)",
    "alter table {t} replica identity full",
    "create policy mine on {t} using (true)",
    "create policy mine on {t} as permissive for all to public using (true)",
    "alter policy wall on {t} using (true)",
    "drop policy wall on {t}",
    "grant all on {t} to current_user",
    "grant all on {t} to public",
    "revoke all on {t} from public cascade",
    "create trigger mine before insert on {t} for each row execute function"
    " suppress_redundant_updates_trigger()",
    "create rule mine as on insert to {t} do instead nothing",
    "create rule mine as on select to {t} do also select 1",
    "create unique index mine on {t} ((1))",
    "create index mine on {t} ((xmin::text))",
    "create statistics mine on tableoid, xmin from {t}",
    "create view mine as select * from {t}",
    "create materialized view mine as select * from {t}",
    "create temp view mine as select * from {t}",
    "create table mine (like {t} including all)",
    "create table mine () inherits ({t})",
    "create temp table mine as select * from {t}",
    "create temp table {t} (id uuid)",
    "select * into mine from {t}",
    "comment on table {t} is 'mine'",
    "cluster {t}",
    "reindex table {t}",
)
# Said of every function of the house.
ON_FUNCTIONS = (
    "drop function {f} cascade",
    "alter function {f} owner to current_user",
    "alter function {f} security invoker",
    "alter function {f} reset all",
    "alter function {f} set search_path = pg_temp",
    "alter function {f} rename to mine",
    "alter function {f} cost 1000",
    "grant execute on function {f} to current_user with grant option",
    "grant execute on function {f} to public",
    "create trigger mine after insert on people_person execute function {n}()",
    "create temp table mine (x int); create trigger mine after insert on mine"
    " execute function {n}()",
)
# Said of every role.
ON_ROLES = (
    "set role {r}",
    "set session authorization {r}",
    "set local role {r}",
    "grant {r} to current_user",
    "alter role {r} superuser",
    "alter role {r} bypassrls",
    "alter role {r} login password 'x'",
    "drop role {r}",
    "reassign owned by {r} to current_user",
    "drop owned by {r}",
)
# Said once.
ALONE = (
    "set session_replication_role = replica",
    "set local session_replication_role = local",
    "select set_config('session_replication_role', 'replica', true)",
    "set allow_system_table_mods = on",
    "set log_statement = 'all'",
    "set ignore_checksum_failure = on",
    "alter role current_user bypassrls",
    "alter role current_user superuser",
    "alter role current_user createrole",
    "alter role current_user replication",
    "alter role all set row_security = off",
    "create role mine superuser",
    "create role mine",
    "create database mine",
    "create schema mine",
    "create schema pg_temp_mine",
    "create table public.mine (x int)",
    "create temp table mine (x int)",
    "create temp sequence mine",
    "create sequence mine",
    "create type mine as (x int)",
    "create domain mine as int",
    "create function mine() returns int language sql as 'select 1'",
    "create function pg_temp.mine() returns int language sql as 'select 1'",
    "create function wall_authority(x int) returns uuid language sql as 'select null::uuid'",
    "create function public.lower(text) returns text language sql as 'select $1'",
    "create function pg_temp.leaky(uuid, uuid) returns bool leakproof language sql"
    " as 'select true'",
    "create operator === (leftarg = uuid, rightarg = uuid, function = uuid_eq)",
    "create operator public.= (leftarg = uuid, rightarg = uuid, function = uuid_ne)",
    "create aggregate mine (text) (sfunc = textcat, stype = text)",
    "create cast (uuid as text) with inout as implicit",
    "create extension dblink",
    "create extension file_fdw",
    "create extension pageinspect",
    "create extension pg_trgm",
    "create language plperlu",
    "create event trigger mine on ddl_command_start execute function"
    " suppress_redundant_updates_trigger()",
    "create publication mine for all tables",
    "create publication mine for table people_person",
    "create subscription mine connection 'x' publication y",
    "create foreign data wrapper mine",
    "create access method mine type index handler bthandler",
    'create collation mine from "C"',
    "create text search configuration mine (copy = pg_catalog.simple)",
    "create transform for int language sql (from sql with function"
    " pg_catalog.int4recv(internal))",
    "alter database {d} set row_security = off",
    "alter database {d} owner to current_user",
    "alter schema public owner to current_user",
    "grant create on schema public to current_user",
    "grant temp on database {d} to current_user",
    "alter default privileges for role {o} grant all on tables to public",
    "alter system set row_security = off",
    "alter extension btree_gist set schema pg_catalog",
    "drop extension btree_gist cascade",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/mine'",
    "select pg_read_file('PG_VERSION')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "select lo_import('/etc/hostname')",
    "select lo_export(1, '/tmp/mine')",
    "select pg_reload_conf()",
    "select pg_rotate_logfile()",
    "select pg_promote()",
    "select pg_switch_wal()",
    "select pg_logical_slot_get_changes('x', null, null)",
    "select pg_create_logical_replication_slot('x', 'test_decoding')",
    "select pg_create_physical_replication_slot('x')",
    "select pg_current_logfile()",
    "select * from pg_authid",
    "select * from pg_user_mapping",
    "select * from pg_subscription",
    "select * from pg_hba_file_rules",
    "select * from pg_file_settings",
    "select * from pg_shmem_allocations",
    "select * from pg_backend_memory_contexts",
    "update pg_class set relrowsecurity = false",
    "update pg_class set relforcerowsecurity = false",
    "delete from pg_policy",
    "update pg_policy set polqual = null",
    "delete from pg_trigger",
    "update pg_trigger set tgenabled = 'D'",
    "update pg_proc set prosecdef = false",
    "update pg_roles set rolbypassrls = true",
    "insert into pg_auth_members select * from pg_auth_members",
    "load 'auto_explain'",
    "security label on table people_person is 'x'",
    "prepare transaction 'mine'",
)
# Rights that are not for any role that attacks; asked of the catalogue.
NEVER = (
    ("a temporary table", "select has_database_privilege(current_database(), 'TEMP')"),
    ("a schema", "select has_database_privilege(current_database(), 'CREATE')"),
    ("something in public", "select has_schema_privilege('public', 'CREATE')"),
    ("another role", "select exists (select from pg_auth_members m join pg_roles r"
     " on r.oid = m.member where r.rolname = current_user)"),
    ("passing the wall", "select rolbypassrls or rolsuper or rolcreaterole or"
     " rolreplication or rolcreatedb from pg_roles where rolname = current_user"),
    ("owning something", "select exists (select from pg_class c join pg_roles r on"
     " r.oid = c.relowner where r.rolname = current_user)"),
    ("a way round row security", "select exists (select from pg_settings where name ="
     " 'row_security' and setting <> 'on')"),
)  # fmt: skip


def tries(world: World) -> Iterator[Try]:
    """Everything, as a stranger, and the tables as an administrator within too."""
    gun, hilda = actors.of(world, "gun@krokom"), actors.of(world, "hilda@berg")
    for actor in (gun, hilda, Actor("nobody", {})):
        for table in world.tables:
            for text in ON_TABLES:
                yield refused(world, actor, text.format(t=table.name))
    for name, signature in functions(world):
        for text in ON_FUNCTIONS:
            yield refused(world, gun, text.format(f=signature, n=name))
    for role in others(world):
        for text in ON_ROLES:
            yield refused(world, gun, text.format(r=role))
    database, owner = world.ask("select current_database(), current_user")[0]
    for text in ALONE:
        yield refused(world, gun, text.format(d=database, o=owner))
    for name, question in NEVER:
        yield Try("tamper", f"may {name}", lambda q=question: answered(world, gun, q))  # type: ignore[misc]
    yield from forced(world)
    yield from shadowed(world, gun)
    yield from left_behind(world, gun)


def refused(world: World, actor: Actor, *steps: Step) -> Try:
    """A try that must end in an error."""

    def run() -> str | None:
        outcome = attack(world.line, actor, *steps)
        granted = "no privileges" not in outcome.text  # said as a warning
        if not outcome.state and granted:
            renew(world.line)
            return f"went through {outcome.text[:100]}"
        return None

    return Try("tamper", f"{actor.name}: {'; '.join(map(str, steps))}", run)


def answered(world: World, actor: Actor, question: str) -> str | None:
    """Whether the application's role has a right that it must not have."""
    outcome = attack(world.line, actor, question)
    return f"{outcome.rows}" if outcome.rows != [(False,)] else None


def functions(world: World) -> list[tuple[str, str]]:
    """The functions of the house, with and without their arguments."""
    rows = world.ask(
        "select p.proname, p.oid::regprocedure::text from pg_proc p"
        " where p.pronamespace = 'public'::regnamespace and not exists (select from"
        " pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 2"
    )
    return [(str(name), str(signature)) for name, signature in rows]


def others(world: World) -> list[str]:
    """The roles that the application is not."""
    app = world.line.execute("select current_user").fetchall()[0][0]
    world.line.rollback()
    rows = world.ask(
        "select quote_ident(rolname) from pg_roles where rolname <> %s order by 1", app
    )
    return [str(row[0]) for row in rows]


def forced(world: World) -> Iterator[Try]:
    """The owner too is bound by the policies of every table behind the wall."""
    for table in world.tables:
        if table.walled:
            yield Try(
                "tamper",
                f"{table.name} binds its owner",
                lambda t=table.name: unforced(world, t),  # type: ignore[misc]
            )


def unforced(world: World, table: str) -> str | None:
    """Whether a table lets its owner, or everybody, past its policies."""
    rows = world.ask(
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass",
        table,
    )
    return None if rows == [(True, True)] else f"{rows}"


SHADOWS = (
    "set local search_path = pg_temp, public",
    "set local search_path = ''",
    "set local search_path = pg_temp, pg_catalog",
    "set local role none",
    "set local row_security = on",
    "set local constraint_exclusion = off",
    "set local plan_cache_mode = force_generic_plan",
    "set local enable_indexscan = off",
    "set local force_parallel_mode = on",
    "set local debug_parallel_query = on",
    "set local fullfolj.token = ''",
    "set local timezone = 'Pacific/Kiritimati'",
    "set local datestyle = 'german'",
    "set local standard_conforming_strings = off",
    "set local quote_all_identifiers = on",
    "set local transform_null_equals = on",
    "set local check_function_bodies = off",
    "set local pgtrigger.ignore = '{all}'",
    "set local client_encoding = 'sql_ascii'",
)


def shadowed(world: World, actor: Actor) -> Iterator[Try]:
    """Settings that could turn a function of the wall against it."""
    loot = world.loot()
    for setting in SHADOWS:
        for table in world.tables:
            if not table.walled:
                continue

            def run(s: str = setting, t: str = table.name) -> str | None:
                outcome = attack(
                    world.line, actor, s, f"select x::text from public.{t} x"
                )
                return loot.found(outcome.text)

            yield Try("tamper", f"{setting}; {table.name}", run)


# What an attacker could leave in the role's own settings for this database.
LEFT = {
    "row_security": "off",
    "search_path": "pg_temp, public",
    "default_transaction_read_only": "on",
    "fullfolj.token": "x",
    "session_replication_role": "replica",
    "timezone": "Pacific/Kiritimati",
}
ROLE = "alter role current_user in database {d}"


def left_behind(world: World, actor: Actor) -> Iterator[Try]:
    """What would still hold for the next who uses the role."""
    for name, value in LEFT.items():

        def run(n: str = name, v: str = value) -> str | None:
            return left(world, actor, n, v)

        yield Try("tamper", f"leave {name} = {value} behind in the role", run)
    mine = world.tokens["gun@krokom"]

    def next_one() -> str | None:
        step = ("select set_config('fullfolj.token', %s, false)", [mine])
        attack(world.line, actor, step, keep=True)
        outcome = attack(
            world.line, actors.said(world, "", ""), "select * from people_person"
        )
        renew(world.line)
        return f"{len(outcome.rows)} rows" if outcome.rows else None

    yield Try("tamper", "leave a token behind in the session", next_one)


def left(world: World, actor: Actor, name: str, value: str) -> str | None:
    """Whether a new connection of the house is otherwise than before."""
    role = ROLE.format(d=world.ask("select current_database()")[0][0])
    before = setting_of_new(world, name)
    attack(world.line, actor, f"{role} set {name} = {value}", keep=True)
    try:
        after = setting_of_new(world, name)
    finally:
        attack(world.line, actor, f"{role} reset all", keep=True)
    return None if before == after else f"was {before}, is {after}"


def setting_of_new(world: World, name: str) -> str | None:
    """What a setting is when the house connects anew."""
    connections["default"].close()
    with connections["default"].cursor() as cursor:
        cursor.execute("select current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0])


def untried(world: World) -> list[str]:
    """Tables that are neither behind the wall nor a known exception."""
    return [
        f"{table.name}: has no authority and is no exception"
        for table in world.tables
        if table.name not in EXCEPTIONS and "authority_id" not in table.columns
    ]
