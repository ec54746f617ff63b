"""Which meetings clash, what is free between them, and which comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules.meetings import (
    LEAST_FREE,
    Span,
    comes_next,
    free,
    lasting,
    remind_on,
)

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = Span(EIGHT, EIGHT + timedelta(hours=9))
TODAY = date(2026, 11, 23)


def span(start: int, minutes: int) -> Span:
    return lasting(EIGHT + timedelta(minutes=start), minutes)


def told(busy: list[Span]) -> list[tuple[str, str]]:
    return [
        (f"{each.starts_at:%H.%M}", f"{each.ends_at:%H.%M}") for each in free(busy, DAY)
    ]


@pytest.mark.parametrize(
    ("busy", "left"),
    [
        ([], [("08.00", "17.00")]),
        ([span(0, 60), span(90, 30)], [("09.00", "09.30"), ("10.00", "17.00")]),
        ([span(60, 60), span(75, 15)], [("08.00", "09.00"), ("10.00", "17.00")]),
        ([span(20, 500)], []),
        ([span(-60, 30)], [("08.00", "17.00")]),
        ([span(600, 30)], [("08.00", "17.00")]),
        ([span(-60, 800)], []),
    ],
)
def test_what_is_free_of_a_day(busy: list[Span], left: list[tuple[str, str]]) -> None:
    assert told(busy) == left


spans = st.builds(span, st.integers(-120, 600), st.integers(5, 480))


@given(st.lists(spans, max_size=8))
def test_nothing_free_is_busy_and_nothing_long_is_left_out(busy: list[Span]) -> None:
    left = list(free(busy, DAY))
    for each in left:
        assert DAY.starts_at <= each.starts_at < each.ends_at <= DAY.ends_at
        assert each.ends_at - each.starts_at >= LEAST_FREE
        assert not any(each.meets(other) for other in busy)
    quarters = [
        lasting(DAY.starts_at + i * timedelta(minutes=30), 30) for i in range(18)
    ]
    for each in quarters:
        taken = any(each.meets(other) for other in busy)
        assert taken or any(each.meets(other) for other in left)


@given(spans, spans)
def test_a_clash_is_mutual_and_ends_that_touch_are_none(one: Span, two: Span) -> None:
    assert one.meets(two) == two.meets(one)
    after = Span(one.ends_at, one.ends_at + timedelta(minutes=5))
    assert not one.meets(after)
    assert one.meets(one)


@pytest.mark.parametrize(
    ("step_in", "is_next"),
    [(None, True), (-1, True), (0, False), (2, False), (3, True)],
)
def test_a_meeting_in_three_days_comes_next(
    step_in: int | None, *, is_next: bool
) -> None:
    step_on = None if step_in is None else TODAY + timedelta(days=step_in)
    assert comes_next(TODAY + timedelta(days=3), step_on, TODAY) == is_next


def test_when_to_remind() -> None:
    assert remind_on(date(2026, 11, 25), 1) == date(2026, 11, 24)
    assert remind_on(date(2026, 11, 23), 1) == date(2026, 11, 20), "no Sunday"
    assert remind_on(date(2026, 11, 23), 2) == date(2026, 11, 20), "no Saturday"
    assert remind_on(TODAY, None) is None
