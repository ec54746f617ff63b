"""The reasons of an answer as sentences, for pages, lists and commands alike."""

from collections.abc import Callable, Mapping
from datetime import date

from fullfolj.core.catalogue import Value, catalogue
from fullfolj.kaa.rules.membership import Answer, Change
from fullfolj.kaa.rules.reasons import reasons

KAA = "fullfolj.kaa"
CODES = ("kind", "school_type", "choice")


def why(
    answer: Answer, language: str, day: Callable[[date], str] = date.isoformat
) -> list[str]:
    """The reasons of an answer, the deciding sentence first.

    Args:
        day: how a day is written.
    """
    words = catalogue(KAA)
    return [
        words.text(r.code, language, _worded(r.values, language, day))
        for r in reasons(answer)
    ]


def because(change: Change, language: str) -> str:
    """What happens on the day of a change."""
    words = catalogue(KAA)
    return ", ".join(words.text(f"cause.{c}", language) for c in change.causes)


def _worded(
    values: Mapping[str, Value], language: str, day: Callable[[date], str]
) -> dict[str, Value]:
    """Codes among the values as words of the language, and days as they are written."""
    words = catalogue(KAA)

    def worded(name: str, value: Value) -> Value:
        if isinstance(value, date):
            return day(value)
        key = f"{name}.{value}"
        return words.text(key, language) if name in CODES and words.has(key) else value

    return {name: worded(name, value) for name, value in values.items()}
