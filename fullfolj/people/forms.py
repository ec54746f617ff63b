"""The search."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_WORDS = 6


class SearchForm(forms.Form):
    """One field for names, numbers and telephones."""

    text = forms.CharField(
        label=_("Sök på namn, personnummer eller telefon"),
        max_length=100,
        required=False,
        help_text=_("Början av ordet räcker, till exempel Lind An eller 2008-05."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        """Few words: each one is looked up by itself."""
        text = str(self.cleaned_data["text"])
        if len(text.split()) > MOST_WORDS:
            raise forms.ValidationError(_("Skriv högst sex ord."))
        return text
