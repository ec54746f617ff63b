"""The four roles, on a server where a newcomer finds nothing but an administrator."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import TupleRow

from fullfolj.config import databases
from fullfolj.config.postgres import roles
from fullfolj.config.postgres.cluster import PORT, Cluster
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.postgres.use import used

NAMES = roles.Names()
Connection = psycopg.Connection[TupleRow]


@pytest.fixture
def bare(cluster: Cluster) -> Iterator[Cluster]:
    """A running server without any of our roles."""
    with used(cluster):
        yield cluster


@pytest.fixture
def superuser(bare: Cluster) -> Iterator[Connection]:
    """Its administrator."""
    with signed_in(bare, "postgres", "postgres") as connection:
        yield connection


def signed_in(cluster: Cluster, user: str, database: str) -> Connection:
    return databases.connected(
        user=user, host=cluster.host(), port=PORT, dbname=database
    )


def attributes(connection: Connection) -> set[tuple[object, ...]]:
    return set(
        connection.execute(
            "select rolname, rolcanlogin, rolcreatedb, rolbypassrls, rolsuper,"
            " rolcreaterole, rolreplication from pg_roles"
            " where starts_with(rolname, 'fullfolj')"
        ).fetchall()
    )


WANTED = {
    ("fullfolj_owner", True, True, True, False, False, False),
    ("fullfolj_app", True, False, False, False, False, False),
    ("fullfolj_history", False, False, False, False, False, False),
    ("fullfolj_statistics", False, False, False, False, False, False),
}


def test_the_four_roles_are_made_once(bare: Cluster, superuser: Connection) -> None:
    for _ in range(2):
        databases.prepare_embedded(bare.host())
        assert attributes(superuser) == WANTED
    assert roles.missing(superuser, NAMES) == []


def test_a_role_that_got_more_is_brought_back(superuser: Connection) -> None:
    roles.prepare_roles(superuser, NAMES)
    superuser.execute("alter role fullfolj_app superuser bypassrls createrole")
    roles.prepare_roles(superuser, NAMES)
    assert attributes(superuser) == WANTED


def test_the_application_may_use_what_the_owner_makes_and_make_nothing(
    bare: Cluster,
) -> None:
    databases.prepare_embedded(bare.host())
    with (
        signed_in(bare, NAMES.owner, databases.NAME) as owner,
        signed_in(bare, NAMES.app, databases.NAME) as app,
    ):
        owner.execute("create table thing (id bigint generated always as identity)")
        app.execute("insert into thing default values")
        app.execute("delete from thing")
        for statement in (
            "truncate thing",
            "create table mine ()",
            "create temporary table mine ()",
            "drop table thing",
            "alter role fullfolj_app bypassrls",
            "create database mine",
            "select pg_read_file('PG_VERSION')",
            "select * from pg_hba_file_rules",
        ):
            with pytest.raises(psycopg.Error, match=r"permission|must be"):
                app.execute(statement)


def test_the_history_belongs_to_history(bare: Cluster) -> None:
    """The owner may hand a table over and empty it; the application may not."""
    databases.prepare_embedded(bare.host())
    with (
        signed_in(bare, NAMES.owner, databases.NAME) as owner,
        signed_in(bare, NAMES.app, databases.NAME) as app,
    ):
        owner.execute("create table event (id int)")
        owner.execute("revoke all on event from fullfolj_app")
        owner.execute(f"alter table event owner to {roles.HISTORY}")
        owner.execute("truncate event")
        with pytest.raises(psycopg.Error, match="permission denied"):
            app.execute("select * from event")


def test_another_database_may_not_be_entered(
    bare: Cluster, superuser: Connection
) -> None:
    databases.prepare_embedded(bare.host())
    superuser.execute("create database neighbour")
    superuser.execute("revoke all on database neighbour from public")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        signed_in(bare, NAMES.app, "neighbour")


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("alter role fullfolj_app superuser", "role_superuser"),
        ("alter role fullfolj_app bypassrls", "role_passes_wall"),
        ("alter role fullfolj_app replication", "role_passes_wall"),
        ("alter role fullfolj_app createrole", "role_makes_roles"),
        ("grant fullfolj_owner to fullfolj_app", "role_passes_wall"),
        ("grant pg_execute_server_program to fullfolj_app", "role_reaches_files"),
        ("create table t (); alter table t owner to fullfolj_app", "role_owns"),
        ("create schema s authorization fullfolj_app", "role_owns"),
        (
            "create table t (); alter table t owner to fullfolj_history;"
            " grant fullfolj_history to fullfolj_app",
            "role_owns",
        ),
    ],
)
def test_an_application_role_that_could_pass_the_wall_is_refused(
    bare: Cluster, superuser: Connection, given: str, key: str
) -> None:
    databases.prepare_embedded(bare.host())
    with signed_in(bare, NAMES.app, databases.NAME) as app:
        assert roles.unbound(app) == []
        superuser.execute(given)
        assert key in {fault.key for fault in roles.unbound(app)}


def test_an_owner_that_may_not_make_roles_gets_the_sql_for_an_administrator(
    bare: Cluster, superuser: Connection
) -> None:
    """Run by an administrator that SQL is enough, and then nothing is missing."""
    names = roles.Names(owner="house", app="house_app")
    superuser.execute("create role house login createdb")
    superuser.execute("create database house owner house")
    with signed_in(bare, "postgres", "house") as other:
        other.execute("set session authorization house")
        with pytest.raises(Fault) as caught:
            roles.prepare_roles(other, names)
        assert caught.value.key == "roles_by_administrator"
        assert any("BYPASSRLS" in text for text in caught.value.sql)
        for text in caught.value.sql:
            superuser.execute(text)
        roles.prepare_roles(other, names)
        roles.prepare_database(other, names)
        assert roles.missing(other, names) == []


def test_a_database_that_the_owner_does_not_own(
    bare: Cluster, superuser: Connection
) -> None:
    roles.prepare_roles(superuser, NAMES)
    with signed_in(bare, NAMES.owner, "postgres") as other:
        with pytest.raises(Fault) as caught:
            roles.prepare_database(other, NAMES)
        assert caught.value.sql == (
            'ALTER DATABASE "postgres" OWNER TO "fullfolj_owner";',
        )
        superuser.execute(caught.value.sql[0])
        roles.prepare_database(other, NAMES)
