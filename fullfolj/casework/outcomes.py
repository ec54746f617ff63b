"""What came of those with whom a method was used, as the method bank tells it."""

from collections import Counter
from uuid import UUID

from fullfolj.access.models import User
from fullfolj.casework.models import Measure
from fullfolj.casework.rules.outcomes import Share, Shares, shares, told


def shares_of(user: User, method: UUID) -> Shares:
    """The shares of the cases that one sees in which a method was used; one statement.

    Who does not work with cases sees none.
    """
    took_part = Measure.objects.cases_with(method).visible_to(user)
    counts: Counter[str] = Counter()
    for (destination, _sex), number in took_part.by_destination().items():
        counts[destination] += number
    return shares(counts)


def came_of(user: User, method: UUID) -> list[tuple[str, Share | None]]:
    """The same, as it may be shown."""
    return told(shares_of(user, method))
