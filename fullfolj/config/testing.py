"""Test databases: made and migrated by the owner, used by the application role.

The embedded cluster of the tests is one of its own, FULLFOLJ_HOME/tests, without fsync.
There a template is migrated once per set of migrations; each worker of pytest gets a
copy of it, which takes a fraction of a second. The root conftest.py takes the fixture
and the hook from here.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import ObjectInUse
from psycopg.rows import TupleRow

from fullfolj.access import wall
from fullfolj.config import databases
from fullfolj.config.home import home
from fullfolj.config.postgres import roles
from fullfolj.config.postgres.cluster import Cluster

if TYPE_CHECKING:
    from django.test import Client

    from fullfolj.access.models import User
    from fullfolj.config.cast import Cast

Owner = psycopg.Connection[TupleRow]
TEMPLATE, TEST = "fullfolj_template_", "fullfolj_test_"
MAKING = 5_740_138  # one at a time makes a template or clears away old databases
ALIASES = ("owner", "default")


def signed_in(user: "User | None") -> "Client":
    """A browser in which the user has signed in with password and code, as allauth
    leaves it; nobody has, where there is no user."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
        session = client.session
        now = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods"] = now
        session.save()
    return client


@pytest.fixture(scope="session", autouse=True)
def browser_files(django_test_environment: None) -> None:
    """Style and script as they are served, made once per change."""
    from fullfolj.core import browser_files

    browser_files.collect()


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a test sends in and keeps beside the database lies in folders of its own."""
    folder = tmp_path_factory.mktemp("home") / "uploads"
    settings.UPLOADS, settings.LESSONS = folder, folder.parent / "lessons"
    return folder


@pytest.fixture(autouse=True)
def queue_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """No job of a test that commits is another's: Django empties what it migrates."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with as_owner() as owner:
            owner.execute("delete from procrastinate_jobs")
            owner.execute("delete from procrastinate_workers")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """A migrated database for this worker, in place of pytest-django's own."""
    with django_db_blocker.unblock():
        names = point_to_server()
        with as_owner() as maker:
            maker.execute("select pg_advisory_lock(%s)", [MAKING])
            name = f"{TEST}{os.getpid()}_{secrets.token_hex(3)}"
            clear_away(maker, TEST)
            copy(maker, name, migrated_template(maker, names))
            point_to_database(name)
            here = as_owner()  # held: who clears away sees that it is in use
        roles.prepare_database(here, names)
        make_quick_to_empty()
        wall.plant_secret(here, time_travel=True)
    yield
    with django_db_blocker.unblock():
        close()
        here.close()
        with as_owner("postgres") as maker:
            drop(maker, name)


@pytest.fixture
def cast(db: None) -> "Cast":
    """The cast, made anew: in the test's own transaction, if the test has one."""
    from django.db import transaction

    from fullfolj.config.cast import everyone

    with transaction.atomic():
        return everyone()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the owner empty the tables after a test that commits: only it may.

    What takes longest comes first: the rest then falls out evenly among the cores.
    """
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        given = dict(marker.kwargs) if marker else {}
        commits = given.get("transaction") or given.get("reset_sequences")
        if not commits and not fixtures & {"transactional_db", "live_server"}:
            continue
        given |= {"transaction": True, "databases": list(ALIASES)}
        item.add_marker(pytest.mark.django_db(**given), append=False)


def point_to_server() -> roles.Names:
    """Let Django's connections speak with the server of the tests."""
    if not databases.is_embedded():
        databases.prepare_external()
        return databases.names_of(os.environ)
    host = databases.have_running(Cluster(home() / "tests", durable=False))
    databases.prepare_embedded(host)
    _change(HOST=host)
    return databases.NAMES


def point_to_database(name: str) -> None:
    """Let both of Django's connections use this database."""
    close()
    _change(NAME=name)


def make_quick_to_empty() -> None:
    """Let what a test has committed be taken away in a tenth of the time.

    Django has the owner cut off all tables, which makes their files anew, and notes
    permissions afterwards that nobody asks about.
    """
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db import connections
    from django.db.models.signals import post_migrate

    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(
        dispatch_uid="django.contrib.auth.management.create_permissions"
    )
    if databases.is_embedded():
        quicker = {"sql_flush": named_tables, "execute_sql_flush": empty}
        vars(connections["owner"].ops).update(quicker)


def named_tables(_style: Any, tables: Iterable[str], **_how: Any) -> list[str]:
    """What is to be emptied, for `empty`."""
    return list(tables)


def empty(tables: list[str]) -> None:
    """Delete the rows of the tables that have any, which not even their owner may."""
    from django.db import connections

    entry = connections["owner"].settings_dict | {"USER": "postgres"}
    full = sql.SQL(" union all ").join(
        sql.SQL("select {} where exists (select from {})").format(
            sql.Literal(name), sql.Identifier(name)
        )
        for name in tables
    )
    with databases.connected_to(entry) as postgres, postgres.transaction():
        postgres.execute("set local session_replication_role = replica")
        for (name,) in postgres.execute(full).fetchall():
            postgres.execute(sql.SQL("delete from {}").format(sql.Identifier(name)))


def close() -> None:
    """Close Django's connections."""
    from django.db import connections

    connections.close_all()


def _change(**settings: str) -> None:
    from django.db import connections

    for alias in ALIASES:
        connections[alias].settings_dict.update(settings)


def as_owner(database: str | None = None) -> Owner:
    """A connection of the owner beside Django's, so that no test can close it."""
    from django.db import connections

    entry = connections["owner"].settings_dict
    return databases.connected_to(entry | ({"NAME": database} if database else {}))


def migrated_template(maker: Owner, names: roles.Names) -> str:
    """The name of a migrated database to copy; made when the migrations changed."""
    from django.core.management import call_command

    wanted = TEMPLATE + fingerprint()
    if exists(maker, wanted):
        return wanted
    clear_away(maker, TEMPLATE)
    draft = f"{TEMPLATE}draft"
    roles.create_database(maker, draft, names.owner)
    point_to_database(draft)
    with as_owner() as owner:
        roles.prepare_database(owner, names)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    close()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    maker.execute(rename.format(sql.Identifier(draft), sql.Identifier(wanted)))
    return wanted


def fingerprint() -> str:
    """What the template depends on: the migrations, their SQL, the rights."""
    from django.apps import apps

    files = [Path(roles.__file__)]
    for app in apps.get_app_configs():
        files += sorted(Path(app.path).glob("migrations/*.py"))
        files += sorted(Path(app.path).glob("sql/*.*"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def exists(maker: Owner, name: str) -> bool:
    """Whether there is a database of that name."""
    there = "select 1 from pg_database where datname = %s"
    return maker.execute(there, [name]).fetchone() is not None


def copy(maker: Owner, name: str, template: str) -> None:
    """Make a database as a copy of another."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    maker.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def clear_away(maker: Owner, prefix: str) -> None:
    """Drop the databases that a killed run left; those in use stay.

    They are looked up first: PostgreSQL waits five seconds before it refuses a drop.
    """
    rows = maker.execute(
        "select datname from pg_database where starts_with(datname, %s)"
        " and oid not in (select datid from pg_stat_activity where datid is not null)",
        [prefix],
    )
    for (name,) in rows.fetchall():
        drop(maker, name)


def drop(maker: Owner, name: str) -> None:
    """Drop a database that nobody uses."""
    try:
        maker.execute(
            sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
        )
    except ObjectInUse:
        return
