"""The same form sent twice at once: one thing is made, and both are told of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from fullfolj.access.models import User
from fullfolj.casework.actions import calendars, messages
from fullfolj.casework.models import CalendarAddress
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.messages import SMS, reachable, sending, settled
from fullfolj.casework.tests.referrals import asked
from fullfolj.casework.tests.teams import arranged
from fullfolj.config.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST = 10  # seconds
IN_LINE = """
SELECT EXISTS (SELECT FROM pg_locks
               WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


def somebody_waits() -> bool:
    """Whether somebody waits for this transaction to end."""
    with connection.cursor() as cursor:
        cursor.execute(IN_LINE)
        return bool(cursor.fetchall()[0][0])


def at_once(cast: Cast, by: User, deed: Callable[[], Any]) -> tuple[Any, Any]:
    """What a deed gives, and gives who does it again before the first is done."""

    def again() -> Any:
        try:
            with cast.asking(by):
                return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        with cast.asking(by):
            first, end = deed(), monotonic() + LONGEST
            second = beside.submit(again)
            while not somebody_waits():
                assert monotonic() < end, "nobody waited"
                sleep(0.01)
        return first, second.result(LONGEST)


def test_the_same_form_twice_at_once_is_one(cast: Cast) -> None:
    settled(cast)
    case, bo, key = opened(cast, "Elin Testsson"), cast.bo, uuid4()
    with cast.asking(bo):
        reachable(case)
        said, cases = sending(SMS), [case.pk]
        mark = messages.preview(sending=said, cases=cases, by=bo).mark
    given: dict[str, Any] = {"sending": said, "cases": cases, "mark": mark, "by": bo}
    home = cast.berg.pk
    for deed in (
        lambda: arranged(cast, bo, key=key),
        lambda: asked(case.person, bo, key=key),
        lambda: messages.send(authority_id=home, key=key, **given),
    ):
        first, second = at_once(cast, bo, deed)
        assert first == second
    _first, second = at_once(
        cast, bo, lambda: calendars.open_calendar(authority_id=home, by=bo)
    )
    with cast.asking(bo):
        assert CalendarAddress.objects.count() == 1
    with calendars.asked_by(second) as asker:
        assert asker, "the last one holds"
