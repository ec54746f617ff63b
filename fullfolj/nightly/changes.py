"""What changed between the nights of two dates."""

from dataclasses import dataclass
from datetime import date

from fullfolj.core import clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.models import SetAside
from fullfolj.exchange.listing.changes import Difference
from fullfolj.kaa.rules.difference import differences
from fullfolj.kaa.standing import ended_by, standings, told
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
    changes = list(differences(standings(before), standings(after)))
    aside = SetAside.objects.known_at(after.at).by_person()
    ended = ended_by(changes, (before, after), aside)
    who = told({change.person for change in changes})
    return Difference(before.as_of, after.as_of, changes, ended, who)


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
