"""The lists of words that notes are asked about: the register's, and some more.

The register refuses what no public list may hold. A case may hold more, and is asked
about more: sensitive.toml beside this file.
"""

from functools import cache
from pathlib import Path

from fullfolj.casework.rules import sensitive as sensitive_rules
from fullfolj.casework.rules.sensitive import ADDRESS, EMAIL, PHONE
from fullfolj.kaa import wording
from fullfolj.kaa.rules.wording import Found, Lists


def sensitive(text: str) -> tuple[Found, ...]:
    """What in a text somebody should read once more before it is shared."""
    return sensitive_rules.sensitive(text, lists())


def private(text: str) -> Found | None:
    """The first word of a text that tells of health, crime, belief or the like.

    Not a telephone or an address, which may be the office's or a door's; a personal
    number is one.
    """
    return _first(text, lists())


def unsaid(text: str) -> Found | None:
    """The same of a message, or the first word of why a youth gets it."""
    return _first(text, {**lists(), **of_messages()})


def _first(text: str, words: Lists) -> Found | None:
    shapes = {PHONE, EMAIL, ADDRESS}
    found = sensitive_rules.sensitive(text, words)
    return next((each for each in found if each.matter not in shapes), None)


@cache
def of_messages() -> Lists:
    """What stands besides in no message: matter → its stems."""
    return wording.read(Path(__file__).with_name("message_words.toml"))


def own() -> Lists:
    """The lists of this package alone."""
    return wording.read(Path(__file__).with_name("sensitive.toml"))


@cache
def lists() -> Lists:
    """Matter → its stems: what stands in both files is one list."""
    more, known = own(), wording.lists()
    return {
        matter: (*more.get(matter, ()), *known.get(matter, ()))
        for matter in dict.fromkeys((*more, *known))
    }
