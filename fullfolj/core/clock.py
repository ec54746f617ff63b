"""The only place that asks what day it is. Everything else takes an explicit date."""

from datetime import date


def today() -> date:
    """The calendar day here and now."""
    return date.today()  # noqa: DTZ011, TID251 - this is the one place
