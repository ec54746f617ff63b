"""The cast of all tests and of the demonstration: who works where.

Anna coordinates in Berg and sees protected identities; Bo coaches there; Cilla is a
mentor at Bergs gymnasieskola; Hilda administers Berg's authority; Ivar was a member.
Dag works for Arbetsförmedlingen, Farid leads in Region Jämtland. Elin is the youth.
Gun coordinates in the neighbour municipality Krokom, with every right there, and must
never see anything of Berg. Karin administers where the story needs nobody else.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from fullfolj.access import wall
from fullfolj.access.actions import authorities, memberships, units
from fullfolj.access.models import Authority, Membership, Unit, User

NAMES = ("Anna", "Bo", "Cilla", "Dag", "Elin", "Farid", "Gun", "Hilda", "Ivar", "Karin")
SINCE = date(2024, 1, 1)
IVAR_LEFT = date(2025, 7, 1)


@dataclass(frozen=True)
class Cast:
    """The authorities, the school and the people."""

    berg: Authority
    krokom: Authority
    region: Authority
    employment_service: Authority
    school: Unit
    anna: User
    bo: User
    cilla: User
    dag: User
    elin: User
    farid: User
    gun: User
    hilda: User
    ivar: User
    karin: User

    def home(self, user: User) -> Authority:
        """For whom a person of the cast acts."""
        return {
            self.gun: self.krokom,
            self.farid: self.region,
            self.dag: self.employment_service,
        }.get(user, self.berg)

    @contextmanager
    def asking(self, user: User, authority: Authority | None = None) -> Iterator[None]:
        """Inside the wall as a person of the cast, in their own authority."""
        with as_member(user, authority or self.home(user)):
            yield


def everyone() -> Cast:
    """Make the whole cast, by the actions that the pages use."""
    people = {
        name.lower(): User.objects.create_user(f"{name}@fullfolj.example", name=name)
        for name in NAMES
    }
    hilda, karin = people["hilda"], people["karin"]
    berg = _found("berg", "Bergs kommun, barn- och utbildningsnämnden", hilda)
    krokom = _found("krokom", "Krokoms kommun, barn- och utbildningsnämnden", karin)
    region = _found("region-jamtland", "Region Jämtland Härjedalen", karin, "region")
    service = _found("arbetsformedlingen", "Arbetsförmedlingen", karin, "state")
    with as_member(hilda, berg):
        school = units.open_unit(authority=berg, name="Bergs gymnasieskola", by=hilda)
        anna = _appoint(berg, people["anna"], "samordnare", hilda)
        memberships.clear(membership=anna, reason="Utsedd av nämnden", by=hilda)
        _appoint(berg, people["bo"], "ungdomscoach", hilda)
        _appoint(berg, people["cilla"], "mentor", hilda, unit=school)
        ivar = _appoint(berg, people["ivar"], "samordnare", hilda)
        memberships.end(membership=ivar, on=IVAR_LEFT, by=hilda)
    with as_member(karin, krokom):
        gun = _appoint(krokom, people["gun"], "samordnare", karin)
        memberships.clear(membership=gun, reason="Utsedd av nämnden", by=karin)
        _appoint(krokom, people["gun"], "administrator", karin)
    with as_member(karin, region):
        _appoint(region, people["farid"], "regional_ledare", karin)
    with as_member(karin, service):
        _appoint(service, people["dag"], "samverkanspart", karin)
    return Cast(
        berg=berg,
        krokom=krokom,
        region=region,
        employment_service=service,
        school=school,
        **people,
    )


@contextmanager
def as_member(user: User, authority: Authority) -> Iterator[None]:
    """Inside the wall as a member of an authority."""
    token = secrets.token_hex(16)
    wall.open_ticket(token, authority_id=authority.pk, user_id=user.pk)
    with wall.asking(token):
        yield


def _found(
    slug: str, name: str, administrator: User, kind: str = "municipal"
) -> Authority:
    return authorities.found(
        slug=slug, name=name, kind=kind, administrator=administrator, since=SINCE
    )


def _appoint(
    authority: Authority,
    user: User,
    role: str,
    by: User,
    *,
    unit: Unit | None = None,
) -> Membership:
    return memberships.appoint(
        authority=authority, user=user, role=role, valid_from=SINCE, by=by, unit=unit
    )
