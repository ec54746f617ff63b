"""The lists of words that notes are asked about: the register's, and some more.

The register refuses what no public list may hold. A case may hold more, and is asked
about more: sensitive.toml beside this file.
"""

from functools import cache
from pathlib import Path

from fullfolj.casework import sensitive_rules
from fullfolj.casework.sensitive_rules import ADDRESS, EMAIL, PHONE
from fullfolj.kaa import wording
from fullfolj.kaa.rules.wording import Found, Lists


def sensitive(text: str) -> tuple[Found, ...]:
    """What in a text somebody should read once more before it is shared."""
    return sensitive_rules.sensitive(text, lists())


def unsaid(text: str) -> Found | None:
    """The first word of a message that tells of the youth, or of why they get it.

    A telephone or an address is often the office's own; a personal number never is.
    """
    shapes = {PHONE, EMAIL, ADDRESS}
    found = sensitive_rules.sensitive(text, {**lists(), **of_messages()})
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
