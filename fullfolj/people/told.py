"""What a source tells of the people around a person; and what became of it."""

from dataclasses import astuple, dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who answers for a person under 18.

    Attributes:
        relation: of `people.models.RELATIONS`.
        is_hidden: their own marking is anything but none. Then name, telephone and
            e-mail are not kept, whatever is said here.
        first_on, last_on: inclusive; None where the source does not tell.
    """

    relation: str
    is_hidden: bool
    given_name: str = ""
    family_name: str = ""
    phone: str = ""
    email: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(slots=True)
class Counts:
    """What became of what a source told, in facts."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0

    def __add__(self, other: Self) -> Self:
        """Both together."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return type(self)(*map(sum, pairs))
