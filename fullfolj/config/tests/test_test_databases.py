"""The suite itself runs behind the wall: as the application role."""

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.utils import timezone

from fullfolj.access import wall
from fullfolj.config import testing
from fullfolj.config.checks import application_faults, application_role


def ask(query: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)


@pytest.mark.django_db
def test_the_suite_does_not_run_as_owner() -> None:
    assert ask("select current_user, session_user") == ("fullfolj_app",) * 2
    assert (
        ask(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " from pg_roles where rolname = current_user"
        )
        == (False,) * 5
    )
    assert ask(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
        " where r.rolname = current_user"
    ) == (0,)
    assert not application_faults()
    assert not application_role(databases=["default"])


@pytest.mark.django_db
def test_the_tables_belong_to_the_owner() -> None:
    """Those with the history of rows to the role that nobody is."""
    assert ask(
        "select array_agg(distinct tableowner order by tableowner)::text[],"
        " bool_and((tableowner = 'fullfolj_history') = (tablename ~ '_event$'))"
        " from pg_tables where schemaname = 'public'"
    ) == (["fullfolj_history", "fullfolj_owner"], True)
    database = ask("select current_database()")[0]
    assert str(database).startswith("fullfolj_test_")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "create table public.mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "truncate django_session",
        "alter table django_session disable row level security",
        "set role fullfolj_owner",
        "set role fullfolj_history",
        "set session authorization fullfolj_owner",
        "create role mine",
        "copy django_session to program 'true'",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match=r"permission|must"),
    ):
        cursor.execute(statement)


def make_session() -> None:
    with wall.vouched():
        Session.objects.create(session_key="a", expire_date=timezone.now())


@pytest.mark.django_db
def test_it_writes_rows_like_any_application() -> None:
    make_session()
    assert Session.objects.count() == 1


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_emptied_by_the_owner(turn: int) -> None:
    assert Session.objects.count() == 0, f"left before turn {turn}"
    make_session()


@pytest.mark.parametrize("turn", [1, 2])
def test_the_same_for_the_fixture(turn: int, transactional_db: None) -> None:
    assert Session.objects.count() == 0, f"left before turn {turn}"
    make_session()


@pytest.mark.django_db
def test_the_owner_is_out_of_reach_of_a_test_that_does_not_ask() -> None:
    with pytest.raises(Exception, match="owner"):
        connections["owner"].cursor()


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_role_that_could_pass_the_wall_is_refused() -> None:
    """The same question, asked of the connection that migrates."""
    from fullfolj.config.postgres.roles import unbound

    connections["owner"].ensure_connection()
    owner = connections["owner"].connection
    assert isinstance(owner, psycopg.Connection)
    keys = {fault.key for fault in unbound(owner)}
    assert keys == {"role_passes_wall", "role_owns"}


@pytest.mark.django_db(databases=["default", "owner"])
def test_what_a_killed_run_left_is_cleared_away() -> None:
    own = str(ask("select current_database()")[0])
    left = f"{testing.TEST}0_killed"
    with testing.as_owner("postgres") as maker:
        testing.copy(maker, left, "template0")
        testing.clear_away(maker, testing.TEST)
        assert not testing.exists(maker, left)
        assert testing.exists(maker, own)
