"""The night asks schools' systems before it computes the register."""

from datetime import timedelta
from typing import Any

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.ss12000.models import Connection, Pull
from fullfolj.exchange.ss12000.tests.connecting import connect, turn
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.nightly import steps
from fullfolj.nightly.models import JobRun


def long_ago(cast: Cast, connection: Connection) -> None:
    """It was added days ago, so that the night is to ask it."""
    with cast.asking(cast.anna):
        then = clock.now() - timedelta(days=3)
        Connection.objects.filter(pk=connection.pk).update(added_at=then)


@pytest.mark.django_db(transaction=True)
def test_the_night_asks_before_it_computes_and_one_that_fails_stops_no_other(
    cast: Cast,
    school: SchoolServer,
    settings: Any,
) -> None:
    settings.SCHOOLS_ON_THIS_MACHINE = True
    anna = signed_in(cast.anna)
    dead = connect(anna, cast, school, url=f"{school.host}/x", name="A")
    live = connect(anna, cast, school, name="B")
    hand = connect(anna, cast, school, url=f"{school.host}/y", schedule="by_hand")
    for each in (dead, live, hand):
        long_ago(cast, each)
    names = list(steps.STEPS)
    assert names.index(steps.PULL) < names.index(steps.COMPUTE)
    done = [o for o in steps.run(clock.today(), steps.PULL) if o.authority == "berg"]
    assert [o.counts for o in done] == [{"pulled": 1, "failed": 1}]
    again = [o for o in steps.run(clock.today(), steps.PULL) if o.authority == "berg"]
    assert [o.counts for o in again] == [{"pulled": 0, "failed": 0}]
    with cast.asking(cast.anna):
        found = Pull.objects.values_list("kind", "outcome")
        assert sorted(found) == [("whole", "applied"), ("whole", "refused")]
        assert JobRun.objects.filter(step=steps.PULL).count() == 2
    assert not turn(cast, live).is_active
