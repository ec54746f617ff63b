"""Founding an authority: done by who runs the house, never from a page."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.models import Authority, User
from fullfolj.access.roles import ADMINISTRATOR


@transaction.atomic
def found(
    *,
    slug: str,
    name: str,
    kind: str,
    administrator: User,
    roles: Sequence[str] = (),
    since: date,
) -> Authority:
    """Make an authority with its first administrator, who may hold more roles.

    The database takes it signed alone: the application's role cannot write authorities.
    """
    authority_id = uuid.uuid4()
    wall.found(
        authority_id=authority_id,
        slug=slug,
        name=name,
        kind=kind,
        user_id=administrator.pk,
        roles=[ADMINISTRATOR, *(r for r in roles if r != ADMINISTRATOR)],
        since=since,
    )
    return Authority.objects.get(pk=authority_id)
