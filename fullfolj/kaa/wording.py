"""What may not be written where the register's texts stand.

The register holds no sensitive personal data (förordning 2006:39 5 §). A list cannot
know what a sentence means: it stops the words that most often say it, and says what to
write instead. The list is wording.toml, which a lawyer can read.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+")


class Sensitive(NamedTuple):
    """A word that does not belong in the register, and what it tells of."""

    matter: str
    word: str


def sensitive(text: str) -> Sensitive | None:
    """The first word of a text that tells of health, crime, belief or the like."""
    for word in WORD.findall(_folded(text)):
        if word.startswith(lists()["allowed"]):
            continue
        for matter, stems in lists().items():
            if matter != "allowed" and _tells(word, stems):
                return Sensitive(matter, word)
    return None


def _folded(text: str) -> str:
    """As one reads it: pasted text has soft hyphens, letters of no width and forms."""
    seen = (c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).casefold()


def _tells(word: str, stems: tuple[str, ...]) -> bool:
    return any(
        word == stem[1:] if stem.startswith("=") else word.startswith(stem)
        for stem in stems
    )


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """Matter → its stems, "=" before what is only itself; and what is `allowed`."""
    text = Path(__file__).with_name("wording.toml").read_text(encoding="utf-8")
    return {
        matter: tuple(found.get("stems", found.get("fine", ())))
        for matter, found in tomllib.loads(text).items()
    }
