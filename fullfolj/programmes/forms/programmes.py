"""The forms of programmes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.core import clock
from fullfolj.programmes.models.programmes import OLDEST

YOUNGEST = 6  # an age below it is a slip of the finger


def age_field(label: Any, help_text: Any) -> forms.IntegerField:
    """An age in whole years."""
    return forms.IntegerField(
        label=label, min_value=YOUNGEST, max_value=OLDEST, help_text=help_text
    )


class ProgrammeForm(forms.Form):
    """A new programme: whom it is for, and on what ground."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=100,
        help_text=_("Till exempel Plug In 2.0 eller Navigator."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lowest_age = age_field(
        _("Lägsta ålder"), _("Plug In 2.0 tog emot från 15 år, Navigator från 16.")
    )
    highest_age = age_field(
        _("Högsta ålder"), _("Plug In 2.0 tog emot till och med 24 år, Navigator 29.")
    )
    legal_ground = forms.CharField(
        label=_("Rättslig grund"),
        max_length=300,
        help_text=_(
            "Vad ni stöder er på när ni skriver om dem som deltar."
            " Till exempel nämndens beslut eller avtalet om projektet, med datum."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_from = day_field(label=_("Från och med"), initial=clock.today)
    valid_to = day_field(
        label=_("Till"),
        required=False,
        help_text=_("Första dagen efter programmet. Tomt betyder tills vidare."),
    )


class EndForm(forms.Form):
    """From which day a programme is over."""

    valid_to = day_field(label=_("Första dagen efter programmet"), initial=clock.today)
