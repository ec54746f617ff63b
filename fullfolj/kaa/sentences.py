"""The reasons of an answer as sentences, for pages, lists and commands alike."""

from collections.abc import Mapping

from fullfolj.core.catalogue import Value, catalogue
from fullfolj.kaa.rules.membership import Answer, Change
from fullfolj.kaa.rules.reasons import reasons

KAA = "fullfolj.kaa"
CODES = ("kind", "school_type", "choice")


def why(answer: Answer, language: str) -> list[str]:
    """The reasons of an answer, the deciding sentence first."""
    words = catalogue(KAA)
    return [
        words.text(r.code, language, _worded(r.values, language))
        for r in reasons(answer)
    ]


def because(change: Change, language: str) -> str:
    """What happens on the day of a change."""
    words = catalogue(KAA)
    return ", ".join(words.text(f"cause.{c}", language) for c in change.causes)


def _worded(values: Mapping[str, Value], language: str) -> dict[str, Value]:
    """Codes among the values as words of the language."""
    words, found = catalogue(KAA), dict(values)
    for name in CODES:
        value = found.get(name)
        if value and words.has(f"{name}.{value}"):
            found[name] = words.text(f"{name}.{value}", language)
    return found
