"""Django's checks of the house: the application role must be bound by the wall."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from fullfolj.access import enclosed
from fullfolj.access.wall import authorities_of
from fullfolj.config.postgres import roles
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.words import say


@register(Tags.database)
def application_role(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse a superuser, BYPASSRLS, an owner, or a member of one, as application."""
    if "default" not in (databases or ()):
        return []
    return [
        Error(str(fault), hint=say("advice.role"), id="fullfolj.E001")
        for fault in application_faults()
    ]


@register(Tags.database)
def wall(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a table that is not behind the wall and not a listed exception."""
    if "default" not in (databases or ()) or not _has_wall():
        return []
    return [Error(str(fault), id="fullfolj.E002") for fault in wall_faults()]


def _has_wall() -> bool:
    """Whether the tables are there: before the first migration there is no wall."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select to_regclass('access_wall')")
        return bool(cursor.fetchone() != (None,))


def wall_faults() -> list[Fault]:
    """Where the wall is not whole; nothing when it stands."""
    connection = connections["default"]
    app = str(connection.settings_dict["USER"])
    with connection.cursor() as cursor:
        found = [Fault(b.key, name=b.name) for b in enclosed.breaches(cursor, app)]
    try:
        authorities_of(uuid4())
    except DatabaseError:
        found.append(Fault("wall_secret"))
    return found


def application_faults() -> list[Fault]:
    """Why the application's connection must not be used; nothing when it may."""
    connection = connections["default"]
    connection.ensure_connection()
    return roles.unbound(connection.connection)
