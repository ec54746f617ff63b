"""Who answers for persons under 18, as a source tells it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fullfolj.access.models import User
from fullfolj.people.actions.learn import Kind, Telling, learn
from fullfolj.people.rules import OF_AGE
from fullfolj.people.told import Counts, Guardian

LONGEST_NAME, LONGEST_PHONE, LONGEST_EMAIL = 100, 50, 254
WITHOUT = ("", "", "", "")


def day_after(last_on: date | None) -> date | None:
    """The first day it no longer holds, of an inclusive last day."""
    return last_on + timedelta(days=1) if last_on else None


def reach(text: str, longest: int) -> str:
    """A way to reach somebody; nothing where it is too long to be one."""
    return text if len(text) <= longest else ""


def _who(said: Guardian) -> tuple[str, ...]:
    """Name, telephone and e-mail: nothing of who is protected."""
    if said.is_hidden:
        return WITHOUT
    return (
        said.given_name[:LONGEST_NAME],
        said.family_name[:LONGEST_NAME],
        reach(said.phone, LONGEST_PHONE),
        reach(said.email, LONGEST_EMAIL),
    )


def _values(said: Guardian) -> tuple[Any, ...]:
    span = (said.first_on, day_after(said.last_on))
    return (said.relation, said.is_hidden, *_who(said), *span)


GUARDIANS = Kind(
    table="people_guardian",
    columns={
        **{"relation": "text", "is_hidden": "boolean"},
        **dict.fromkeys(("given_name", "family_name", "phone", "email"), "text"),
        **{"valid_from": "date", "valid_to": "date"},
    },
    write=_values,
    key=("relation", "given_name", "family_name"),
    # Compared with the birthday as the night does; of unknown age nobody is kept.
    of=f"p.birth_date > (wall_today() - interval '{OF_AGE} years')::date",
    keeps=False,
)


def tell(
    *,
    said: Mapping[UUID, Sequence[Guardian]],
    source: str,
    run: UUID,
    at: datetime,
    is_whole: bool,
    by: User | None,
) -> Counts:
    """Know who answers for these persons, as a source tells it now.

    Of whoever has turned 18 nothing is added. See `learn` for what ends, and for what
    the arguments mean.

    Raises:
        PermissionDenied: not for this user.
    """
    return learn(GUARDIANS, said, Telling(source, run, at), is_whole=is_whole, by=by)
