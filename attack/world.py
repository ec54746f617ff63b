"""What there is to steal: a scratch database with the cast and persons in it.

Berg's rows carry marks in every text, so that one knows them wherever they show.
Everything is committed: attackers come on connections of their own.
"""

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connections
from psycopg.rows import dict_row

from attack import cases, stores
from attack.tries import Line, Loot
from fullfolj.access import enclosed, queue, readlog, wall
from fullfolj.access.actions import authorities, memberships
from fullfolj.access.jobs import seal_read_log
from fullfolj.access.models import Unit, User
from fullfolj.config import databases, testing
from fullfolj.config.cast import SINCE, Cast, everyone
from fullfolj.config.postgres import roles
from fullfolj.core import clock
from fullfolj.exchange.imports.jobs import read_upload
from fullfolj.exchange.imports.models import (
    ImportRun,
    ImportSetting,
    Progress,
    SetAside,
    Upload,
)
from fullfolj.kaa.models import (
    Municipality,
)
from fullfolj.people.actions import persons
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    Person,
)
from fullfolj.schooling.models import SchoolUnit

PREFIX = "fullfolj_attack_"
BERG, HIDDEN, KROKOM = "xqberg", "xqskydd", "xqkrokom"
NUMBER, HIDDEN_NUMBER, KROKOM_NUMBER = "200805019803", "200805029802", "200805039801"
CROWD = 400  # persons of Berg with one family name, so that statistics have seen it
LONG = 6 * 3600

TABLES = """
SELECT c.relname, array(
    SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
), array(
    SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attgenerated = '' ORDER BY a.attnum
), array(
    SELECT a.attname::text FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY a.attnum
), array(
    SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.atttypid = 'jsonb'::regtype
)
FROM pg_class c
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace NOT IN (
    SELECT oid FROM pg_namespace WHERE nspname ~ '^(pg_|information_schema)')
ORDER BY 1
"""


@dataclass(frozen=True)
class Table:
    """A table as the catalogue knows it."""

    name: str
    columns: tuple[str, ...]
    written: tuple[str, ...]  # those that are not generated
    primary: tuple[str, ...]  # its primary key; history has none
    personal: bool  # whether its rows are about persons
    json: tuple[str, ...]  # those that hold JSON

    @property
    def walled(self) -> bool:
        """Whether its rows belong to an authority."""
        return self.name not in enclosed.EXCEPTIONS

    @property
    def key(self) -> str:
        """The column with a row's own id."""
        return "row_id" if self.name.endswith("_event") else "id"


@dataclass
class World:
    """The cast, who of the young is there, and the tokens that were given out."""

    cast: Cast
    young: Person
    hidden: Person
    neighbour: Person
    hidden_neighbour: Person
    name: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    @cached_property
    def owner(self) -> Line:
        """The owner's connection, which sees what is really there."""
        return testing.as_owner()

    @cached_property
    def line(self) -> Line:
        """The attacker's connection, as the application's role."""
        return self.another_line()

    def another_line(self) -> Line:
        """One more connection as the application's role."""
        entry = connections["default"].settings_dict
        line = databases.connected_to(entry)
        line.autocommit = False
        return line

    @cached_property
    def tables(self) -> list[Table]:
        """Every table there is, whether a model knows it or not."""
        rows = self.owner.execute(TABLES.encode()).fetchall()
        about = {
            name for name, columns, *_ in rows if {"is_open", "person_ids"} & {*columns}
        }
        return [
            Table(
                name,
                tuple(a),
                tuple(b),
                tuple(key),
                name.removesuffix("_event") in about,
                tuple(json),
            )
            for name, a, b, key, json in rows
        ]

    @property
    def berg(self) -> str:
        """Berg's id."""
        return str(self.cast.berg.pk)

    @property
    def krokom(self) -> str:
        """Krokom's id."""
        return str(self.cast.krokom.pk)

    @property
    def today(self) -> date:
        """The day."""
        return clock.today()

    def ask(self, statement: str, *values: object) -> list[Any]:
        """What the owner sees."""
        return self.owner.execute(statement.encode(), values or None).fetchall()

    def user_id(self, name: str) -> str:
        """The id of a user by their first name."""
        rows = self.ask("select id::text from access_user where lower(name) = %s", name)
        return str(rows[0][0])

    def ask_dict(self, statement: str, *values: object) -> dict[str, Any]:
        """One row that the owner sees, by the names of its columns."""
        cursor = self.owner.cursor(row_factory=dict_row)
        return dict(cursor.execute(statement.encode(), values).fetchall()[0])

    def sample(self, table: Table, *, hidden: bool = False) -> dict[str, Any] | None:
        """One row of Berg in a table; of a protected person if so wished."""
        about = self.about(table, self.hidden if hidden else self.young)
        rows = self.ask(
            f"select to_jsonb(t) from {table.name} t"
            f" where authority_id = '{self.berg}' and {about} limit 1"
        )
        return dict(rows[0][0]) if rows else None

    def about(self, table: Table, person: Person) -> str:
        """The condition that a row is about a person, if the table is about any."""
        if table.name == "people_person":
            return f"id = '{person.pk}'"
        if not table.personal:
            return "true"
        if "person_ids" in table.columns:
            return f"person_ids @> array['{person.pk}'::uuid]"
        return f"person_id = '{person.pk}'"

    def loot(self, *, hidden: bool = False, personal: bool = False) -> Loot:
        """How one knows what is Berg's, its persons' or its protected persons'."""
        ids: set[str] = set()
        for table in self.tables:
            if not table.walled or ((hidden or personal) and not table.personal):
                continue
            where = self.about(table, self.hidden) if hidden else "true"
            found = self.ask(
                f"select {table.key}::text from {table.name}"
                f" where authority_id = '{self.berg}' and {where}"
            )
            ids |= {row[0] for row in found}
        if hidden:
            return Loot((HIDDEN, HIDDEN_NUMBER), frozenset(ids | {str(self.hidden.pk)}))
        names = (f"tuva{BERG}", f"ek{BERG}", f"@{BERG}") if personal else (BERG,)
        return Loot((*names, HIDDEN, NUMBER, HIDDEN_NUMBER), frozenset(ids))

    def state(self, *, but: str = "") -> Counter[str]:
        """Every row of every table, but those of an authority."""
        rows: Counter[str] = Counter()
        for table in self.tables:
            if table.name in VOLATILE:
                continue
            where = ""
            if but and "authority_id" in table.columns:
                where = f" where authority_id is distinct from '{but}'"
            for (text,) in self.ask(f"select t::text from {table.name} t{where}"):
                rows[f"{table.name} {text}"] += 1
        return rows

    def close(self) -> None:
        """Leave the database."""
        for name in ("owner", "line"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
        connections.close_all()


# What every request may write: tickets, sessions, counts of the rate limits.
VOLATILE = ("access_ticket", "django_session", "core_cache")


@contextmanager
def standing() -> Iterator[World]:
    """A world in a database of its own, which Django's connections use meanwhile."""
    before = connections["default"].settings_dict["NAME"]
    names = testing.point_to_server()
    with testing.as_owner("postgres") as maker:
        maker.execute("select pg_advisory_lock(%s)", [testing.MAKING])
        clear_away(maker)
        name = new_name()
        testing.copy(maker, name, testing.migrated_template(maker, names))
        testing.point_to_database(name)
        owner = testing.as_owner()
    with owner:
        roles.prepare_database(owner, names)
        wall.plant_secret(owner, time_travel=False)
    try:
        world = made(name)
        yield world
        world.close()
    finally:
        testing.point_to_database(before)
        with testing.as_owner("postgres") as maker:
            testing.drop(maker, name)


@contextmanager
def copied(world: World) -> Iterator[World]:
    """The same world in another database, to break something in."""
    world.close()
    name = new_name()
    with testing.as_owner("postgres") as maker:
        testing.copy(maker, name, world.name)
    twin = World(
        world.cast,
        world.young,
        world.hidden,
        world.neighbour,
        world.hidden_neighbour,
        name,
        world.tokens,
    )
    testing.point_to_database(name)
    try:
        yield twin
    finally:
        twin.close()
        testing.point_to_database(world.name)
        with testing.as_owner("postgres") as maker:
            testing.drop(maker, name)


def new_name() -> str:
    """A name that tells which process uses the database."""
    return f"{PREFIX}{os.getpid()}_{secrets.token_hex(3)}"


def clear_away(maker: testing.Owner) -> None:
    """Drop what killed runs left."""
    rows = maker.execute(
        "select datname from pg_database where starts_with(datname, %s)", [PREFIX]
    )
    for (name,) in rows.fetchall():
        pid = int(name.removeprefix(PREFIX).split("_")[0])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            testing.drop(maker, name)
        except PermissionError:
            continue


def made(name: str) -> World:
    """The cast and its young people, made by the actions that the pages use."""
    cast = everyone()
    for authority in (cast.berg, cast.krokom):
        authorities.provide_schools(authority=authority, provides=True)
    world = World(
        cast,
        young=_enter(cast, cast.anna, ("Tuva", BERG, NUMBER), NONE),
        hidden=_enter(cast, cast.anna, ("Sara", HIDDEN, HIDDEN_NUMBER), CONFIDENTIAL),
        neighbour=_enter(cast, cast.gun, ("Per", KROKOM, KROKOM_NUMBER), NONE),
        hidden_neighbour=_enter(cast, cast.gun, ("Eva", KROKOM, ""), CONFIDENTIAL),
        name=name,
    )
    _appoint_more(world)
    _import(world)
    _log(world)
    _crowd(world)
    _open_tickets(world)
    _give_codes()
    return world


def _enter(cast: Cast, by: User, who: tuple[str, str, str], marking: str) -> Person:
    given, mark, number = who
    named = persons.Named(
        given_name=given + mark,
        family_name=f"Ek{mark}",
        number=number,
        number_kind="personal" if number else "none",
        valid_from=date(2025, 1, 1),
        source=f"source {mark}",
    )
    with cast.asking(by):
        person = persons.register(
            authority=cast.home(by),
            named=named,
            marking=marking,
            birth_date=date(clock.today().year - 16, 5, 1),  # they have guardians
            by=by,
        )
        persons.add_contact(
            person=person,
            kind="email",
            value=f"{given}@{mark}.example",
            source=f"source {mark}",
            valid_from=date(2025, 1, 1),
            by=by,
        )
    return person


def _appoint_more(world: World) -> None:
    """A second administrator, one who begins later, one in a marked unit, one off."""
    cast = world.cast
    with cast.asking(cast.hilda):
        unit = Unit.objects.create(authority=cast.berg, name=f"Skola {BERG}")
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="mentor",
            valid_from=world.today + timedelta(30),
            by=cast.hilda,
            unit=unit,
        )
        for user, days in ((_user("nora"), 0), (_user("maj"), 1)):
            member = memberships.appoint(
                authority=cast.berg,
                user=user,
                role="samordnare",
                valid_from=world.today + timedelta(days) if days else SINCE,
                by=cast.hilda,
            )
            if not days:
                memberships.end(membership=member, on=world.today, by=cast.hilda)
        for user, role in (
            (_user("sven"), "administrator"),
            (_user("olle", is_active=False), "samordnare"),
        ):
            memberships.appoint(
                authority=cast.berg,
                user=user,
                role=role,
                valid_from=SINCE,
                by=cast.hilda,
            )
    with cast.asking(cast.karin, cast.krokom):
        Unit.objects.create(authority=cast.krokom, name=f"Skola {KROKOM}")


def _user(name: str, *, is_active: bool = True) -> User:
    """One who is not of the cast, since they are only needed here."""
    return User.objects.create_user(
        f"{name}@fullfolj.example", name=name.title(), is_active=is_active
    )


def _import(world: World) -> None:
    """What registers and schools say of the young, as an import leaves it."""
    cast = world.cast
    for by, people in (
        (
            cast.anna,
            ((world.young, BERG, NUMBER), (world.hidden, HIDDEN, HIDDEN_NUMBER)),
        ),
        (
            cast.gun,
            (
                (world.neighbour, KROKOM, KROKOM_NUMBER),
                (world.hidden_neighbour, KROKOM, "closed"),
            ),
        ),
    ):
        home, code = cast.home(by), HOMES[by == cast.gun]
        with cast.asking(by):
            run = ImportRun(
                authority=home,
                started_at=clock.now(),
                source="files",
                outcome="applied",
            )
            run.save(force_insert=True)
            ImportSetting.objects.create(authority=home)
            mark = people[0][1]
            sent = Upload.objects.create(
                authority=home,
                by_user=by.pk,
                files={f"{mark}.csv": 1},
                dry_run=True,
                state="tried",
                reason="import.elsewhere",
                values={"codes": mark},
                report=stores.TRIED,
            )
            Progress.objects.create(pk=sent.pk, authority=home, stage=mark)
            queue.put(read_upload, sent.pk, authority_id=home.pk)
            Municipality.objects.create(authority=home, code=code, valid_from=SINCE)
            name = f"Enhet {people[0][1]}"
            unit = SchoolUnit.objects.create(authority=home, name=name)
            stores.settle(home, by)
            cases.settle(home, by)
            system = stores.connect(home, people[0][1])
            stores.sleep(home, code, SINCE)
            for person, mark, number in people:
                stores.state(person, unit, code, mark, run)
                stores.judge(person, code, mark, by)
                cases.see_through(person, mark, by)
                stores.call(person, system, mark)
                SetAside.about(
                    person,
                    number=number,
                    places={code: None},
                    refusals=[stores.refusal(mark)],
                    import_run=run.pk,
                ).save(force_insert=True)
            stores.sleep(home, code, world.today)


HOMES = ("2326", "2309")  # Berg and Krokom


def _log(world: World) -> None:
    """Reads of both authorities, of today and of sealed days."""
    cast = world.cast
    for by, people in (
        (cast.anna, (world.young, world.hidden)),
        (cast.gun, (world.neighbour, world.hidden_neighbour)),
    ):
        marks = (BERG, HIDDEN) if by == cast.anna else (KROKOM, KROKOM)
        with cast.asking(by):
            for person, mark in zip(people, marks, strict=True):
                with wall.asking(_token(by, cast.home(by).pk)) as asker:
                    if asker is None:
                        raise LookupError(by.name)
                    readlog.write(
                        asker, "display", [person.pk], page=f"page {mark}", terms=mark
                    )
    with testing.as_owner() as owner:
        owner.execute(
            "insert into access_read select gen_random_uuid(), at - interval '3 days',"
            " authority_id, user_id, job, kind, page, ground, terms, hits, person_ids,"
            " is_open from access_read"
        )
    for authority in (cast.berg, cast.krokom):
        with wall.as_job(authority.pk, "seal"):
            seal_read_log(authority, world.today)


def _token(user: User, authority_id: UUID, seconds: int = LONG) -> str:
    token = secrets.token_hex(16)
    wall._open(token, authority_id, (user.pk, None), (False, seconds))
    return token


def _crowd(world: World) -> None:
    """Many persons of Berg with one name, and what the planner knows of them."""
    with testing.as_owner() as owner:
        owner.execute(CROWDED.encode(), [world.berg, CROWD])
        owner.execute("analyze")


CROWDED = """
WITH crowd AS (
    INSERT INTO people_person (id, authority_id, marking, sort_key, birth_date, recorded_at)
    SELECT gen_random_uuid(), %s, 'none', 'ek' || n, date '2007-01-01' + n, now()
    FROM generate_series(1, %s) n
    RETURNING authority_id, id, sort_key
), named AS (
    INSERT INTO people_identity (id, authority_id, person_id, is_open, number_kind, number,
        given_name, family_name, valid_from, source, recorded_at)
    SELECT gen_random_uuid(), authority_id, id, true, 'none', '', sort_key, 'Crowd',
        '2025-01-01', 'crowd', now()
    FROM crowd
), registered AS (
    INSERT INTO people_registration (id, authority_id, person_id, is_open,
        municipality_code, end_reason, valid_from, is_gone, source, recorded_from)
    SELECT gen_random_uuid(), authority_id, id, true, '2326', '', '2025-01-01', false,
        'crowd', now()
    FROM crowd
)
INSERT INTO people_searchkey (id, authority_id, person_id, is_open, kind, key)
SELECT gen_random_uuid(), authority_id, id, true, 'family', 'crowd' FROM crowd
"""


def _give_codes() -> None:
    """One-time codes for everyone, without which no page of the house answers them."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    with wall.vouched():
        for user in User.objects.exclude(name="Cilla"):
            TOTP.activate(user, generate_totp_secret())


def _open_tickets(world: World) -> None:
    """Every token that an attacker may hold, rightly or not."""
    cast, give = world.cast, world.tokens
    berg, krokom = cast.berg.pk, cast.krokom.pk
    for name in ("anna", "bo", "cilla", "hilda", "ivar", "gun", "elin", "karin"):
        give[f"{name}@berg"] = _token(getattr(cast, name), berg)
    for name in ("gun", "karin", "anna"):
        give[f"{name}@krokom"] = _token(getattr(cast, name), krokom)
    give["farid"] = _token(cast.farid, cast.region.pk)
    give["farid@berg"] = _token(cast.farid, berg)
    give["sven@berg"] = _token(User.objects.get(name="Sven"), berg)
    give["dag"] = _token(cast.dag, cast.employment_service.pk)
    give["dag@berg"] = _token(cast.dag, berg)
    for name in ("olle", "nora", "maj"):
        give[f"{name}@berg"] = _token(User.objects.get(name=name.title()), berg)
    give["expired"] = _token(cast.anna, berg, 0)
    give["closed"] = _token(cast.anna, berg)
    wall.close_ticket(give["closed"])
    give["job@berg"] = wall.job_ticket(berg, "import")
    give["job@krokom"] = wall.job_ticket(krokom, "import", sees_protected=True)
    give["closed job"] = wall.job_ticket(berg, "import", sees_protected=True)
    wall.close_ticket(give["closed job"])
