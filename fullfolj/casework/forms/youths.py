"""Choosing among the list of youths, and naming a choice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.forms.common import workers
from fullfolj.casework.models import NEXT, ORDERS
from fullfolj.casework.rules.waits import REASONS
from fullfolj.casework.words import say
from fullfolj.kaa.models import KNOWN, STALE, UNKNOWN
from fullfolj.kaa.rules.occupation import KINDS
from fullfolj.kaa.words import say as say_of_kaa

STATES = (KNOWN, UNKNOWN, STALE)


MINE, NEVER, ENDED = "mina", "aldrig", "avslutade"


VIEWS = (MINE, NEVER, *REASONS, ENDED)


class ChoiceForm(forms.Form):
    """Which cases a list shows, and in which order; what it does not know, it skips.

    The names of the fields stand in the address, and so in Swedish.
    """

    visa = forms.ChoiceField(label=_("Visa"), required=False)
    ansvarig = forms.ChoiceField(label=_("Ansvarig"), required=False)
    sysselsattning = forms.ChoiceField(label=_("Sysselsättning"), required=False)
    kommun = forms.ChoiceField(label=_("Kommun"), required=False)
    sortera = forms.ChoiceField(label=_("Ordning"), required=False)

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["visa"].choices = [
            ("", say("view", "alla")),
            *((code, say("view", code)) for code in VIEWS),
        ]
        self.owners = workers()
        fields["ansvarig"].choices = [("", _("Alla")), *self.owners]
        fields["sysselsattning"].choices = [
            ("", _("Alla")),
            *((code, say_of_kaa("occupation_state", code)) for code in STATES),
            *((code, say_of_kaa("occupation", code)) for code in KINDS),
        ]
        fields["sortera"].choices = [
            ("" if code == NEXT else code, say("order", code)) for code in ORDERS
        ]
        fields["kommun"].choices = [("", _("Alla")), *((c, c) for c in codes)]
        if len(codes) < 2:
            del self.fields["kommun"]

    def chosen(self) -> dict[str, str]:
        """What was chosen of what there is, by field; without what was left open."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ViewForm(forms.Form):
    """The name of a saved choice of the list."""

    name = forms.CharField(
        label=_("Spara urvalet som"),
        max_length=60,
        help_text=_("Skriv inga namn på ungdomar."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
