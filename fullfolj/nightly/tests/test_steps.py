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


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_night_seals_the_read_log_once(cast: Cast) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(LONG_AGO, [cast.berg.pk, cast.anna.pk])
    counts = steps.run(clock.today(), only="seal-read-log")["seal-read-log"]
    assert counts[cast.berg.slug] >= 2
    assert counts[cast.krokom.slug] == 0
    assert sum(steps.run(clock.today())["seal-read-log"].values()) == 0
    with cast.asking(cast.anna):
        assert Seal.objects.count() == counts[cast.berg.slug]


def test_the_command_knows_every_step() -> None:
    assert tuple(steps.STEPS) == NIGHT


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(KeyError):
        steps.run(clock.today(), only="nothing")
