"""The parts of a case's page, one of each slice, in the order in which they stand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fullfolj.casework.models import Case, Contact
from fullfolj.casework.planned import planned


@dataclass(frozen=True)
class Part:
    """What one slice shows on the page of a case.

    Attributes:
        template: a `<section>` with a heading; it is given `case` and `part`.
        of: what `part` holds, asked of the user's request and the case; None where
            there is nothing to show. At most one statement.
    """

    template: str
    of: Callable[[Any, Case], Any]


def tried(_request: Any, case: Case) -> Any:
    """Everything that was tried."""
    return Contact.objects.of_case(case)


def plan(_request: Any, case: Case) -> Any:
    """The plan and the small steps."""
    return planned(case)


PARTS: tuple[Part, ...] = (
    Part("casework/parts/plan.html", plan),
    Part("casework/parts/contacts.html", tried),
)


def parts_of(request: Any, case: Case) -> Iterator[tuple[str, Any]]:
    """Each part's template and what it shows, of those that show anything."""
    for part in PARTS:
        found = part.of(request, case)
        if found is not None:
            yield part.template, found
