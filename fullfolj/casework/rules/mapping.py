"""What a mapping asks: which sections, in which words, in which order. Pure.

A section is data with versions. The common ones stand in sections.toml, an authority's
own in the database; an authority also says there which of the common it does not ask.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

# How far one has come with a section; without an answer it is not begun.
NOT_BEGUN = "not_begun"
BEGUN, WAITING, DONE = STATES = ("begun", "waiting", "done")

QUESTIONS = ("works", "hard", "want")
LONGEST = 2000  # characters of one answer
OWN = "egen-"  # begins the code of an authority's own section


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section in one version, in one language.

    Attributes:
        works, hard, want: the three questions, as they are asked.
        is_private: read only by the case's owner and by who wrote it.
        is_first: one of those a mapping begins with.
        is_asked: False once the authority no longer uses it.
    """

    code: str
    version: int = 1
    title: str = ""
    help: str = ""
    works: str = ""
    hard: str = ""
    want: str = ""
    is_private: bool = False
    is_first: bool = False
    is_asked: bool = True

    @property
    def is_own(self) -> bool:
        """Whether the authority made it."""
        return self.code.startswith(OWN)

    @property
    def words(self) -> tuple[str, ...]:
        """What one reads before one answers."""
        return (self.title, self.help, self.works, self.hard, self.want)


@dataclass(frozen=True, slots=True)
class Sections:
    """All versions of all sections: the common ones in order, then the authority's.

    What the authority says of a common section (its code in `own`) is only whether it
    is asked; the words stay the house's.
    """

    common: Sequence[Section]
    own: Sequence[Section] = ()

    def now(self) -> list[Section]:
        """The latest version of each, in order, also of those no longer asked."""
        said = latest(self.own)
        common = latest(self.common)
        asked = {code: each.is_asked for code, each in said.items()}
        mine = [each for each in said.values() if each.is_own]
        return [
            *(replace(s, is_asked=asked.get(s.code, True)) for s in common.values()),
            *sorted(mine, key=lambda each: int(each.code.removeprefix(OWN))),
        ]

    def asked(self) -> list[Section]:
        """Those that a mapping asks today, the first ones first."""
        asked = [each for each in self.now() if each.is_asked]
        return sorted(asked, key=lambda each: not each.is_first)

    def get(self, code: str) -> Section | None:
        """One section as it is now, asked or not."""
        return next((each for each in self.now() if each.code == code), None)

    def as_asked(self, code: str, version: int) -> Section:
        """One section in the words it had when it was answered."""
        there = (each for each in (*self.common, *self.own) if each.title)
        same = (s for s in there if (s.code, s.version) == (code, version))
        return next(same, Section(code=code, version=version, title=code))

    def asked_otherwise(self, section: Section, version: int) -> Section | None:
        """A section as it was in another version; None where the words are the same."""
        before = self.as_asked(section.code, version)
        return None if before.words == section.words else before

    def next_code(self) -> str:
        """The code of the next section of the authority's own."""
        mine = [s.code.removeprefix(OWN) for s in self.own if s.is_own]
        return f"{OWN}{max(map(int, mine), default=0) + 1}"


def latest(sections: Iterable[Section]) -> dict[str, Section]:
    """The highest version of each, by code, in the order in which they first stand."""
    found: dict[str, Section] = {}
    for each in sections:
        if each.code not in found or found[each.code].version < each.version:
            found[each.code] = each
    return found
