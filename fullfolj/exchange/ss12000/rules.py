"""When a system is to be asked: pure, with the instant given."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

FROM = time(2)  # when the night begins, in the house's own time
APART = timedelta(minutes=55)  # at least, between two tries that nobody asked for
OFTEN = timedelta(minutes=5)  # at least, between two pulls because a system spoke


def night_of(now: datetime) -> datetime:
    """When the last night began, by the clock that `now` shows."""
    began = now.replace(hour=FROM.hour, minute=0, second=0, microsecond=0)
    return began if began <= now else began - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Times:
    """What has happened with a system, and when.

    Attributes:
        since: when the connection was added.
        heard: when it last said that something had changed.
        tried, good: when it was last asked, and when with success.
    """

    since: datetime
    heard: datetime | None = None
    tried: datetime | None = None
    good: datetime | None = None


def is_due(schedule: str, times: Times, now: datetime) -> bool:
    """Whether a system is to be asked now.

    One that is asked by night and failed is asked again each hour. One that said that
    something changed is asked whatever its schedule.

    Args:
        schedule: `hourly`, `nightly` or `by_hand`.
        now: in the house's own time zone.
    """
    if times.tried is not None and now - times.tried < APART:
        return False
    if times.heard is not None and (times.tried is None or times.heard > times.tried):
        return True
    if schedule == "nightly":
        return (times.good or times.since) < night_of(now)
    return schedule == "hourly"
