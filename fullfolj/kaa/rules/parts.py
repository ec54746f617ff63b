"""The parts that an authority may use or leave: none of them is asked for by any law.

Until the board has decided to use one it is off: nothing of it is shown or asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self

ON = "on"  # the board uses it; taken back, the choice is empty


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts are used on a day.

    Attributes:
        event_ladder: dated events of a youth's way, from not reached to still there.
        self_view: ten questions that the youth answers about themselves.
        coach_belief: what the coach believes, shown to that coach alone.
    """

    event_ladder: bool = False
    self_view: bool = False
    coach_belief: bool = False

    @classmethod
    def of(cls, choices: Iterable[tuple[str, str]]) -> Self:
        """Those that are on, of choices (name, value); the last of a name holds."""
        last = dict(choices)
        return cls(**{name: last.get(name) == ON for name in NAMES})

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in NAMES)


NAMES = tuple(field.name for field in fields(Parts))
