"""The papers of casework: what stands on each, as its template takes it.

Their names are nobody's: a title is shown by windows and kept by printers.
"""

from dataclasses import dataclass
from datetime import date

from fullfolj.core.paper import Prose, Sheet, pdf

DAY_SHEET, PLAN, LETTER, MINUTES, HANDOVER = (
    *("casework/day_sheet.typ", "casework/plan.typ"),
    *("casework/letter.typ", "casework/minutes.typ", "casework/handover.typ"),
)


@dataclass(frozen=True)
class Task:
    """Something to do today: for whom, by given name alone, what, and by when."""

    given_name: str
    step: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DaySheetPaper(Sheet):
    """What somebody has to do on a day, the first first."""

    on: date
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Undertaken:
    """One promise; `answer` says whether its party has said yes, in words."""

    text: Prose
    starts_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Part:
    """What one party promises: `party` is called as on the page."""

    party: str
    promises: tuple[Undertaken, ...]


@dataclass(frozen=True)
class Step:
    """A small step, in the youth's words."""

    text: Prose
    who: str
    on: date | None
    is_done: bool = False


@dataclass(frozen=True)
class Answer:
    """What a party said of the whole plan, in words; without a day it has not yet."""

    party: str
    said: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class PlanPaper(Sheet):
    """A plan, with the seven things of the ordinance (2006:39, 8 §).

    `standing` is where it stands, in words: that it holds, or whom it waits for.
    """

    name: str
    version: int
    standing: str
    goal: Prose
    planning: Prose
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    starts_on: date
    ends_on: date | None
    end_reason: str
    followups: tuple[date, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Recipient:
    """To whom a letter goes: name and address, a line each."""

    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LetterPaper(Sheet):
    """A letter, the same to each: it says nothing of why somebody gets it.

    `sender` is who answers and how, a line each; `place` where it is written.
    """

    sender: tuple[str, ...]
    place: str
    on: date
    to: tuple[Recipient, ...]
    subject: str
    body: Prose
    signed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HandoverPaper(Sheet):
    """A letter to where a youth moved, of what they said yes to handing over.

    `said` is how they said it, `text` all that crosses, word for word as they saw it.
    """

    name: str
    born: date | None
    to: str
    said: str
    said_on: date
    text: Prose


@dataclass(frozen=True)
class Decision:
    """What was decided of one at a meeting: what, who does it, and by when."""

    what: str
    who: str
    on: date | None


@dataclass(frozen=True)
class Item:
    """One whom the meeting spoke of, or one thing: what was said and decided."""

    heading: str
    said: Prose
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MinutesPaper(Sheet):
    """The minutes of a team meeting, in the order it took things up."""

    meeting: str
    on: date
    place: str
    present: tuple[str, ...]
    items: tuple[Item, ...]


def day_sheet(paper: DaySheetPaper, language: str) -> bytes:
    """The day sheet as PDF."""
    return pdf(DAY_SHEET, paper, language)


def plan(paper: PlanPaper, language: str) -> bytes:
    """A plan as PDF."""
    return pdf(PLAN, paper, language)


def letters(paper: LetterPaper, language: str) -> bytes:
    """A letter to each recipient as one PDF, each from a page of its own."""
    return pdf(LETTER, paper, language)


def handover(paper: HandoverPaper, language: str) -> bytes:
    """A letter that hands a youth over to another municipality as PDF."""
    return pdf(HANDOVER, paper, language)


def minutes(paper: MinutesPaper, language: str) -> bytes:
    """The minutes of a meeting as PDF."""
    return pdf(MINUTES, paper, language)
