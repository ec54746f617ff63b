"""What a school told, as somebody types it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field, has_been
from fullfolj.schooling.models import NOTICES
from fullfolj.schooling.words import say


class NoticeForm(forms.Form):
    """Which school told what, about which day."""

    kind = forms.ChoiceField(
        label=_("Vad har skolan meddelat?"), widget=forms.RadioSelect, choices=()
    )
    school = forms.CharField(
        label=_("Skola"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "schools"}),
    )
    on = day_field(
        label=_("Vilken dag gäller det?"),
        help_text=_("Första dagen, sista dagen eller dagen som frånvaron började."),
    )
    received_on = day_field(has_been, label=_("När kom meddelandet?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(code, say("notice", code)) for code in NOTICES]


class TakeBackForm(forms.Form):
    """What the button beside a notice sends."""

    about = forms.UUIDField()
