"""Which way a text is read: that of its first letter that has one (Unicode annex 9)."""

import unicodedata

RIGHT_TO_LEFT = ("R", "AL")
LEFT_TO_RIGHT = "L"
MARK = "\N{RIGHT-TO-LEFT MARK}"
OPEN, CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def is_right_to_left(text: str) -> bool:
    """Whether a text is read from the right; one without letters is not."""
    ways = (unicodedata.bidirectional(sign) for sign in text)
    way = next((w for w in ways if w in (*RIGHT_TO_LEFT, LEFT_TO_RIGHT)), LEFT_TO_RIGHT)
    return way in RIGHT_TO_LEFT


def apart(text: str) -> str:
    """A text that is read its own way among others, also one of numbers alone.

    A telephone among Arabic letters is otherwise shown with its last group first.
    """
    return f"{OPEN}{text}{CLOSE}" if text else text


def marked(text: str) -> str:
    """A plain text whose every line is read as its first one is.

    Where it is read from the right, a line that begins with a name or a number would be
    read from the left: an invisible mark before it says that it is not.
    """
    if not is_right_to_left(text):
        return text
    return "\n".join(MARK + line if line else line for line in text.split("\n"))
