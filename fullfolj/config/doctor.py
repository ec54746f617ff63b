"""`fullfolj doctor`: one line per thing the house stands on, and how to mend it."""

import os
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import psycopg

from fullfolj.config import databases
from fullfolj.config.home import home, secret_key
from fullfolj.config.postgres import server
from fullfolj.config.postgres.account import runner
from fullfolj.config.postgres.cluster import Cluster, prepare, unwritable
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.words import say

OLDEST_PYTHON = (3, 11)
FREE_BYTES = 500 * 2**20
PACKAGES = ("django", "psycopg", "granian", "typst")


class Note(str):
    """The sentence of a check when something is lacking and all goes on."""

    __slots__ = ()


# Each check gives the sentence when all is well, or raises what is wrong.
Check = Callable[[], str]


def examine(write: Callable[[str], object]) -> int:
    """Run every check in order; what stands on a fallen one is not asked.

    Each sentence is written as soon as it is known: a recovering database takes time.
    """
    fallen: set[str] = set()
    for name, needs, check in CHECKS:
        if fallen & set(needs):
            fallen.add(name)
            continue
        try:
            told = check()
            mark = say("doctor.note" if isinstance(told, Note) else "doctor.ok")
            write(f"{mark}  {told}\n")
        except Fault as fault:
            fallen.add(name)
            write(f"{say('doctor.fault')}  {fault}\n")
            for statement in fault.sql:
                write(f"      {statement}\n")
    return 1 if fallen else 0


def python_is_new_enough() -> str:
    """The interpreter."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        needed = ".".join(map(str, OLDEST_PYTHON))
        raise Fault("python_old", found=found, needed=needed)
    return say("doctor.python", found=found)


def packages_are_there() -> str:
    """The packages everything else needs."""
    try:
        found = [f"{name} {version(name)}" for name in PACKAGES]
    except PackageNotFoundError as error:
        raise Fault("package_missing", name=error.name) from error
    return say("doctor.packages", found=", ".join(found))


def home_is_ours() -> str:
    """The home directory: there, writable, its secret ours alone."""
    directory = home()
    try:
        secret_key(directory)
        probe = directory / f".doctor-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise unwritable(error, directory) from error
    secret = directory / "secret-key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        raise Fault("secret_open", path=secret)
    return say("doctor.home", path=directory)


def disk_has_room() -> str:
    """Room for the database to grow and to work in."""
    free = shutil.disk_usage(home()).free
    if free < FREE_BYTES:
        raise Fault("disk_short", path=home(), free=free // 2**20)
    return say("doctor.disk", free=free // 2**20)


def fonts_are_there() -> str:
    """The fonts of papers. Without them a paper is printed all the same."""
    from fullfolj.core import fonts

    if lacking := fonts.missing():
        return Note(say("doctor.fonts_missing", names=", ".join(lacking)))
    return say("doctor.fonts", found=", ".join(fonts.WANTED))


def database_answers() -> str:
    """The server, ours or another's: up, reachable, new enough."""
    if databases.is_embedded():
        cluster = Cluster(home())
        prepare(cluster)
        was = server.state(cluster)
        databases.have_running()
        key = (
            "doctor.database_up"
            if was is server.State.READY
            else "doctor.database_started"
        )
        user = runner(cluster.home).name
    else:
        key, user = "doctor.database_external", ""
    with as_application() as connection:
        found = databases.check_server(connection.info.server_version)
    return say(key, found=found, user=user)


def roles_are_right() -> str:
    """The four roles are right, and the wall binds the application."""
    from fullfolj.config.postgres.roles import unbound

    if not databases.is_embedded() and "DATABASE_OWNER_URL" in os.environ:
        databases.prepare_external()
    with as_application() as connection:
        if faults := unbound(connection):
            raise faults[0]
        return say("doctor.roles", role=connection.info.user)


def migrations_are_done() -> str:
    """The tables are those that the program expects."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
    django.setup()
    if pending := pending_migrations():
        raise Fault("migrations_pending", count=len(pending))
    return say("doctor.migrations")


def wall_stands() -> str:
    """Every table is behind the wall, and the wall knows the key of the house."""
    from fullfolj.config.checks import wall_faults

    if faults := wall_faults():
        raise faults[0]
    return say("doctor.wall")


def read_log_is_whole() -> str:
    """The read log is what was sealed, night by night."""
    from django.db import connection

    from fullfolj.access import wall
    from fullfolj.access.models import Authority

    for authority in Authority.objects.order_by("slug"):
        with wall.as_job(authority.pk, "doctor"), connection.cursor() as cursor:
            cursor.execute("select day from access_seal_faults() order by 1 limit 1")
            broken = cursor.fetchone()
        if broken:
            raise Fault("log_broken", authority=authority.slug, day=broken[0])
    return say("doctor.read_log")


def nights_are_done() -> str:
    """Every step of the night is done everywhere, not too long ago."""
    from fullfolj.nightly.views import is_recent, last_good

    last = last_good()
    if not is_recent(last):
        raise Fault("night_old", when=f"{last:%Y-%m-%d %H:%M}" if last else "–")
    return say("doctor.nights")


def pending_migrations() -> list[str]:
    """The migrations that the database has not seen."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def as_application() -> "psycopg.Connection[psycopg.rows.TupleRow]":
    """A connection as the application role; prepared first where that is ours to do."""
    if databases.is_embedded():
        databases.prepare_embedded(Cluster(home()).host())
    with databases.answering():
        return databases.connected_to(databases.databases(home())["default"])


CHECKS: tuple[tuple[str, tuple[str, ...], Check], ...] = (
    ("python", (), python_is_new_enough),
    ("packages", (), packages_are_there),
    ("home", (), home_is_ours),
    ("disk", ("home",), disk_has_room),
    ("fonts", ("packages",), fonts_are_there),
    ("database", ("packages", "home"), database_answers),
    ("roles", ("database",), roles_are_right),
    ("migrations", ("roles",), migrations_are_done),
    ("wall", ("migrations",), wall_stands),
    ("read log", ("migrations",), read_log_is_whole),
    ("nights", ("migrations",), nights_are_done),
)
