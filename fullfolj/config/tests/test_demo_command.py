"""The demo stands in no house but its own; from nothing to a page: e2e/test_demo.py."""

from datetime import date, timedelta
from typing import Any

import pytest

from fullfolj.access.actions import authorities
from fullfolj.access.models import Authority, User
from fullfolj.access.roles import ROLES
from fullfolj.access.signin.invented import sign_ins
from fullfolj.config import demo, worked
from fullfolj.config.cast import SINCE, Cast
from fullfolj.config.postgres.faults import Fault


def really_founded(slug: str) -> Authority:
    """An authority of somebody who is real."""
    somebody = User.objects.create_user("eva@berg.se", name="Eva Lund")
    return authorities.found(
        slug=slug,
        name="Bergs kommun, barn- och utbildningsnämnden",
        kind="municipal",
        administrator=somebody,
        since=SINCE,
    )


def test_it_goes_into_an_empty_house_and_again_into_its_own(db: None) -> None:
    demo.refuse_what_is_real()
    demo.found()
    demo.found()
    demo.refuse_what_is_real()
    boards = {board.slug for board in demo.BOARDS}
    assert boards < set(Authority.objects.values_list("slug", flat=True))


def test_it_refuses_a_house_where_somebody_real_works(cast: Cast) -> None:
    really_founded("sundsvall")
    with pytest.raises(Fault, match="myndigheten sundsvall, som inte hör till övning"):
        demo.refuse_what_is_real()


def test_it_refuses_a_real_authority_of_the_same_name(db: None) -> None:
    really_founded("berg")
    with pytest.raises(Fault, match="myndigheten berg, som inte hör till övningen"):
        demo.refuse_what_is_real()


def test_every_role_can_be_clicked_and_nobody_twice(db: None, settings: Any) -> None:
    settings.DEMO = True
    demo.found()
    listed = [each for _, people in sign_ins() for each in people]
    assert {role for each in listed for role in each.roles} == set(ROLES)
    assert len({each.user for each in listed}) == len(listed)
    text = "\n".join(demo.sign_in_lines(8000))
    for words in ("http://localhost:8000", "Anna     Samordnare", "Arbetsförmedl"):
        assert words in text


def test_nobody_is_listed_outside_the_demo(cast: Cast) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        sign_ins()


@pytest.mark.parametrize(
    ("today", "first", "how_many"),
    [
        (date(2026, 11, 22), date(2026, 9, 13), 5),
        (date(2026, 10, 5), date(2026, 5, 31), 4),
        (date(2027, 8, 1), date(2027, 5, 23), 5),
        (date(2027, 2, 1), date(2026, 11, 23), 5),
    ],
)
def test_cases_were_opened_in_no_summer_that_is_over(
    today: date, first: date, how_many: int
) -> None:
    found = worked.nights(is_long_at_it=True, today=today)
    assert found[0] == first
    assert len(found) == how_many
    assert found == sorted(found)
    assert found[-1] == today - timedelta(days=1)
