"""Messages to youths: what may stand in one, whom it may reach, and when. Pure.

A telephone lies on a table where others read. So a message says who writes and how to
answer, and never whom it is for or why.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fullfolj.casework.rules.waits import EMAIL, LETTER, PHONE, SMS

CHANNELS = (SMS, EMAIL, LETTER)
REFUSABLE = (PHONE, *CHANNELS)  # ways that a youth may say no to
# Which of a person's contact details a channel goes to.
DETAILS = {SMS: "phone", EMAIL: "email", LETTER: "address"}

COACH, TELEPHONE, ANSWER_BY = PLACES = ("coach", "telefon", "svar_senast")
PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST = {SMS: 480, EMAIL: 2000, LETTER: 2000}  # characters; of an sms three parts

PREPARED, HANDED_OVER, PRINTED, SENT, FAILED, ANSWERED, OPTED_OUT, WITHDRAWN = (
    *("prepared", "handed_over", "printed", "sent"),
    *("failed", "answered", "opted_out", "withdrawn"),
)
STATES = (PREPARED, HANDED_OVER, PRINTED, SENT, FAILED, ANSWERED, OPTED_OUT, WITHDRAWN)
OUT = (HANDED_OVER, PRINTED, SENT)  # it has left us, and may be answered
# What may become of a message, from each state.
BECOMES: dict[str, tuple[str, ...]] = {
    PREPARED: (*OUT, FAILED, WITHDRAWN, OPTED_OUT),
    HANDED_OVER: (ANSWERED, OPTED_OUT),
    PRINTED: (PRINTED, ANSWERED, OPTED_OUT),
    SENT: (FAILED, ANSWERED, OPTED_OUT),
    FAILED: (),
    ANSWERED: (OPTED_OUT,),
    OPTED_OUT: (),
    WITHDRAWN: (),  # it never left us: something was said meanwhile
}

# Why somebody gets no message, the first that holds; the last may be overruled.
CLOSED, LEFT, TWICE, PROTECTED, REFUSED, NO_WAY, SHARED, RECENT = HINDRANCES = (
    *("closed", "left", "twice", "protected", "refused", "no_way", "shared", "recent"),
)
OF_CASE = (CLOSED, LEFT)  # another case of the same youth may reach them


@dataclass(frozen=True, slots=True)
class Hours:
    """When an authority lets messages go, in whole hours of the day.

    Attributes:
        quiet_from: from this hour nothing goes,
        quiet_to: until this one; alike means that no hour is quiet.
        apart: hours between two messages to the same youth. That is the one digest:
            nothing is sent by itself, so that what waits for a youth at once, a meeting
            to be reminded of and a letter, is one message that somebody chooses; who
            would send another is told of the first.
    """

    quiet_from: int = 20
    quiet_to: int = 8
    apart: int = 24

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing should go at a time, in local time."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= at.hour < self.quiet_to
        return at.hour >= self.quiet_from or at.hour < self.quiet_to

    def goes_at(self, at: datetime) -> datetime:
        """When what is sent at a local time goes: then, or as soon as it is morning."""
        if not self.is_quiet(at):
            return at
        morning = at.replace(hour=self.quiet_to, minute=0, second=0, microsecond=0)
        return morning if morning > at else morning + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """What decides whether a message may go to somebody.

    Attributes:
        has_way: whether we know a number or an address for the channel.
        has_left: whether the register no longer holds them: they may have died.
        is_shared: whether the same message goes to the same telephone or mailbox
            already, for somebody else: two siblings have one.
        last_at: when the last message to them was made; None if there was none.
    """

    has_way: bool
    is_open: bool = True
    is_closed: bool = False
    has_left: bool = False
    is_twice: bool = False
    has_refused: bool = False
    is_shared: bool = False
    last_at: datetime | None = None


def hindrance(one: Reach, at: datetime, hours: Hours) -> str:
    """Why a message may not go to somebody at a time; empty where it may.

    To a protected person nothing goes: no paper, no mail server and no list of texts to
    send is to know how they are reached. Who is cleared gets in touch themselves.
    """
    holds = {
        CLOSED: one.is_closed,
        LEFT: one.has_left,
        TWICE: one.is_twice,
        PROTECTED: not one.is_open,
        REFUSED: one.has_refused,
        NO_WAY: not one.has_way,
        SHARED: one.is_shared,
        RECENT: one.last_at is not None
        and at - one.last_at < timedelta(hours=hours.apart),
    }
    return next((why for why in HINDRANCES if holds[why]), "")


def unknown_places(text: str) -> tuple[str, ...]:
    """What a text would have filled in that we do not fill in: a name, say."""
    return tuple(name for name in PLACE.findall(text) if name not in PLACES)


def places_in(text: str) -> frozenset[str]:
    """What is filled in in a text."""
    return frozenset(PLACE.findall(text)) & frozenset(PLACES)


def filled(text: str, said: Mapping[str, str]) -> str:
    """A text with its places filled in."""
    return PLACE.sub(lambda match: said.get(match[1], match[0]), text)
