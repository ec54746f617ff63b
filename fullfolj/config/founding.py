"""The command that founds an authority: done by who runs the house.

Nothing here is imported before Django is set up; see fullfolj.config.manage.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.actions import authorities
from fullfolj.access.models import Authority, Membership, User
from fullfolj.access.roles import ADMINISTRATOR
from fullfolj.core import clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.kaa.actions.municipalities import answer_for
from fullfolj.kaa.models import Municipality

JOB = "authority"


@dataclass(frozen=True, slots=True)
class Founded:
    """What was done; `codes` are the municipalities it answers for from today, and
    `provides` whether it is a school provider from now on, where that changed."""

    is_new: bool
    codes: Sequence[str]
    provides: bool | None

    def said(self) -> list[str]:
        """The keys of the sentences that tell it."""
        more = ["answers"] if self.codes else []
        if self.provides is not None:
            more.append("provides" if self.provides else "provides_not")
        if self.is_new:
            return ["new", *more]
        return ["more", *more] if more else ["as_said"]


def found(options: argparse.Namespace) -> Founded:
    """Make the authority, or see that it stands as said: then nothing is changed.

    Raises:
        Unusable: it stands otherwise, the administrator's account is closed, or the
            letter could not be sent, though all the rest was done.
    """
    try:
        with transaction.atomic():
            return _found(options)
    except OSError as error:  # on commit: the letter is sent when all is settled
        raise Unusable("founding.letter", why=str(error)) from error


def _found(options: argparse.Namespace) -> Founded:
    standing = Authority.objects.filter(slug=options.slug).first()
    if standing and (standing.name, standing.kind) != (options.name, options.kind):
        raise Unusable("founding.otherwise", slug=options.slug)
    authority = standing or _new(options)
    with wall.as_job(authority.pk, JOB):
        if not _is_administrator(options.administrator):
            raise Unusable("founding.administrator", slug=options.slug)
        codes = _answer_for(authority, options.municipality)
        return Founded(standing is None, codes, _provide(authority, options))


def _new(options: argparse.Namespace) -> Authority:
    closed = User.objects.filter(email=options.administrator, is_active=False)
    if closed.exists():
        raise Unusable("founding.closed")
    return authorities.found_by_address(
        slug=options.slug,
        name=options.name,
        kind=options.kind,
        email=options.administrator,
        administrator_name=options.administrator_name,
        since=clock.today(),
    )


def _is_administrator(email: str) -> bool:
    """Whether the address is that of an administrator of the authority, today."""
    held = Membership.objects.live(clock.today()).filter(
        role=ADMINISTRATOR, unit=None, user__email=email
    )
    return held.exists()


def _provide(authority: Authority, options: argparse.Namespace) -> bool | None:
    """Let it be a school provider or not, as said; None where that changes nothing."""
    said: bool | None = options.school_provider
    if said is None or said == authority.is_school_provider:
        return None
    authorities.provide_schools(authority=authority, provides=said)
    return said


def _answer_for(authority: Authority, codes: Sequence[str]) -> list[str]:
    """Let it answer for these; those that it did not answer for before."""
    before = set(
        Municipality.objects.filter(valid_to=None).values_list("code", flat=True)
    )
    new = [code for code in dict.fromkeys(codes) if code not in before]
    for code in new:
        answer_for(authority=authority, code=code, since=clock.today(), by=None)
    return new
