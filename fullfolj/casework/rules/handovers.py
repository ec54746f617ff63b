"""When the 20th birthday is near, and what may cross to another municipality. Pure.

The responsibility ends the day before the 20th birthday (29 kap. 9 § skollagen).
What one authority has written is secret from another (offentlighets- och
sekretesslagen), and goes with the youth's own yes or not at all.
"""

from dataclasses import dataclass
from datetime import date, timedelta

TWENTY = 20  # years
BEFORE = timedelta(days=90)  # so long before somebody prepares the handover

# What is gone through before the birthday; each may be ticked, none must.
ITEMS = ("talked", "study_route", "income", "contact", "promises", "letter")

# How a question of taking over ended: the one who was asked said yes or no; it was
# taken back; or it came to nothing, since the case is closed or somebody else's by now.
ACCEPTED, DECLINED, WITHDRAWN, PASSED = ANSWERS = (
    *("accepted", "declined", "withdrawn", "passed"),
)

# What the youth says to being handed over; and that they took a yes back.
YES, NO = SAID = ("yes", "no")
BACK = "back"
# How they said it.
WAYS = ("met", "phone", "sms", "letter")


def turns_twenty(birth_date: date | None) -> date | None:
    """The 20th birthday; 1 March for a 29 February with none. None where unknown."""
    if birth_date is None:
        return None
    try:
        return birth_date.replace(year=birth_date.year + TWENTY)
    except ValueError:
        return date(birth_date.year + TWENTY, 3, 1)


def days_to_twenty(turns_20_on: date | None, as_of: date) -> int | None:
    """How many days are left, from 90 before until the day before; otherwise None."""
    if turns_20_on is None or not as_of < turns_20_on <= as_of + BEFORE:
        return None
    return (turns_20_on - as_of).days


# What may cross.
ASK, WAITS, GIVE, KEEP = CROSSINGS = ("ask", "waits", "give", "keep")

NOWHERE = ("0000", "0001")  # registered in no municipality
MOVED = "moved"  # why a registration ended, as the population register says it


@dataclass(frozen=True, slots=True)
class Move:
    """Whether a youth may live somewhere else by now.

    Attributes:
        has_left: whether the target group no longer has the youth; for another purpose
            than the law's own duty, whether they have died.
        is_followed: whether the register of the target group says so; for another
            purpose it is enough that they are registered somewhere else.
        home: the code of where they are registered now; None where nobody knows.
        ours: the codes of the authority's own municipalities, and of where the youth
            lived when the case was opened: a programme may take in neighbours.
        ended: why the last registration ended; empty where nobody said.
    """

    has_left: bool
    home: str | None
    ours: frozenset[str]
    ended: str = ""
    is_followed: bool = True

    @property
    def is_away(self) -> bool:
        """Whether they live in another municipality, known or not which."""
        if self.has_left != self.is_followed:
            return False
        if self.home is None:
            return self.ended == MOVED
        return self.home not in (*self.ours, *NOWHERE)

    @property
    def may_be_away(self) -> bool:
        """The same, or nobody knows: not who stays here, went abroad or is dead."""
        nobody_knows = self.has_left and not (self.home or self.ended)
        return self.is_away or (self.is_followed and nobody_knows)


def crossing(answer: str | None) -> str:
    """What may be done: ask, wait, hand over, or keep it all here.

    Args:
        answer: to the latest question; empty while it waits; None where nobody asked.
    """
    if answer is None:
        return ASK
    return {YES: GIVE, NO: KEEP, BACK: KEEP}.get(answer, WAITS)
