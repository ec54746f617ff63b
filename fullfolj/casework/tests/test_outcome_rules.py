"""The shares of the sources, of the counts that stand in the demo."""

import pytest

from fullfolj.casework.rules import outcomes
from fullfolj.casework.rules.cases import DESTINATIONS
from fullfolj.casework.rules.outcomes import PASSED_ON, REMAINS, Share, shares
from fullfolj.config.workshops import WORKSHOPS, Workshop

KARLSKOGA, BERG = WORKSHOPS["karlskoga-degerfors"], WORKSHOPS["berg"]


def told(workshop: Workshop, *sexes: int) -> dict[str, int]:
    """How many went where, boys (0), girls (1) or both."""
    return {
        where: sum(numbers[sex] for sex in sexes)
        for where, numbers in workshop.went.items()
    }


def about(share: Share) -> float:
    """In per cent, to compare with a source's figure."""
    assert share.percent is not None
    return float(share.percent)


def test_karlskogas_80_are_those_of_the_source() -> None:
    """G1: by group and sex."""
    groups = {
        "studies": (20, 9),
        "towards_work": (10, 7),
        "authority": (6, 11),
        REMAINS: (10, 7),
    }
    found = dict.fromkeys(groups, (0, 0))
    for where, (boys, girls) in KARLSKOGA.went.items():
        group = where if where == REMAINS else DESTINATIONS[where]
        found[group] = (found[group][0] + boys, found[group][1] + girls)
    assert found == groups
    assert KARLSKOGA.youths == (46, 34)


def test_every_share_of_karlskogas_80_says_of_how_many() -> None:
    """T14 (G1): the same youths are 78.75, 73.0 and 57.5 per cent."""
    both = shares(told(KARLSKOGA, 0, 1))
    boys, girls = shares(told(KARLSKOGA, 0)), shares(told(KARLSKOGA, 1))
    assert (both.left, both.reached) == (Share(63, 80), Share(46, 80))
    assert both.reached_of_left == Share(46, 63)
    assert about(both.left) == 78.75
    assert about(both.reached) == 57.5
    assert about(both.reached_of_left) == pytest.approx(73.0, abs=0.05)
    assert about(boys.reached) == pytest.approx(65.2, abs=0.05)
    assert about(girls.reached) == pytest.approx(47.1, abs=0.05)
    assert about(boys.reached_of_left) == pytest.approx(83.3, abs=0.05)
    assert about(girls.reached_of_left) == pytest.approx(59.3, abs=0.05)
    assert about(boys.passed_on) == pytest.approx(13.0, abs=0.05)
    assert about(girls.passed_on) == pytest.approx(32.4, abs=0.05)


def test_bergs_23_of_40_have_four_denominators() -> None:
    """T3 (G2): a placement is no work, and who moved is left out of the last."""
    counts = told(BERG, 0, 1)
    studies = counts["komvux"] + counts["folk_high_school"]
    others = sum(counts.get(code, 0) for code in PASSED_ON)
    assert (studies, counts["work"], counts["placement"]) == (7, 5, 1)
    assert (others, counts["moved"], counts[REMAINS]) == (3, 3, 4)
    found = shares(counts)
    assert found.reached == Share(12, 23)
    assert found.reached_of_left == Share(12, 19)
    assert found.reached_of_stayed == Share(12, 16)
    assert BERG.target is not None
    percents = [
        about(Share(found.reached.of, BERG.target)),
        *(about(found.reached), about(found.reached_of_left)),
        about(found.reached_of_stayed),
    ]
    assert percents == pytest.approx([57.5, 52.2, 63.2, 75.0], abs=0.05)


def test_what_fewer_than_five_are_in_is_not_told() -> None:
    """T3 (G2): the three of Berg at another authority; and of four, nothing."""
    found = shares(told(BERG, 0, 1))
    assert outcomes.told(found) == [
        ("reached", Share(12, 23)),
        ("reached_of_left", Share(12, 19)),
        ("reached_of_stayed", Share(12, 16)),
        ("left", Share(19, 23)),
        ("passed_on", None),
    ]
    assert outcomes.told(shares({"work": 4})) == []
    assert outcomes.told(shares({"work": 5}))[0] == ("reached", Share(5, 5))


def test_a_share_of_nobody_is_no_percentage() -> None:
    found = shares({REMAINS: 2})
    assert found.reached == Share(0, 2)
    assert found.reached_of_left == Share(0, 0)
    assert found.reached_of_left.percent is None
