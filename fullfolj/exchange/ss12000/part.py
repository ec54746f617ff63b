"""What a school's system tells besides who goes where, a part at a time.

Each part reads what it needs while the system is asked, and keeps it in the transaction
of the import: the pull is complete, or nothing of any part happened.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from fullfolj.access.models import Authority
from fullfolj.exchange.ss12000.client import Server
from fullfolj.exchange.ss12000.read import Said

Object = dict[str, Any]
Counts = dict[str, dict[str, int]]  # table -> new, changed, unchanged, gone, refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The import that a part is kept in.

    Attributes:
        at: when its rows are recorded from.
        who: every person whom the system has ever told of, by what it calls them.
        told: the persons of this pull.
    """

    authority: Authority
    source: str
    run: UUID
    at: datetime
    is_whole: bool
    who: Mapping[str, UUID]
    told: Set[UUID]


class Part(Protocol):
    """One part of what is told; made anew for each pull."""

    def see(self, person: Object) -> None:
        """An object of /persons, pupil or not, as it passes by."""

    def ask(
        self,
        server: Server,
        said: Said,
        after: datetime | None,
        deleted: Mapping[str, Set[str]],
    ) -> None:
        """Read what the part needs, from an instant on or all of it.

        An endpoint that the system lacks is none.

        A row that is not understood is refused in `said.extracts.tell`, and told with
        its place; it never breaks off the pull.

        Raises:
            Broken: the system did not answer as it should. Where it lacks what changes
                are asked with (`client.cannot`), all is asked for instead.
        """

    def keep(self, taken: Taken) -> Counts:
        """Write it; what became of it."""
