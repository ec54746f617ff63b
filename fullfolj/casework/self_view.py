"""The questions of the own view, in each language that they are asked in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from fullfolj.casework.rules.progress import ITEMS, SCALE
from fullfolj.core.catalogue import LANGUAGES

PLACE = Path(__file__).with_name("self_view.toml")


@dataclass(frozen=True)
class Questions:
    """The ten questions in one language, and what surrounds them.

    Attributes:
        items: number → what is asked.
        scale: value → its words; those between the two ends have only their number.
        declined: that one does not want to answer.
        intro, use: what the youth is told of it, and of who reads the answers.
    """

    language: str
    version: int
    items: dict[int, str]
    scale: dict[int, str]
    declined: str
    intro: str
    use: str


def language_of(asked: str | None = None) -> str:
    """The language asked for, where there is one; otherwise that of the page."""
    for each in (asked, get_language()):
        if each in LANGUAGES:
            return str(each)
    return LANGUAGES[0]


@cache
def questions(language: str) -> Questions:
    """The questions in a language of `LANGUAGES`."""
    found = _file()
    around, items = found["scale"][language], found["items"][language]
    scale = {value: str(value) for value in SCALE}
    ends = {value: f"{value} {around[str(value)]}" for value in (SCALE[0], SCALE[-1])}
    return Questions(
        language=language,
        version=found["version"],
        items={item: items[str(item)] for item in ITEMS},
        scale=scale | ends,
        declined=around["declined"],
        intro=around["intro"],
        use=around["use"],
    )


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(PLACE.read_text(encoding="utf-8"))
