"""Finding words of lists in a text, however they were pasted. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+")
ALLOWED = "allowed"
Lists = Mapping[str, tuple[str, ...]]


class Found(NamedTuple):
    """A word of a list: what it tells of, the word, and where in the text it stands."""

    matter: str
    word: str
    start: int
    end: int


def found(text: str, lists: Lists) -> Iterator[Found]:
    """The words of a text that stand in a list, in their order.

    Args:
        lists: matter → its stems, "=" before what is only itself. What begins as a stem
            of `ALLOWED` is never found.
    """
    folded, places = _folded(text)
    for match in WORD.finditer(folded):
        word = match[0]
        if word.startswith(lists.get(ALLOWED, ())):
            continue
        for matter, stems in lists.items():
            if matter != ALLOWED and _tells(word, stems):
                start, end = places[match.start()], places[match.end() - 1] + 1
                yield Found(matter, word, start, end)
                break


def _folded(text: str) -> tuple[str, list[int]]:
    """As one reads it, and where each sign of it stands in the text.

    Pasted text has soft hyphens, letters of no width, and letters with their rings and
    dots as signs of their own.
    """
    signs, places = [], []
    for place, cluster in _clusters(text):
        for sign in unicodedata.normalize("NFKC", cluster).casefold():
            signs.append(sign)
            places.append(place)
    return "".join(signs), places


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each letter with what is set above or below it, and its place."""
    place, cluster = 0, ""
    for here, sign in enumerate(text):
        if unicodedata.category(sign) == "Cf":
            continue
        if cluster and unicodedata.combining(sign):
            cluster += sign
            continue
        if cluster:
            yield place, cluster
        place, cluster = here, sign
    if cluster:
        yield place, cluster


def _tells(word: str, stems: tuple[str, ...]) -> bool:
    return any(
        word == stem[1:] if stem.startswith("=") else word.startswith(stem)
        for stem in stems
    )
