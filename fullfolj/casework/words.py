"""What ways, reasons and refusals are called, in the language of the page."""

from collections.abc import Iterable

from django.utils.translation import get_language

from fullfolj.casework.rules.eligibility import Lack
from fullfolj.casework.rules.waits import Wait
from fullfolj.core.catalogue import LANGUAGES, Value, catalogue

CASEWORK = "fullfolj.casework"


def say(group: str, code: str, **values: Value) -> str:
    """The words for a code."""
    language = get_language() or LANGUAGES[0]
    return catalogue(CASEWORK).text(f"{group}.{code}", language, values)


def told(wait: Wait) -> str:
    """What a case waits for, with how many days: "today" and "1 day" are words too."""
    code = wait.reason + {0: "_none", 1: "_one"}.get(wait.days, "")
    known = catalogue(CASEWORK).has(f"waits.{code}")
    return say("waits", code if known else wait.reason, days=wait.days)


def each_told(waits: Iterable[Wait]) -> list[tuple[str, bool]]:
    """What a case waits for, each with whether it is told quietly: see `Wait`."""
    return [(told(wait), wait.is_quiet) for wait in waits]


def lacking(lack: Lack) -> str:
    """What is left for a kind of programme: "1 kvar: engelska"; or that nothing is."""
    if lack.is_eligible:
        return say("lack", "none")
    left = [say("lack", subject) for subject in lack.subjects]
    if lack.others:
        code = "one_more" if lack.others == 1 else "more"
        left.append(say("lack", code, number=lack.others))
    first, last = ", ".join(left[:-1]), left[-1]
    subjects = f"{first} {say('lack', 'and')} {last}" if first else last
    return say("lack", "left", number=lack.left, subjects=subjects)
