"""Who may begin a national programme, and which passed subjects are lacking. Pure.

Source: 16 kap. 30–34 §§ skollagen (2010:800), lag 2018:749, and what the regulations
say of the nine other subjects (gymnasieförordningen; Skolverket, behörighetskrav). An
equivalent knowledge counts as a pass (16:33). An applicant who lacks English alone may
be let in all the same (16:32): the school decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SWEDISH, SECOND_SWEDISH = "swedish", "swedish_second"
ENGLISH, MATHEMATICS = "english", "mathematics"
OTHERS = (
    *("art", "biology", "physics", "geography", "home_economics", "history"),
    *("sports", "chemistry", "mother_tongue", "modern_language"),
    *("modern_language_2", "music", "religion", "civics", "crafts"),
    *("sign_language", "technology"),
)
CORE = (SWEDISH, ENGLISH, MATHEMATICS)
SUBJECTS = (SWEDISH, SECOND_SWEDISH, ENGLISH, MATHEMATICS, *OTHERS)

VOCATIONAL, AESTHETIC, SOCIAL, SCIENCE = TRACKS = (
    *("vocational", "aesthetic", "social", "science"),
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a programme asks besides the three core subjects.

    Attributes:
        others: how many other subjects.
        named: which must be among them.
    """

    others: int
    named: tuple[str, ...] = ()


# From which day → what each kind of programme asks. The newest first.
REQUIREMENTS: Sequence[tuple[date, Mapping[str, Requirement]]] = (
    (
        date(2011, 7, 1),  # Gy11; skollagen applied from this day
        {
            VOCATIONAL: Requirement(5),
            AESTHETIC: Requirement(9),
            SOCIAL: Requirement(9, ("geography", "history", "religion", "civics")),
            SCIENCE: Requirement(9, ("biology", "physics", "chemistry")),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Lack:
    """What is lacking for a kind of programme.

    Attributes:
        subjects: those that must be passed.
        others: how many more, whichever they are.
    """

    track: str
    subjects: tuple[str, ...] = ()
    others: int = 0

    @property
    def left(self) -> int:
        """How many passed subjects are left."""
        return len(self.subjects) + self.others

    @property
    def is_eligible(self) -> bool:
        """Whether nothing is lacking."""
        return self.left == 0

    @property
    def only_english(self) -> bool:
        """Whether the school may let the applicant in all the same (16:32)."""
        return self.subjects == (ENGLISH,) and self.others == 0


def requirement(track: str, on: date) -> Requirement | None:
    """What a kind of programme asks on a day; None before the rules we know."""
    return next((all_[track] for since, all_ in REQUIREMENTS if since <= on), None)


def lack(passed: Collection[str], track: str, on: date) -> Lack | None:
    """What is lacking for a kind of programme, for who has passed these subjects.

    Swedish and Swedish as a second language are one subject; the second of them is not
    one of the others.

    Returns:
        None on a day before the rules that we know.
    """
    asked = requirement(track, on)
    if asked is None:
        return None
    held = set(passed) | ({SWEDISH} if SECOND_SWEDISH in passed else set())
    core = tuple(subject for subject in CORE if subject not in held)
    named = tuple(subject for subject in asked.named if subject not in held)
    others = len(held.intersection(OTHERS))
    return Lack(track, core + named, max(0, asked.others - others - len(named)))


def lacks(passed: Collection[str], on: date) -> list[Lack]:
    """What is lacking for each kind of programme, in the order of `TRACKS`."""
    found = (lack(passed, track, on) for track in TRACKS)
    return [each for each in found if each is not None]


# ── How many, year by year ───────────────────────────────────────────────────────────

FEW = 5  # persons; fewer are told to those who know them, and to nobody else


def school_year(on: date) -> int:
    """The year in which the school year of a day began: 1 July to 30 June."""
    return on.year if on.month >= 7 else on.year - 1


@dataclass(frozen=True, slots=True)
class Year:
    """How many became eligible in a school year.

    Attributes:
        number: None where it is too small to tell.
        change: since the year before in the series; None where either is not told, or
            the year is not over.
    """

    begins: int
    number: int | None
    change: int | None = None
    is_over: bool = True

    @property
    def label(self) -> str:
        """As one writes it: 2026/27."""
        return f"{self.begins}/{(self.begins + 1) % 100:02}"

    @property
    def signed(self) -> str:
        """The change with its sign; empty where it is not told."""
        return "" if self.change is None else signed(self.change)


def series(
    numbers: Mapping[int, int], *, to_all: bool, ongoing: int | None = None
) -> list[Year]:
    """The years in order, each with its change since the one before.

    Args:
        numbers: the year in which each school year began → how many.
        ongoing: the school year that is not over: nothing is compared with it.
        to_all: for others than those who work with the youths: numbers under five, none
            included, are not told, nor what they could be counted from.
    """
    told = {
        year: None if to_all and numbers[year] < FEW else numbers[year]
        for year in sorted(numbers)
    }
    found: list[Year] = []
    before: int | None = None
    for year, number in told.items():
        is_over = year != ongoing
        change = None
        if number is not None and before is not None and is_over:
            change = number - before
        found.append(Year(year, number, change, is_over=is_over))
        before = number
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last year of a series, with their numbers."""

    since: str
    until: str
    first: int
    last: int

    @property
    def signed(self) -> str:
        """How much more, or fewer, with its sign."""
        return signed(self.last - self.first)


def span(years: Sequence[Year]) -> Span | None:
    """From the first year to the last that is over, where both are told: 1 → 12."""
    over = [year for year in years if year.is_over]
    if len(over) < 2:
        return None
    first, last = over[0], over[-1]
    if first.number is None or last.number is None:
        return None
    return Span(first.label, last.label, first.number, last.number)


def signed(change: int) -> str:
    """A change as one writes it: +11, −3, ±0."""
    return f"{change:+}".replace("-", "−") if change else "±0"
