"""What an authority words for itself: sections, checklists, texts, version by version.

Rows are added and never changed: of each code the last one stands. One with the code of
what every authority has is without words, and says whether this one uses it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from fullfolj.access import roles
from fullfolj.access.models import Authority, User
from fullfolj.access.policy import permits
from fullfolj.casework.actions.common import ChangedError
from fullfolj.casework.models import ChecklistVersion, MappingSection, MessageTemplate
from fullfolj.core.turns import in_turn

Row = TypeVar("Row", ChecklistVersion, MappingSection, MessageTemplate)

OF_A_ROW = ("id", "recorded_at")  # what no version has from the one before


def refuse(authority: Authority, by: User) -> None:
    """Refuse who does not sign; and let one at a time write: two would give what they
    add the same code.

    Raises:
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.SIGN):
        raise PermissionDenied
    in_turn(authority.pk)


def add(
    model: type[Row],
    code: Callable[[], str],
    said: Mapping[str, Any],
    *,
    authority: Authority,
    by: User,
) -> Row:
    """Add one of the authority's own; where one stands that says the same, it is that.

    One that said so and was worded anew or put away since is another.

    Args:
        code: makes the code of a new one.
        said: its words, and that it is used.
    """
    later = model.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    again: Row | None = model.objects.filter(~Exists(later), **said).first()
    return again or _next(_none(model, code(), authority), by, said)


def reword(
    model: type[Row],
    code: str,
    said: Mapping[str, Any],
    *,
    version: int,
    changed: type[ChangedError],
    by: User,
) -> Row:
    """Say one in other words from now on; where it says so already, nothing changes.

    Args:
        version: the one that the user saw.

    Raises:
        ChangedError: somebody changed it since. It is raised as `changed`.
    """
    last = _last(model, code)
    if last and _says(last, said):
        return last
    if last is None or last.version != version:
        raise changed
    return _next(last, by, said)


def use(
    model: type[Row],
    code: str,
    said: Mapping[str, bool],
    *,
    authority: Authority,
    by: User,
) -> None:
    """Use one from now on, or no longer; where it is so already, nothing changes."""
    last = _last(model, code) or _none(model, code, authority)
    if not _says(last, said):
        _next(last, by, said)


def _last(model: type[Row], code: str) -> Row | None:
    found: Row | None = model.objects.filter(code=code).order_by("-version").first()
    return found


def _none(model: type[Row], code: str, authority: Authority) -> Row:
    """What stands of a code before its first version: no words, and it is used."""
    return model(authority=authority, code=code, version=0)


def _says(row: Row, said: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in said.items())


def _next(last: Row, by: User, said: Mapping[str, Any]) -> Row:
    """The version after one: as that, but for what is said."""
    fields = [each for each in last._meta.concrete_fields if each.name not in OF_A_ROW]
    kept = {each.attname: getattr(last, each.attname) for each in fields}
    now = {"version": last.version + 1, "by_user": by.pk}
    made = type(last)(**{**kept, **said, **now})
    made.save(force_insert=True)
    return made
