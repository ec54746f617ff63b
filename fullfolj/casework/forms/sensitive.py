"""Asking once more before a text with words that hurt is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.sensitive_rules import mark_of
from fullfolj.casework.wording import sensitive
from fullfolj.casework.words import say
from fullfolj.kaa.rules.wording import Found

ORDINARY, RESTRICTED = "ordinary", "restricted"


class AsksOnceMore(forms.Form):
    """A form that shares texts, and shows what in them should be read once more.

    It proposes that fewer read them. Sent again with the mark of what was shown, for
    all to read, it is taken; with other such words in it, they are shown in their turn.
    """

    SHARED: tuple[str, ...] = ()  # the fields with texts
    MARK = "has_read"
    FEW = _("Bara du och den som är ansvarig")

    is_restricted = forms.TypedChoiceField(
        label=_("Vem får läsa?"),
        coerce=lambda said: said == RESTRICTED,
        initial=ORDINARY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: tuple[Found, ...] = ()
        self.words: list[tuple[str, str]] = []  # as written, each once, and their kinds
        ordinary = (ORDINARY, _("Alla hos er som arbetar med ungdomen"))
        self.offer(ordinary, (RESTRICTED, self.FEW))

    def offer(self, *choices: tuple[str, Any]) -> None:
        """Let one choose who may read it."""
        fields: dict[str, Any] = self.fields
        fields["is_restricted"].choices = choices

    def ask_once_more(self, given: dict[str, Any]) -> None:
        """Refuse texts for all to read with words that the user has not seen."""
        texts = "\n".join(str(given[name]) for name in self.SHARED)
        found = () if given["is_restricted"] else sensitive(texts)
        if not found or self.data.get(self.MARK) == mark_of(found):
            return
        self.found = found
        written = ((texts[each.start : each.end], each.matter) for each in found)
        self.words = list(dict.fromkeys(written))
        self.add_error("is_restricted", say("refused", "read_once_more"))
        anyhow = _("Alla hos er. Jag har läst orden, och de ska stå så.")
        self.offer((RESTRICTED, self.FEW), (ORDINARY, anyhow))
        self.data = {**dict(self.data.items()), "is_restricted": RESTRICTED}

    @property
    def mark(self) -> str:
        """What is sent back by who has read what was found."""
        return mark_of(self.found)
