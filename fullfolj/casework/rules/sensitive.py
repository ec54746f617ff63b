"""What in a text somebody should read once more before it is shared. Pure.

Words come from lists, numbers and addresses from their shape. Neither knows what a
sentence means: what is found is asked about, never refused.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from fullfolj.kaa.rules import wording
from fullfolj.kaa.rules.wording import Found, Lists

PERSONAL_NUMBER, EMAIL, PHONE, ADDRESS = (
    *("personal_number", "email", "phone", "address"),
)
# The most certain first: what one has found the next does not find again.
SHAPES = {
    # The day of a coordination number is sixty more; a reserve number ends in letters.
    PERSONAL_NUMBER: re.compile(
        r"(?<![\d-])(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])"
        r"(?:[-+ ]?\d{4}|[-+ ]?[A-Za-z]{2}\d\d)(?!\d)"
    ),
    EMAIL: re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    PHONE: re.compile(
        r"(?<![\d-])(?:(?:\+|00)46[ -]?(?:\(0\))?[ -]?|0)[1-9]\d{0,2}[ -/]{0,3}"
        r"\d{2,3}(?:[ -]?\d{2,3}){1,3}(?!\d)"
    ),
    ADDRESS: re.compile(
        r"\b[A-ZÅÄÖ][\w-]*(?: [\w-]+)?"
        r"(?:gatan|gata|vägen|väg|gränd|gränden|stigen|stig|torget|backen|allén|gården)"
        r" \d{1,4} ?[A-Ha-h]?\b"
        r"|\b\d{3} \d{2} {1,2}[A-ZÅÄÖ]\w+"
    ),
}
KINDS_OF_SHAPE = tuple(SHAPES)


def sensitive(text: str, lists: Lists) -> tuple[Found, ...]:
    """What somebody should read once more, in its order; nothing of it twice."""
    spans: list[Found] = []
    for each in (*_shapes(text), *wording.found(text, lists)):
        if not any(
            each.start < other.end and other.start < each.end for other in spans
        ):
            spans.append(each)
    return tuple(sorted(spans, key=lambda span: span.start))


def _shapes(text: str) -> Iterator[Found]:
    for kind, shape in SHAPES.items():
        for match in shape.finditer(text):
            yield Found(kind, match[0], match.start(), match.end())


def mark_of(found: Iterable[Found]) -> str:
    """A mark of what was found: who has read it has read this, and nothing else."""
    words = sorted({f"{each.matter} {each.word}" for each in found})
    return sha256("\n".join(words).encode()).hexdigest()[:16]
