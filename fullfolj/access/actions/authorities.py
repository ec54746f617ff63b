"""Founding an authority, and saying whether it answers for schools of its own: done by
who runs the house, never from a page."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.actions import accounts
from fullfolj.access.models import Authority, User
from fullfolj.access.roles import ADMINISTRATOR


@transaction.atomic
def found_by_address(
    *,
    slug: str,
    name: str,
    kind: str,
    email: str,
    administrator_name: str,
    since: date,
) -> Authority:
    """Make an authority whose first administrator has an e-mail address.

    They get the letter of whoever is appointed; a new account has `administrator_name`.
    """
    known = User.objects.filter(email=email.lower()).first()
    user = known or User.objects.create_user(email, name=administrator_name)
    authority = found(slug=slug, name=name, kind=kind, administrator=user, since=since)
    accounts.tell(user=user, authority=authority, is_new=known is None)
    return authority


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


def provide_schools(*, authority: Authority, provides: bool) -> None:
    """Say whether the authority is a school provider (huvudman).

    The database takes it signed alone, as it does an authority.
    """
    wall.provide(authority_id=authority.pk, provides=provides)
    authority.is_school_provider = provides
