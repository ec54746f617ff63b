"""What may not be written where the register's texts stand.

The register holds no sensitive personal data (förordning 2006:39 5 §). A list cannot
know what a sentence means: it stops the words that most often say it, and says what to
write instead. The list is wording.toml, which a lawyer can read.
"""

import tomllib
from functools import cache
from pathlib import Path

from fullfolj.kaa.rules.wording import Found, Lists, found


def sensitive(text: str) -> Found | None:
    """The first word of a text that tells of health, crime, belief or the like."""
    return next(found(text, lists()), None)


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """Matter → its stems, "=" before what is only itself; and what is `allowed`."""
    return dict(read(Path(__file__).with_name("wording.toml")))


def read(path: Path) -> Lists:
    """The lists of a file."""
    return {
        matter: tuple(given.get("stems", given.get("fine", ())))
        for matter, given in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
