"""What the last night changed, counted for the morning: as `changes` has it."""

from datetime import timedelta
from pathlib import Path

import pytest

from fullfolj.access.actions import memberships
from fullfolj.access.models import User
from fullfolj.config.cast import SINCE, Cast
from fullfolj.config.tests import test_changes_command as story
from fullfolj.core.tests.cost import statements
from fullfolj.kaa.rules.difference import Kind
from fullfolj.nightly.changes import Dates, Since, difference, since_last_night

pytestmark = pytest.mark.django_db(transaction=True)

cast, today = story.cast, story.today  # the same files on the same days


def counted(cast: Cast, user: User) -> Since | None:
    with cast.asking(user):
        return since_last_night()


def test_it_counts_what_the_command_counts(cast: Cast, tmp_path: Path) -> None:
    story.two_nights(tmp_path, hidden=2)
    found = counted(cast, cast.anna)
    with cast.asking(cast.anna):
        told = difference(Dates())
    assert found is not None
    assert (found.first, found.last) == (told.first, told.last)
    assert found.counts == told.counts()
    assert found.counts[Kind.IN] == 1
    assert set(found.counts.values()) == {1, 2}


def test_the_latest_two_dates_and_the_last_good_night_of_each(
    cast: Cast, tmp_path: Path
) -> None:
    assert counted(cast, cast.anna) is None
    story.take(tmp_path, story.before(0))
    story.night(story.FIRST - timedelta(days=1))
    assert counted(cast, cast.anna) is None
    story.night(story.FIRST)
    story.night(story.SECOND)
    found = counted(cast, cast.anna)
    assert found is not None
    assert not any(found.counts.values())
    story.take(tmp_path, story.after(0))
    story.night(story.SECOND)
    found = counted(cast, cast.anna)
    assert found is not None
    assert sum(found.counts.values()) == 7


def test_who_is_not_cleared_counts_nobody_closed(cast: Cast, tmp_path: Path) -> None:
    """Whoever is marked meanwhile is nowhere for them, also in a figure."""
    story.two_nights(tmp_path)
    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="samordnare",
            valid_from=SINCE,
            by=cast.hilda,
        )
    open_to_all = counted(cast, cast.elin)
    assert open_to_all == counted(cast, cast.anna)
    marked = story.after(0)
    row = marked["people"][0]
    closed = [row.replace(",none,", ",confidential,"), *marked["people"][1:]]
    story.take(tmp_path, {**marked, "people": closed})
    story.night(story.SECOND)
    for_anna, for_elin = counted(cast, cast.anna), counted(cast, cast.elin)
    assert for_anna == open_to_all
    assert for_anna is not None
    assert for_elin is not None
    assert sum(for_elin.counts.values()) == sum(for_anna.counts.values()) - 1


def test_another_authority_has_its_own_nights(cast: Cast, tmp_path: Path) -> None:
    story.two_nights(tmp_path)
    found = counted(cast, cast.gun)
    assert found is not None
    assert not any(found.counts.values())


def test_it_costs_two_statements(cast: Cast, tmp_path: Path) -> None:
    story.two_nights(tmp_path)
    with cast.asking(cast.anna):
        sent, found = statements(since_last_night)
    assert found is not None
    assert len(sent) == 2
