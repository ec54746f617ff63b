"""Which databases Django speaks with, and as whom.

`default` is the application role, which the wall binds. `owner` migrates, creates test
databases and empties them. The processes that serve pages never know of `owner`.
"""

import atexit
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from fullfolj.config.home import home
from fullfolj.config.postgres import roles
from fullfolj.config.postgres.cluster import PORT, Cluster
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.postgres.use import Use, hold

NAME = "fullfolj"
NAMES = roles.Names()
WITHOUT_OWNER = "FULLFOLJ_WITHOUT_OWNER"
OLDEST_SERVER = 160000
# Said by every connection: a role can change its own settings, and an injected
# statement could leave some behind that break every later connection.
FIXED = " ".join(
    f"-c {setting}"
    for setting in (
        "row_security=on",
        "search_path=public",
        "default_transaction_read_only=off",
    )
)
PREPARING = 5_740_137  # any number, the same for all who prepare at the same time

_held: dict[Cluster, Use] = {}


def databases(home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's DATABASES: from the two URLs, or the embedded cluster under the home."""
    if url := environ.get("DATABASE_URL"):
        owner_url = environ.get("DATABASE_OWNER_URL")
        default = from_url(url)
        owner = from_url(owner_url) if owner_url else None
    else:
        host = Cluster(home).host()
        default = _entry(NAME=NAME, USER=NAMES.app, HOST=host, PORT=PORT)
        owner = _entry(NAME=NAME, USER=NAMES.owner, HOST=host, PORT=PORT)
    if owner is None or environ.get(WITHOUT_OWNER):
        return {"default": default}
    default["TEST"] = {"MIRROR": "owner"}  # one test database, made by the owner
    owner["TEST"] = {"DEPENDENCIES": []}
    return {"default": default, "owner": owner}


def from_url(url: str) -> dict[str, Any]:
    """A Django database from `postgresql://...`, read by libpq's own reader."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    names |= {"host": "HOST", "port": "PORT"}
    known = {names[key]: value for key, value in parts.items() if key in names}
    options = {key: value for key, value in parts.items() if key not in names}
    return _entry(**known, OPTIONS=options)


def _entry(**settings: Any) -> dict[str, Any]:
    given = dict(settings.pop("OPTIONS", {}))
    given["options"] = f"{given.get('options', '')} {FIXED}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": given,
        **settings,
    }


def is_embedded(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the database is our own, under the home."""
    return not environ.get("DATABASE_URL")


def have_running(cluster: Cluster | None = None) -> str:
    """Have the embedded database run as long as this process; where it answers.

    Every way in calls this before the first query: the commands, wsgi, the tests.
    """
    cluster = cluster or Cluster(home())
    if cluster not in _held:
        _held[cluster] = hold(cluster)
        atexit.register(_held[cluster].leave)
    return cluster.host()


def prepare_embedded(host: str) -> None:
    """Bring roles and database of the embedded cluster to what they must be."""
    with (
        answering(),
        connected(user="postgres", host=host, port=PORT, dbname="postgres") as mother,
    ):
        mother.execute("select pg_advisory_lock(%s)", [PREPARING])
        roles.prepare_roles(mother, NAMES)
        roles.create_database(mother, NAME, NAMES.owner)
        with connected(user=NAMES.owner, host=host, port=PORT, dbname=NAME) as owner:
            roles.prepare_database(owner, NAMES)


def prepare_external(environ: Mapping[str, str] = os.environ) -> None:
    """The same for a server of one's own, as far as its owner may."""
    url = environ.get("DATABASE_OWNER_URL")
    if not url:
        raise Fault("owner_url_missing")
    names = names_of(environ)
    with answering(), psycopg.connect(url, autocommit=True) as owner:
        check_server(owner.info.server_version)
        owner.execute("select pg_advisory_lock(%s)", [PREPARING])
        roles.prepare_roles(owner, names)
        roles.prepare_database(owner, names)


@contextmanager
def answering() -> Iterator[None]:
    """Say in one sentence why a server does not answer."""
    try:
        yield
    except psycopg.OperationalError as error:
        why = (str(error).strip().splitlines() or ["?"])[0]
        raise Fault("database_unreachable", why=why) from error


def check_server(number: int) -> str:
    """The version of the server, in words; a sentence when it is too old."""
    found = f"{number // 10000}.{number % 10000}"
    if number < OLDEST_SERVER:
        raise Fault("server_old", found=found, needed=OLDEST_SERVER // 10000)
    return found


def names_of(environ: Mapping[str, str]) -> roles.Names:
    """What the two roles are called, from the URLs."""
    app = conninfo_to_dict(environ["DATABASE_URL"]).get("user")
    owner = conninfo_to_dict(environ["DATABASE_OWNER_URL"]).get("user")
    if not app or not owner:
        raise Fault("url_without_user")
    return roles.Names(owner=str(owner), app=str(app))


def connected(**parameters: str) -> "psycopg.Connection[psycopg.rows.TupleRow]":
    """A connection of one's own beside Django's, each statement by itself."""
    return psycopg.connect(**parameters, autocommit=True)  # type: ignore[arg-type]


def connected_to(
    entry: Mapping[str, Any],
) -> "psycopg.Connection[psycopg.rows.TupleRow]":
    """The same, as one of Django's databases is described."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    names |= {"host": "HOST", "port": "PORT"}
    given = {key: entry[name] for key, name in names.items() if entry.get(name)}
    return connected(**given, **entry.get("OPTIONS", {}))
