"""The night does its steps once."""

import pytest
from django.db import connections

from fullfolj.access.models import Seal
from fullfolj.config.cast import Cast
from fullfolj.config.manage import NIGHT
from fullfolj.core import clock
from fullfolj.nightly import steps

LONG_AGO = """
insert into access_read (id, authority_id, user_id, kind, page, ground, terms,
    person_ids, is_open, at)
values (gen_random_uuid(), %s, %s, 'display', 'people:person', '', '', '{}', true,
    now() - interval '3 days')
"""


def sealed(cast: Cast) -> dict[str, int]:
    done = steps.run(clock.today(), only="seal-read-log")
    return {outcome.authority: outcome.counts["days"] for outcome in done}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_night_seals_the_read_log_once(cast: Cast) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(LONG_AGO, [cast.berg.pk, cast.anna.pk])
    counts = sealed(cast)
    assert counts[cast.berg.slug] >= 2
    assert counts[cast.krokom.slug] == 0
    assert sum(sealed(cast).values()) == 0
    with cast.asking(cast.anna):
        assert Seal.objects.count() == counts[cast.berg.slug]


def test_the_command_knows_every_step() -> None:
    assert tuple(steps.STEPS) == NIGHT


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(KeyError):
        list(steps.run(clock.today(), only="nothing"))
