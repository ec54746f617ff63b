"""Events, the own view and movement: nothing is a score, missing is never unchanged."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules.progress import (
    AFTER,
    AGAIN,
    END,
    FEW,
    KEPT,
    LEVELS,
    MISSING,
    MOVES,
    NOT_UP,
    SHORT,
    START,
    UP,
    Change,
    Due,
    Event,
    Part,
    change,
    changes,
    due,
    groups,
    moved,
    share,
    standing,
    tally,
)

DAY = date(2026, 1, 1)
UNTIL = date(2026, 12, 31)
DAYS = st.integers(0, 400).map(lambda n: DAY + timedelta(days=n))
EVENTS = st.lists(
    st.builds(Event, on=DAYS, level=st.sampled_from(LEVELS), is_left=st.booleans()),
    max_size=12,
)
ANSWERS = st.lists(
    st.tuples(DAYS, st.integers(1, 5)), max_size=6, unique_by=lambda a: a[0]
)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], None),
        ([Event(after(1), 3)], None),
        ([Event(DAY, 0)], 0),
        ([Event(DAY, 1), Event(DAY, 4)], 4),
        ([Event(DAY, 5), Event(DAY, 2)], 5),
        ([Event(DAY, 4), Event(DAY, 5), Event(DAY, 5, is_left=True)], 4),
        ([Event(DAY, 5), Event(DAY, 5, is_left=True), Event(DAY, 5)], 5),
        ([Event(DAY, 4), Event(DAY, 7), Event(DAY, 8), Event(DAY, 7, True)], 4),
        ([Event(DAY, 6), Event(DAY, 0)], 0),
        ([Event(DAY, 3, is_left=True)], 0),
    ],
)
def test_an_event_holds_until_it_is_left(
    events: list[Event], expected: int | None
) -> None:
    assert standing(events, DAY) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], MISSING),
        ([Event(UNTIL - timedelta(days=29), 3), Event(UNTIL, 4)], SHORT),
        ([Event(UNTIL + timedelta(days=1), 3)], MISSING),
        ([Event(DAY, 2)], MISSING),
        ([Event(DAY - timedelta(days=400), 5)], MISSING),
        ([Event(DAY, 2), Event(DAY, 5)], MISSING),
        ([Event(DAY, 2), Event(after(90), 2)], NOT_UP),
        ([Event(DAY, 2), Event(after(40), 3)], UP),
        ([Event(DAY, 2), Event(UNTIL - KEPT, 3)], UP),
        ([Event(DAY, 2), Event(UNTIL - timedelta(days=29), 3)], NOT_UP),
        ([Event(DAY, 2), Event(after(40), 5), Event(after(69), 5, True)], NOT_UP),
        ([Event(DAY, 2), Event(after(40), 5), Event(after(70), 5, True)], UP),
        ([Event(DAY, 2), Event(after(40), 5), Event(after(50), 0)], NOT_UP),
        ([Event(DAY, 5), Event(after(40), 3)], NOT_UP),
        ([Event(DAY - timedelta(days=9), 4), Event(after(9), 6)], UP),
    ],
)
def test_movement_is_one_event_further_kept_for_thirty_days(
    events: list[Event], expected: str
) -> None:
    """T14: step movement as the system defines it."""
    assert moved(events, DAY, UNTIL) == expected


@given(EVENTS, DAYS, DAYS)
def test_nothing_noted_after_the_first_is_never_unchanged(
    events: list[Event], one: date, other: date
) -> None:
    since, until = sorted((one, other))
    found = moved(events, since, until)
    start = max(since, min((event.on for event in events), default=until))
    later = [event.on for event in events if start < event.on <= until]
    assert (found == MISSING) == (not later)
    assert found in MOVES
    if found == UP:
        reached = {standing(events, day) or 0 for day in later}
        assert max(reached) > (standing(events, start) or 0)
    assert tally([found])[found] == 1


@given(EVENTS, DAYS)
def test_what_comes_later_changes_nothing_before(events: list[Event], on: date) -> None:
    known = [event for event in events if event.on <= on]
    assert standing(events, on) == standing(known, on)
    assert moved(events, DAY, on) == moved(known, DAY, on)


@pytest.mark.parametrize(
    ("closed", "asked", "as_of", "expected"),
    [
        (None, [], DAY, Due(START, DAY)),
        (None, [DAY], date(2026, 3, 31), None),
        (None, [DAY], date(2026, 4, 1), Due(AGAIN, date(2026, 4, 1))),
        (None, [DAY, date(2026, 3, 1)], date(2026, 4, 1), None),
        (date(2026, 5, 1), [DAY], date(2026, 5, 1), Due(END, date(2026, 5, 1))),
        (date(2026, 5, 1), [date(2026, 4, 1)], date(2026, 5, 2), None),
        (date(2026, 5, 1), [], date(2026, 5, 1), Due(END, date(2026, 5, 1))),
        (date(2026, 5, 1), [date(2026, 5, 1)], date(2026, 10, 31), None),
        (
            date(2026, 5, 1),
            [date(2026, 5, 1)],
            date(2026, 11, 1),
            Due(AFTER, date(2026, 11, 1)),
        ),
        (date(2026, 5, 1), [date(2026, 11, 1)], date(2026, 12, 1), None),
    ],
)
def test_it_is_asked_at_the_start_each_third_month_at_the_end_and_after(
    closed: date | None, asked: list[date], as_of: date, expected: Due | None
) -> None:
    assert due(DAY, closed, asked, as_of) == expected


@given(st.one_of(st.none(), DAYS), st.lists(DAYS, max_size=4), DAYS)
def test_who_was_asked_today_is_not_asked_again(
    closed: date | None, asked: list[date], as_of: date
) -> None:
    if closed and closed > as_of:
        closed = None
    earlier = [each for each in asked if each <= as_of]
    assert due(DAY, closed, [*earlier, as_of], as_of) is None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], None),
        ([(after(5), 3)], None),
        ([(after(-5), 3)], None),
        ([(after(5), 3), (after(90), 3)], 0),
        ([(after(5), 2), (after(40), 5), (after(90), 4)], 2),
        ([(after(-90), 1), (after(-5), 3), (after(90), 2)], -1),
        ([(after(5), 2), (UNTIL + timedelta(days=1), 5)], None),
    ],
)
def test_a_change_needs_two_answers(
    answers: list[tuple[date, int]], expected: int | None
) -> None:
    assert change(answers, DAY, UNTIL) == expected


@given(st.lists(ANSWERS, max_size=8), DAYS, DAYS)
def test_the_median_is_of_pairs_alone(
    of_each: list[list[tuple[date, int]]], one: date, other: date
) -> None:
    since, until = sorted((one, other))
    found = changes(of_each, len(of_each) + 3, since, until)
    assert found.paired <= sum(len(answers) > 1 for answers in of_each)
    assert (found.median is None) == (found.paired == 0)
    assert found.median is None or -4 <= found.median <= 4
    assert found == changes([*of_each, []], found.of, since, until)


def test_the_median_of_an_even_number_lies_between() -> None:
    pairs = [[(after(1), 2), (after(90), 3)], [(after(1), 2), (after(90), 4)]]
    assert changes(pairs, 9, DAY, UNTIL) == Change(1.5, 2, 9)


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_share_tells_no_small_group(part: int, rest: int) -> None:
    told = Part.told(part, part + rest)
    assert (told is None) == (part < FEW or rest < FEW)
    if told:
        assert told.percent == pytest.approx(100 * part / (part + rest))


@given(st.lists(st.tuples(st.integers(0, 15), st.booleans())))
def test_goals_of_few_youths_are_told_nowhere(rows: list[tuple[int, bool]]) -> None:
    """One youth with ten goals is one youth."""
    told = share(rows)
    reached, rest = (
        {who for who, is_so in rows if is_so is it} for it in (True, False)
    )
    assert (told is None) == (len(reached) < FEW or len(rest) < FEW)
    if told:
        assert (told.part, told.of) == (sum(is_so for _, is_so in rows), len(rows))


@given(
    st.integers(0, 40).flatmap(
        lambda whole: st.tuples(
            st.just(whole), st.lists(st.integers(0, whole), min_size=1, max_size=10)
        )
    )
)
def test_nobody_can_compute_a_small_group(given_: tuple[int, list[int]]) -> None:
    whole, known = given_
    all_told, found = groups(whole, known)
    wholes = {
        None if each.known is None else each.known + each.missing
        for each in found
        if each.missing is not None
    }
    assert wholes <= {all_told}
    for each, number in zip(found, known, strict=True):
        assert each.known in (None, number)
        assert each.known is None or each.known >= FEW
        assert each.missing is None or each.missing == 0 or each.missing >= FEW
        if all_told is not None and each.known is not None:
            assert all_told - each.known == 0 or all_told - each.known >= FEW
