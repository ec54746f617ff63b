"""The night does its steps once."""

from datetime import timedelta

import pytest

from fullfolj.access.models import Seal
from fullfolj.access.readlog import write
from fullfolj.config.cast import Cast
from fullfolj.config.manage import NIGHT
from fullfolj.core import clock
from fullfolj.nightly import steps


@pytest.mark.django_db(transaction=True)
def test_the_night_seals_the_read_log_once(cast: Cast) -> None:
    with cast.asking(cast.anna) as asker:
        assert asker
        write(asker, "display", [], page="people:person")
    as_of = clock.today() + timedelta(days=2)
    counts = steps.run(as_of, only="seal-read-log")["seal-read-log"]
    assert set(counts) >= {cast.berg.slug, cast.krokom.slug}
    again = steps.run(as_of)["seal-read-log"]
    assert sum(again.values()) == 0
    with cast.asking(cast.anna):
        assert Seal.objects.count() == counts[cast.berg.slug]


def test_the_command_knows_every_step() -> None:
    assert tuple(steps.STEPS) == NIGHT


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(KeyError):
        steps.run(clock.today(), only="nothing")
