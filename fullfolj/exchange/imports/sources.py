"""Who says what an import brings, and what of it is theirs to say.

Files speak for the population register, and for the schools that send lists. A school's
own system speaks for its pupils, and for its school units also against a file: lists by
mail come late. It may mark somebody more strictly than the population register does,
and never changes their name, nor what the register says of them.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from uuid import UUID

from fullfolj.kaa.facts import Enrolment
from fullfolj.people.models import FILES, HAND


@dataclass(frozen=True, kw_only=True)
class Source:
    """One who says what an import brings.

    Attributes:
        name: as each row of theirs has it.
        is_register: the population register: its names and places hold.
        is_whole: whether who is not named has left it.
        school_units: codes of the units that it speaks for, also where a file tells of
            them.
        known: who the persons of the extracts are here, by their key there, of those
            whom the source has named before; a number goes before it.
        deleted: persons whom the source says that it has no more.
        empty_is_none: no marking means none, as the authority confirmed; None where
            its setting for files says so.
    """

    name: str
    is_register: bool = False
    is_whole: bool = True
    school_units: Set[str] = frozenset()
    known: Mapping[str, UUID] = field(default_factory=dict)
    deleted: Set[UUID] = frozenset()
    empty_is_none: bool | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facts that the source can say."""
        told = ("people", "registrations", "enrolments", "credentials")
        return told if self.is_register else ("people", "enrolments")

    @property
    def leaves(self) -> tuple[str, ...]:
        """The kinds of facts that are flagged where the source has a person no more."""
        return ("people",) if self.is_register else self.kinds

    def owns(self, kind: str, of: str, fact: object) -> bool:
        """Whether a stored fact is theirs to correct."""
        if of == self.name:
            return True
        if self.is_register:
            return kind == "people" and of != HAND
        if of != FILES or not isinstance(fact, Enrolment):
            return False
        return fact.school_unit_code in self.school_units

    def yields(self, kind: str, of: str) -> bool:
        """Whether what another says stands, whatever they say of the same thing."""
        if of in (self.name, HAND):
            return False
        return kind == ("enrolments" if self.is_register else "people")

    def heeds(self, said: str, marked_by: str | None) -> str | None:
        """What their word on protection is worth beside whose marking stands.

        A school that says nothing of somebody whom another marks has said nothing.
        """
        if not said and not self.is_register and marked_by not in (None, self.name):
            return None
        return said

    def names(self, named_by: str) -> bool:
        """Whether a name that somebody gave is theirs to change."""
        return self.is_register or named_by == self.name


FROM_FILES = Source(name=FILES, is_register=True)
