"""The night by itself: what the worker looks for once an hour."""

import logging

from django.utils import timezone

from fullfolj.core import clock
from fullfolj.exchange.ss12000.jobs import queue_due
from fullfolj.nightly import steps

FROM = 2  # o'clock, in the house's time zone: the day is over, and so is its mail

log = logging.getLogger(__name__)


def each_hour() -> None:
    """What the worker looks for: the night first, then the systems that are due.

    The night asks systems by itself, so that the register is computed of what they say.
    """
    tonight()
    queue_due()


def tonight() -> None:
    """Do what is missing of the night, once the night has come; idempotent.

    1. Before two o'clock it is still yesterday's evening: nothing is done.
    2. Each step in each authority that has no good run for the day is run.
    3. What failed is told by step and class, and tried again the next hour.
    """
    if timezone.localtime(clock.now()).hour < FROM:
        return
    for done in steps.run_missing(clock.today()):
        if done.reason:
            log.error("night: %s failed: %s", done.step, done.reason)
