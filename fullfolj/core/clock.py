"""The only place that asks what time it is. Everything else takes an explicit date."""

from datetime import UTC, date, datetime


def today() -> date:
    """The calendar day here and now."""
    return date.today()  # noqa: DTZ011, TID251 - this is the one place


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
