"""Asking once more before a text with words that hurt is shared."""

from typing import Any

from fullfolj.casework.forms.common import VersionedForm
from fullfolj.casework.sensitive_rules import mark_of
from fullfolj.casework.wording import sensitive
from fullfolj.kaa.rules.wording import Found


class AsksOnceMoreForm(VersionedForm):
    """A form that shares texts, and shows what in them should be read once more.

    Sent again with the mark of what was shown, it is taken; with other such words in
    it, they are shown in their turn.
    """

    SHARED: tuple[str, ...] = ()  # the fields with texts
    MARK = "has_read"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: tuple[Found, ...] = ()
        self.words: list[tuple[str, str]] = []  # as written, each once, and their kinds

    def asks(self, given: dict[str, Any]) -> bool:
        """Whether the user must read something once more; then `found` is what."""
        texts = "\n".join(str(given.get(name) or "") for name in self.SHARED)
        found = sensitive(texts)
        if not found or self.data.get(self.MARK) == mark_of(found):
            return False
        self.found = found
        written = ((texts[each.start : each.end], each.matter) for each in found)
        self.words = list(dict.fromkeys(written))
        return True

    @property
    def mark(self) -> str:
        """What is sent back by who has read what was found."""
        return mark_of(self.found)
