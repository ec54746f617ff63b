"""Adding a method to the bank, and changing one."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import Authority, User
from fullfolj.core.refusal import Refused
from fullfolj.core.turns import in_turn
from fullfolj.programmes import policy
from fullfolj.programmes.models import Method
from fullfolj.programmes.models.methods import NOT_MEASURED


class TakenNameError(Refused):
    """Raised when another method has the name."""

    code, field = "taken_name", "name"


class ChangedError(Refused):
    """Raised when somebody changed the method while the form was open."""

    code = "changed"


class AgesError(Refused):
    """Raised when the ages stand in the wrong order."""

    code, field = "ages", "age_to"


class HalfResultError(Refused):
    """Raised when a result lacks its denominator, or the denominator its result."""

    code, field = "half_result", "reached_of"


class UnmeasuredError(Refused):
    """Raised when a result is given for what is said not to be measured."""

    code, field = "unmeasured", "evidence"


class TooManyError(Refused):
    """Raised when more reached the result than could, or were followed than took part.

    Args:
        field: where the smaller number stands.
    """

    code = "too_many"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """What somebody says of a method; see `Method`."""

    name: str
    level: str
    factor: str
    target_group: str = ""
    age_from: int | None = None
    age_to: int | None = None
    needs_staff: str = ""
    needs_place: str = ""
    needs_hours: str = ""
    steps: str = ""
    evidence: str = NOT_MEASURED
    target: int | None = None
    measured_on: int | None = None
    reached: int | None = None
    reached_of: int | None = None
    result: str = ""
    contact: str = ""
    licence: str = ""
    put_away_on: date | None = None


@transaction.atomic
def add(*, authority: Authority, key: UUID, described: Described, by: User) -> Method:
    """Add a method to the bank of an authority.

    Args:
        key: given with the form; the same form sent again is the method it made.

    Raises:
        TakenNameError, AgesError, HalfResultError, UnmeasuredError, TooManyError: as
            they say.
        PermissionDenied: not for this user.
    """
    if not policy.can_keep(by):
        raise PermissionDenied
    in_turn(key)
    made: Method | None = Method.objects.filter(pk=key).first()
    if made:
        return made
    refuse(described, key)
    method = Method(id=key, authority=authority, recorded_by=by.pk, **asdict(described))
    method.save(force_insert=True)
    return method


@transaction.atomic
def change(*, method: Method, version: int, described: Described, by: User) -> Method:
    """Say something else of a method; what it was is in its history.

    Args:
        version: of the method, as the user saw it.

    Raises:
        ChangedError: it was changed since; nothing was written.
        TakenNameError, AgesError, HalfResultError, UnmeasuredError, TooManyError: as
            they say.
        PermissionDenied: not for this user.
    """
    if not policy.can_keep(by):
        raise PermissionDenied
    held: Method = Method.objects.select_for_update().get(pk=method.pk)
    fields = asdict(described)
    if all(getattr(held, name) == value for name, value in fields.items()):
        return held
    if held.version != version:
        raise ChangedError
    refuse(described, held.pk)
    for name, value in fields.items():
        setattr(held, name, value)
    held.version += 1
    held.recorded_by = by.pk
    held.save(update_fields=[*fields, "version", "recorded_by"])
    return held


def refuse(said: Described, pk: UUID) -> None:
    """Refuse what cannot be.

    Raises:
        TakenNameError, AgesError, HalfResultError, UnmeasuredError, TooManyError: as
            they say.
    """
    if said.age_from and said.age_to and said.age_to < said.age_from:
        raise AgesError
    if (said.reached is None) != (said.reached_of is None):
        raise HalfResultError
    if said.reached is not None and said.reached_of is not None:
        if said.evidence == NOT_MEASURED:
            raise UnmeasuredError
        if said.reached > said.reached_of:
            raise TooManyError("reached")
        if said.measured_on is None or said.measured_on < said.reached_of:
            raise TooManyError("reached_of")
    if Method.objects.filter(name=said.name).exclude(pk=pk).exists():
        raise TakenNameError
