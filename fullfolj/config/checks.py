"""Django's checks of the house: the application role must be bound by the wall."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

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


def application_faults() -> list[Fault]:
    """Why the application's connection must not be used; nothing when it may."""
    connection = connections["default"]
    connection.ensure_connection()
    return roles.unbound(connection.connection)
