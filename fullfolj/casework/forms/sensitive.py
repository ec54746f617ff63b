"""Asking once more before a text with words that hurt is shared."""

from itertools import chain
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
    it, they are shown in their turn. Its page includes casework/words_found.html,
    which sends the mark back.

    Attributes:
        SHARED: the fields with texts that are shared when the form is carried out.
        READ: what is said of them, under `refused` in the catalogue.
        asked_about: what was not read before now, as written and once, with its kind.
    """

    SHARED: tuple[str, ...] = ()
    MARK = "has_read"
    READ = "read_words"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: tuple[Found, ...] = ()
        self.asked_about: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        """What was filled in; where nothing else is wrong, it is read once more.

        What is hidden nobody can put right by hand: it is told, and given anew.
        """
        given = super().clean() or {}
        if any(field.errors for field in self.hidden_fields()):
            self.add_error(None, say("refused", "torn"))
        if not self.errors:
            self.read_once_more(given)
        return given

    def shared(self) -> dict[str | None, str]:
        """What others will read, by its field: what stood before has been read."""
        asked = [self[name] for name in self.SHARED if name in self.fields]
        changed = (
            each for each in asked if each.field.has_changed(each.initial, each.data)
        )
        return {each.name: str(each.value()) for each in changed}

    def unread(self) -> dict[str | None, str]:
        """Such words of each field, unless the user was shown these before now."""
        texts = self.shared()
        found = {name: sensitive(text) for name, text in texts.items()}
        self.found = tuple(chain.from_iterable(found.values()))
        if not self.found or self.data.get(self.MARK) == self.read_mark:
            return {}
        written = {
            name: [(texts[name][each.start : each.end], each.matter) for each in spans]
            for name, spans in found.items()
            if spans
        }
        self.asked_about = list(dict.fromkeys(chain.from_iterable(written.values())))
        return {
            name: ", ".join(dict.fromkeys(word for word, _matter in words))
            for name, words in written.items()
        }

    def read_once_more(self, _given: dict[str, Any]) -> None:
        """Refuse texts with such words, each beside its field."""
        for name, words in self.unread().items():
            self.add_error(name, say("refused", self.READ, words=words))

    @property
    def read_mark(self) -> str:
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

    def read_once_more(self, given: dict[str, Any]) -> None:
        """Refuse texts for all to read with words that the user has not seen."""
        if given["is_restricted"] or not self.unread():
            return
        self.add_error("is_restricted", say("refused", "read_once_more"))
        anyhow = _("Alla hos er. Jag har läst orden, och de ska stå så.")
        self.offer((RESTRICTED, self.FEW), (ORDINARY, anyhow))
        self.data = {**dict(self.data.items()), "is_restricted": RESTRICTED}
