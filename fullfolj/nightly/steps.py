"""The night: the ordered list of its steps, and running them."""

from collections.abc import Callable
from datetime import date

from fullfolj.access.jobs import seal_read_log

Counts = dict[str, int]

# Each step takes the day, can be run again, and reports counts.
STEPS: dict[str, Callable[[date], Counts]] = {"seal-read-log": seal_read_log}


def run(as_of: date, only: str | None = None) -> dict[str, Counts]:
    """Run the steps in order, or one alone; again the same day changes nothing.

    Raises:
        KeyError: there is no such step.
    """
    names = [only] if only else list(STEPS)
    return {name: STEPS[name](as_of) for name in names}
