"""The wall, opened on purpose: the suite must notice every opening.

Each mutation is what an owner could do by mistake or a migration could forget. It is
made in a copy of the world, and the named group of tries must find a leak there whose
name begins as said, which it did not find before.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from unittest.mock import patch

from attack.suite import GROUPS
from attack.world import World, copied
from fullfolj.people.models import PersonQuerySet

TODAY_ANY = """
create or replace function wall_today() returns date language sql stable
security definer set search_path = pg_catalog, public, pg_temp as
$$ select current_setting('fullfolj.today', true)::date $$
"""
BY_SETTING = """
create or replace function wall_authority() returns uuid language plpgsql stable
security definer set search_path = pg_catalog, public, pg_temp as
$$ begin return nullif(current_setting('fullfolj.authority', true), '')::uuid; end $$
"""
NO_MEMBERSHIP = """
create or replace function wall_authority() returns uuid language plpgsql stable
security definer set search_path = pg_catalog, public, pg_temp as
$$ begin return (select authority_id from access_ticket where expires_at > now()
   and token_hash = sha256(convert_to(coalesce(current_setting('fullfolj.token', true), ''), 'UTF8'))); end $$
"""
NO_EXPIRY = NO_MEMBERSHIP.replace(
    "expires_at > now()\n   and", "user_id is not null and"
)
VERIFIES_ALL = """
create or replace function wall_verify(payload text, signature bytea) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ begin end $$
"""
ALL_CLEARED = """
create or replace function wall_clearance() returns boolean language sql stable
security definer set search_path = pg_catalog, public, pg_temp as $$ select true $$
"""
ALL_ADMINISTER = """
create or replace function wall_administers() returns boolean language sql stable
security definer set search_path = pg_catalog, public, pg_temp as $$ select true $$
"""
UNFORCED = "alter table {table} no force row level security"
OPEN_READ = "create policy mine on {table} for select using (true)"
OPEN_WRITE = (
    "grant insert, update, delete on {table} to {app};"
    " create policy mine on {table} using (true) with check (true)"
)


@dataclass(frozen=True)
class Mutation:
    """An opening, and the group and the beginning of a try's name that must find it."""

    name: str
    sql: str
    group: str
    begins: str = ""
    in_code: Callable[[], AbstractContextManager[object]] = nullcontext


def no_door() -> AbstractContextManager[object]:
    """Persons shown whatever the role: the filter that asks for it is gone."""
    return patch.object(PersonQuerySet, "visible_to", lambda persons, _: persons)


FAST = (
    Mutation("no row security", "alter table people_person disable row level security",
             "rows", "people_person / gun"),
    Mutation("a policy for all", "create policy mine on people_identity using (true)",
             "rows", "people_identity / nobody"),
    # History, too, refuses that a row changes hands.
    Mutation("all may take a row", OPEN_WRITE.replace("{table}", "people_contactdetail")
             + "; drop trigger people_contactdetail_update_event on people_contactdetail",
             "rows", "people_contactdetail / gun / take by upsert"),
    Mutation("events writable", "grant update, delete on people_person_event to {app};"
             " create policy mine on people_person_event using (true)", "logs",
             "people_person_event"),
    Mutation("no word is asked", "drop trigger wall_vouched on access_user", "signin",
             "gun@krokom: set Anna's password"),
    Mutation("a queue for all", "drop trigger wall_vouched on procrastinate_jobs",
             "signin", "gun@krokom: turn a job to another's"),
    Mutation("tickets readable", "grant select on access_ticket to {app}", "tickets"),
    Mutation("a page without its door", "", "addresses",
             "people:person young / hilda / GET", no_door),
)  # fmt: skip
WHOLE = (
    Mutation("the door is told by an answer", "", "addresses",
             "people:person young / hilda / is it there", no_door),
    Mutation("the log without its door", "", "addresses",
             "people:readings young / hilda / GET", no_door),
    Mutation("any day may be said", TODAY_ANY, "rows", "people_person / ivar, on a day"),
    Mutation("the authority is a setting", BY_SETTING, "rows", "people_person / stolen"),
    Mutation("no membership is asked", NO_MEMBERSHIP, "rows", "people_person / ivar, former"),
    Mutation("tickets do not end", NO_EXPIRY, "rows", "people_person / expired"),
    Mutation("every signature is right", VERIFIES_ALL, "tickets", "gun@krokom: open"),
    Mutation("all are cleared", ALL_CLEARED, "rows", "people_person / bo"),
    Mutation("all administer", ALL_ADMINISTER, "rights", "bo@berg"),
    Mutation("all administer, the actions", ALL_ADMINISTER, "rights"),
    Mutation("a number unique over all", "create unique index mine on people_identity"
             " (number) where number <> ''", "probes", "gun@krokom: the same number"),
    Mutation("an id unique over all", "create unique index mine on people_person (id)",
             "probes", "gun@krokom: people_person: their id"),
    Mutation("a unit's name unique over all", "create unique index mine on access_unit"
             " (name)", "probes", "gun@krokom: a unit's name"),
    Mutation("a key without the authority", "create unique index mine on people_person (id);"
             " alter table people_identity drop constraint people_identity_person;"
             " alter table people_identity add foreign key (person_id) references"
             " people_person (id)", "rows", "people_identity / gun / smuggle"),
    Mutation("rights on functions", "grant execute on function wall_ticket() to {app}",
             "tickets", "gun@krokom: select * from wall_ticket"),
    Mutation("rights on the schema", "grant create on schema public to {app}", "tamper"),
    Mutation("temporary tables", "grant temp on database {database} to {app}", "tamper"),
    Mutation("truncate granted", "grant truncate on people_searchkey to {app}", "rows",
             "people_searchkey / gun / truncate"),
    Mutation("authorities writable", "grant update on access_authority to {app}", "rights"),
    Mutation("all of a membership writable", "grant update on access_membership to {app};"
             " drop policy wall_update on access_membership; create policy wall_update on"
             " access_membership for update using (true)", "rights"),
    Mutation("no history", "alter table people_person disable trigger"
             " people_person_update_event", "logs", "people_person: select 1"),
    Mutation("history by a setting", "create or replace function people_person_update_event()"
             " returns trigger language plpgsql security definer set search_path = pg_catalog,"
             " public, pg_temp as $$ begin if current_setting('pgtrigger.ignore', true) <> ''"
             " then return null; end if; insert into people_person_event select"
             " clock_timestamp(), 'update', authority_id, id, id, wall_user(), wall_job(),"
             " to_jsonb(r) from changed_rows r; return null; end $$", "logs",
             "people_person: set local pgtrigger"),
    Mutation("the log back-dated", "drop policy wall_add on access_read; create policy"
             " wall_add on access_read for insert with check (authority_id ="
             " (select wall_authority()))", "logs", "gun@krokom: forge"),
    Mutation("anybody seals", "create or replace function wall_job() returns text language"
             " sql stable security definer set search_path = pg_catalog, public, pg_temp as"
             " $$ select 'x' $$", "logs", "anna@berg: seal"),
    Mutation("the models see all", "create policy mine on people_person using (true)",
             "orm", "people.Person / ivar"),
    Mutation("the pages see all", "create policy mine on access_unit using (true)",
             "orm", "access.Unit / gun"),
    Mutation("sessions without a word", "drop trigger wall_vouched on django_session",
             "signin", "a word heard before: end all"),
    Mutation("any word will do", VERIFIES_ALL, "signin", "a word made up: set Anna's"),
    Mutation("any session may choose", NO_MEMBERSHIP, "signin", "gun: a session that says"),
)  # fmt: skip


def whole(world: World) -> Iterator[Mutation]:
    """All mutations: those above, and each table opened in each way."""
    yield from FAST
    yield from WHOLE
    for table in world.tables:
        if not table.walled:
            continue
        name = table.name
        yield Mutation(
            f"{name} not forced",
            UNFORCED.replace("{table}", name),
            "tamper",
            f"{name} binds",
        )
        yield Mutation(
            f"{name} readable",
            OPEN_READ.replace("{table}", name),
            "rows",
            f"{name} / gun / select",
        )
        for how in ("", " / insert or update") if table.primary else ("",):
            yield Mutation(
                f"{name} writable{how}",
                OPEN_WRITE.replace("{table}", name),
                "rows",
                f"{name} / gun{how}",
            )


def noticed(world: World, mutation: Mutation) -> str | None:
    """The first new leak that the suite finds with the wall opened so."""
    known = {name for name, _ in leaking(world, mutation)}
    with copied(world) as twin:
        app = twin.line.execute("select quote_ident(current_user)").fetchall()[0][0]
        twin.line.rollback()
        text = mutation.sql.replace("{app}", app).replace("{database}", twin.name)
        if text:
            twin.owner.execute(text.encode())
        with mutation.in_code():
            for name, what in leaking(twin, mutation):
                if name not in known:
                    return f"{name}: {what}"
    return None


def leaking(world: World, mutation: Mutation) -> Iterator[tuple[str, str]]:
    """The leaks of the group, among the tries that the mutation names."""
    for one in GROUPS[mutation.group](world):
        if one.name.startswith(mutation.begins) and (leaked := one.run()):
            yield one.name, leaked
