"""A calendar as other programs read it: RFC 5545, as little of it as is needed.

What leaves the house this way is read by calendars that are not ours: a time and one
word, never with whom or where.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fullfolj.casework.rules.meetings import Span

WIDEST = 75  # bytes of a line, without its end
SPECIAL = re.compile(r"[\\;,]")


@dataclass(frozen=True, slots=True)
class Event:
    """What stands in the calendar; `uid` is the same each time it is asked for."""

    uid: str
    span: Span
    changed_at: datetime
    summary: str


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole calendar, with the wish that programs ask for it anew each hour."""
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fullfölj//Fullfölj//SV"),
        *(f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}"),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for event in events:
        lines += _event(event)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"DTSTAMP:{moment(event.changed_at)}"
    yield f"DTSTART:{moment(event.span.starts_at)}"
    yield f"DTEND:{moment(event.span.ends_at)}"
    yield f"SUMMARY:{text(event.summary)}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def text(said: str) -> str:
    """A text as a value: what has a meaning of its own is marked, lines are one."""
    marked = SPECIAL.sub(lambda found: "\\" + found[0], said)
    return "\\n".join(marked.splitlines())


def moment(at: datetime) -> str:
    """A moment in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def folded(line: str) -> str:
    """A line, broken where it is longer than 75 bytes; never within a character."""
    parts, room = [""], WIDEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append("")
            room = WIDEST - 1  # the space that a continuation begins with
        parts[-1] += sign
        room -= size
    return "\r\n ".join(parts)
