"""The authority's own numbers: how soon, how often and how long, where no law says it.

29 kap. 9 § skollagen asks a municipality to keep itself informed all year round and
names no day and no count. Until the board has decided a number there is none: then
nothing is overdue, silent or stale, whatever time has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Numbers:
    """What holds on a day; None where the board has decided nothing or taken it back.

    Attributes:
        first_contact_days: days from a new name to the first contact, at most.
        contact_tries: tries to reach a person before another way is due, at least.
        silent_days: days without contact after which a person is shown as silent.
        occupation_days: days after which a verified occupation must be asked anew.
    """

    first_contact_days: int | None = None
    contact_tries: int | None = None
    silent_days: int | None = None
    occupation_days: int | None = None

    @classmethod
    def of(cls, choices: Iterable[tuple[str, str]]) -> Self:
        """Those that hold, of choices (name, value); the last of a name holds."""
        last = dict(choices)
        return cls(**{name: int(last[name]) for name in NAMES if last.get(name)})


NAMES = tuple(field.name for field in fields(Numbers))
