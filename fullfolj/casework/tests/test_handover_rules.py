"""When the 20th birthday is near, and what may cross at a move."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.models.timeline import SOURCES
from fullfolj.casework.rules.handovers import (
    ASK,
    BEFORE,
    GIVE,
    ITEMS,
    KEEP,
    SAID,
    WAITS,
    WAYS,
    Move,
    crossing,
    days_to_twenty,
    turns_twenty,
)
from fullfolj.casework.rules.waits import LEFT, TURNS_20, Day, Standing, Wait, waits
from fullfolj.casework.views.twenty import FOLDER
from fullfolj.core.catalogue import catalogue
from fullfolj.kaa.rules.numbers import Numbers

BIRTHDAY = date(2027, 5, 2)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_the_birthday_is_twenty_years_on() -> None:
    assert turns_twenty(date(2007, 5, 2)) == BIRTHDAY
    assert turns_twenty(date(2008, 2, 29)) == date(2028, 2, 29)
    assert turns_twenty(date(2080, 2, 29)) == date(2100, 3, 1), "no such day in 2100"
    assert turns_twenty(None) is None


def test_ninety_days_before_there_is_something_to_do_until_the_day() -> None:
    """T6: aged 20 tomorrow, the task came 90 days earlier (29 kap. 9 § skollagen)."""
    assert days_to_twenty(BIRTHDAY, BIRTHDAY - timedelta(days=91)) is None
    assert days_to_twenty(BIRTHDAY, BIRTHDAY - timedelta(days=90)) == 90
    assert days_to_twenty(BIRTHDAY, BIRTHDAY - timedelta(days=1)) == 1
    assert days_to_twenty(BIRTHDAY, BIRTHDAY) is None, "the register has let go"
    assert days_to_twenty(None, BIRTHDAY) is None


@given(days, days)
def test_so_near_is_never_more_than_ninety_days(birthday: date, on: date) -> None:
    left = days_to_twenty(birthday, on)
    assert (left is None) is not (0 < (birthday - on).days <= BEFORE.days)


def test_a_case_waits_for_it_until_somebody_is_ready_or_the_youth_has_left() -> None:
    on = BIRTHDAY - timedelta(days=45)
    case = Standing(
        on - timedelta(days=9),
        attempts=1,
        has_owner=True,
        next_step_on=on + timedelta(days=3),
        turns_20_on=BIRTHDAY,
    )
    assert list(waits(case, Day(on, Numbers()))) == [Wait(TURNS_20, 45)]
    left = Standing(case.listed_on, left_on=on, turns_20_on=BIRTHDAY)
    assert [wait.reason for wait in waits(left, Day(on, Numbers()))] == [LEFT]


def test_only_a_yes_lets_anything_cross() -> None:
    said = {None: ASK, "": WAITS, "yes": GIVE, "no": KEEP, "back": KEEP}
    assert {answer: crossing(answer) for answer in said} == said


def test_who_left_is_away_only_where_another_municipality_has_them() -> None:
    ours = frozenset({"2326"})
    assert Move(has_left=True, home="2309", ours=ours).is_away
    assert not Move(has_left=True, home="2326", ours=ours).is_away, "turned 20"
    assert not Move(has_left=True, home=None, ours=ours).is_away
    assert not Move(has_left=True, home="0001", ours=ours).is_away, "abroad"
    assert not Move(has_left=False, home="2309", ours=ours).is_away
    moved = Move(has_left=True, home=None, ours=ours, ended="moved")
    assert moved.is_away, "nobody knows where to"


def test_for_another_purpose_who_lives_elsewhere_has_moved() -> None:
    def lives(home: str | None, ended: str = "", *, has_died: bool = False) -> Move:
        ours = frozenset({"2326"})
        return Move(has_died, home, ours, ended, is_followed=False)

    assert lives("2309").is_away
    assert lives(None, "moved").is_away, "nobody knows where to"
    assert not lives("2326").is_away
    assert not lives(None).may_be_away, "nothing is known of who was typed in"
    assert not lives("2309", has_died=True).may_be_away
    assert not lives(None, has_died=True).may_be_away


def test_where_nobody_knows_one_may_ask_and_of_the_dead_never() -> None:
    ours = frozenset({"2326"})
    assert Move(has_left=True, home=None, ours=ours).may_be_away
    assert Move(has_left=True, home="2309", ours=ours).may_be_away
    assert not Move(has_left=True, home="2326", ours=ours).may_be_away, "at school"
    for ended in ("deceased", "emigrated", "missing"):
        gone = Move(has_left=True, home=None, ours=ours, ended=ended)
        assert not gone.may_be_away


def test_every_code_has_words() -> None:
    words = catalogue("fullfolj.casework")
    groups = {
        "take": SAID,
        "move_said": SAID,
        "move_way": WAYS,
        "twenty": ITEMS,
        "folder": (*FOLDER, *(f"{code}_what" for code in FOLDER)),
        "told": SOURCES,
    }
    for group, codes in groups.items():
        assert [code for code in codes if not words.has(f"{group}.{code}")] == []
