"""What changed between the nights of two dates."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from fullfolj.core import clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.models import SetAside
from fullfolj.exchange.listing.changes import Difference
from fullfolj.kaa.rules.difference import Kind, differences
from fullfolj.kaa.standing import Told, differing, ended_by, numbers_of
from fullfolj.kaa.touched import Night
from fullfolj.nightly.models import JobRun
from fullfolj.nightly.steps import COMPUTE, night_of


@dataclass(frozen=True, slots=True)
class Dates:
    """The nights asked about; the last two of different dates where none is named."""

    first: date | None = None
    last: date | None = None


def difference(dates: Dates) -> Difference:
    """What changed from one good night to another, in the authority that asks.

    Raises:
        Unusable: a date has no good night, or there are not two to compare.
    """
    before, after = _nights(dates)
    found = differing(before, after)
    changes = list(differences(found.before, found.after))
    aside = SetAside.objects.known_at(after.at).by_person()
    ended = ended_by(changes, (before, after), aside)
    open_ones = {change.person for change in changes} - found.restricted
    who = Told(numbers_of(open_ones), found.restricted)
    return Difference(before.as_of, after.as_of, changes, ended, who)


@dataclass(frozen=True, slots=True)
class Since:
    """How much changed from one good night to the next, of those the user may see.

    Protected registration is left out: those appointed have a queue of their own.
    """

    first: date
    last: date
    counts: dict[Kind, int]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return any(self.counts.values())


def since_last_night() -> Since | None:
    """What the last good night changed; None before there were two. Two statements."""
    done = JobRun.objects.latest_dates(COMPUTE, clock.today())
    nights = [night_of(basis) for basis in done.values_list("basis", flat=True)[:2]]
    if len(nights) < 2:
        return None
    after, before = nights
    found = differing(before, after)
    changes = differences(found.before, found.after)
    seen = Counter(c.kind for c in changes if c.person not in found.restricted)
    return Since(before.as_of, after.as_of, {kind: seen[kind] for kind in Kind})


def _nights(dates: Dates) -> tuple[Night, Night]:
    """The last good night of each date."""
    good: dict[date, Night] = {}
    for as_of, basis in JobRun.objects.done(COMPUTE).values_list("as_of", "basis"):
        good.setdefault(as_of, night_of(basis))
    if not good:
        raise Unusable("changes.no_night")
    passed = [day for day in good if day <= clock.today()]
    last = dates.last or max(passed or good)
    earlier = [day for day in good if day < last]
    first = dates.first or max(earlier, default=None)
    if first is None:
        raise Unusable("changes.one_night", on=last.isoformat())
    return _night(good, first), _night(good, last)


def _night(good: dict[date, Night], day: date) -> Night:
    if day not in good:
        near = min(good, key=lambda other: (abs(other - day), other))
        raise Unusable("changes.night", on=day.isoformat(), near=near.isoformat())
    return good[day]
