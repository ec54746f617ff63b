"""A referral: what is wanted before it, what is lacking, and how it may be answered.

Pure. Kungsbacka's coaches come in only after the school has used its own support, its
action programme and its pupil health; GR's schools asked with such preconditions. What
is lacking is shown and waited for; where a youth cannot wait, it is urgent, with why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fullfolj.casework.rules.plans import OTHER, PARTNERS, YOUTH

# Who asks: those who promise something in plans, and the youth.
ASKERS = (*PARTNERS[:-1], YOUTH, OTHER)

# What is wanted first where an authority has not decided anything else: an action
# programme (3 kap. 9 § skollagen), talks with the guardian and the youth, and absence
# looked into (7 kap. 19 a §, 15 kap. 16 §).
WANTED = ("action_programme", "guardian", "absence", "talk")
MOST = 10  # of them
LONGEST = 80  # characters of one in an authority's own words

MET, NOT_MET, NOT_NEEDED = STATES = ("met", "not_met", "not_needed")

# What it led to.
TAKEN_ON, ADVISED, PASSED_ON = ANSWERS = ("taken_on", "advised", "passed_on")


@dataclass(frozen=True, slots=True)
class Precondition:
    """One thing that is wanted before a referral, and how it stands.

    Attributes:
        what: a code of `WANTED`, or an authority's own words.
        on: the day it was met; None where it is not, or needs not be.
    """

    what: str
    state: str = NOT_MET
    on: date | None = None


def lacking(preconditions: Iterable[Precondition]) -> tuple[str, ...]:
    """What is not met, and needs to be."""
    return tuple(each.what for each in preconditions if each.state == NOT_MET)


def may_begin(preconditions: Iterable[Precondition], urgent: str) -> bool:
    """Whether somebody may be taken on: nothing is lacking, or it is said to be urgent.

    Args:
        urgent: why it cannot wait; empty where it can.
    """
    return bool(urgent) or not lacking(preconditions)
