"""Asking once more before a text with words that hurt is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.rules.sensitive import mark_of
from fullfolj.casework.wording import sensitive
from fullfolj.casework.words import say
from fullfolj.kaa.rules.wording import Found

ORDINARY, RESTRICTED = "ordinary", "restricted"


class ReadsOnceMore(forms.Form):
    """A form with texts that others read: words that hurt are shown once.

    Sent again with the mark of what was shown it is taken; with other such words in
    it, they are shown in their turn.
    """

    SHARED: tuple[str, ...] = ()  # the fields with texts
    MARK = "has_read"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: tuple[Found, ...] = ()
        self.words: list[tuple[str, str]] = []  # as written, each once, and their kinds

    def has_unread(self, given: dict[str, Any]) -> bool:
        """Whether there are such words that the user was not shown before now."""
        texts = "\n".join(str(given[name]) for name in self.SHARED)
        found = sensitive(texts)
        if not found or self.data.get(self.MARK) == mark_of(found):
            return False
        self.found = found
        written = ((texts[each.start : each.end], each.matter) for each in found)
        self.words = list(dict.fromkeys(written))
        return True

    def read_once_more(self, given: dict[str, Any]) -> None:
        """Refuse texts with such words, beside the first of them."""
        if self.has_unread(given):
            self.add_error(self.SHARED[0], say("refused", "read_words"))

    @property
    def mark(self) -> str:
        """What is sent back by who has read what was found."""
        return mark_of(self.found)


class AsksOnceMore(ReadsOnceMore):
    """The same, of texts that may be for fewer to read: that is what it proposes.

    Sent again with the mark, for all to read, it is taken.
    """

    FEW = _("Bara du och den som är ansvarig")

    is_restricted = forms.TypedChoiceField(
        label=_("Vem får läsa?"),
        coerce=lambda said: said == RESTRICTED,
        initial=ORDINARY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ordinary = (ORDINARY, _("Alla hos er som arbetar med ungdomen"))
        self.offer(ordinary, (RESTRICTED, self.FEW))

    def offer(self, *choices: tuple[str, Any]) -> None:
        """Let one choose who may read it."""
        fields: dict[str, Any] = self.fields
        fields["is_restricted"].choices = choices

    def ask_once_more(self, given: dict[str, Any]) -> None:
        """Refuse texts for all to read with words that the user has not seen."""
        if given["is_restricted"] or not self.has_unread(given):
            return
        self.add_error("is_restricted", say("refused", "read_once_more"))
        anyhow = _("Alla hos er. Jag har läst orden, och de ska stå så.")
        self.offer((RESTRICTED, self.FEW), (ORDINARY, anyhow))
        self.data = {**dict(self.data.items()), "is_restricted": RESTRICTED}
