"""What the standard's words mean here: `codes.toml`, read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from fullfolj.exchange.extracts.checks import Refused


@cache
def codes() -> dict[str, Any]:
    """The tables, by name."""
    text = Path(__file__).with_name("codes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def meaning(table: str, field: str, word: object) -> str:
    """What a word of a table means here.

    Raises:
        Refused: it stands in no table, or is no word at all.
    """
    found = codes()[table].get(word.strip()) if isinstance(word, str) else None
    if found is None:
        raise Refused(field, text(word), "code.unknown" if word else "code.needed")
    return str(found)


def is_passed_over(word: object) -> bool:
    """Whether a school type is one that no rule asks for."""
    return word in codes()["passed_over"]["school_type"]


def text(value: object) -> str:
    """A value as text that can be kept; nothing for what is none or is not plain."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    whole = str(value).encode("utf-8", "ignore").decode()
    return whole.replace("\0", "").strip()


def id_of(reference: object) -> str:
    """The id that a reference names; nothing where it is none."""
    return text(reference.get("id")) if isinstance(reference, dict) else ""
