"""What a checklist has, when it suits, and how far one has come."""

from datetime import date

import pytest

from fullfolj.casework.checklists import common
from fullfolj.casework.rules.checklists import (
    NEAR_20,
    NEW,
    SUMMER,
    Checklist,
    Checklists,
    Point,
    done,
    points_of,
    suits,
)
from fullfolj.core.catalogue import LANGUAGES

BORN = date(2006, 11, 23)
COMMON = Checklist(code="ny", title="Ny", points=(Point("a", "A"), Point("b", "B")))


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        (date(2026, 5, 22), False),
        (date(2026, 5, 23), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
        (date(2025, 11, 22), False),
    ],
)
def test_what_comes_after_20_is_thought_of_half_a_year_before(
    on: date, answer: bool
) -> None:
    near = Checklist(code="tjugo", when=NEAR_20)
    assert suits(near, is_new=False, born=BORN, on=on) is answer
    assert not suits(near, is_new=False, born=None, on=on)


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2026, 6, 14), True),
        (date(2026, 6, 15), False),
    ],
)
def test_the_summer_is_thought_of_in_spring(on: date, answer: bool) -> None:
    summer = Checklist(code="sommar", when=SUMMER)
    assert suits(summer, is_new=False, born=BORN, on=on) is answer


def test_who_is_new_has_a_list_and_one_without_a_time_is_looked_up() -> None:
    on = date(2026, 11, 22)
    new = Checklist(code="ny", when=NEW)
    assert suits(new, is_new=True, born=None, on=on)
    assert not suits(new, is_new=False, born=None, on=on)
    assert not suits(Checklist(code="hembesok"), is_new=True, born=BORN, on=on)


def test_an_authority_adds_its_own_and_puts_away_a_common_one() -> None:
    said = [
        Checklist(code="egen-2", version=1, title="Två"),
        Checklist(code="egen-1", version=1, title="Ett"),
        Checklist(code="egen-1", version=2, title="Ett igen"),
        Checklist(code="ny", version=1, is_used=False),
    ]
    lists = Checklists([COMMON], said)
    told = [(each.code, each.title, each.is_used) for each in lists.now()]
    assert told == [
        ("ny", "Ny", False),
        ("egen-1", "Ett igen", True),
        ("egen-2", "Två", True),
    ]
    assert lists.next_code() == "egen-3"
    assert Checklists([COMMON]).next_code() == "egen-1"
    assert lists.get("finns-inte") is None


def test_a_line_with_the_same_words_keeps_its_ticks() -> None:
    before, after = points_of(["Ring", "Skriv"]), points_of(["Skriv", "Åk", "Skriv"])
    assert [each.text for each in after] == ["Skriv", "Åk"]
    assert after[0] == before[1]


def test_only_points_that_the_list_still_has_are_counted() -> None:
    ticks = {("ny", "a"): True, ("ny", "b"): False, ("ny", "gone"): True}
    assert done(COMMON, ticks) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_common_lists_are_whole_in_each_language(language: str) -> None:
    lists = common(language)
    assert [each.code for each in lists] == ["ny", "tjugo", "hembesok", "sommar"]
    for each in lists:
        assert each.title
        codes = [point.code for point in each.points]
        assert len(codes) == len(set(codes)) > 3
        assert all(point.text for point in each.points)
