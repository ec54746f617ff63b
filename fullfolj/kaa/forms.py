"""What a person decides where the rule asks, and what an authority has decided."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.core import clock
from fullfolj.kaa.rules.membership import IN, OUT, REVIEW
from fullfolj.kaa.words import say

LAW, OWN = "law", "own"
ADMITTED = "admitted_counts_until"
HIDDEN = _(
    "Skriv hur du vet det, till exempel ”Kontrollerat av mig den 3 oktober, enligt vår "
    "rutin”. Skriv aldrig var personen bor eller går i skola, och inget om hälsa, "
    "diagnos, brott eller tro."
)


class RulingForm(forms.Form):
    """In the target group or not, and why."""

    decision = forms.ChoiceField(
        label=_("Ingår personen i målgruppen?"),
        choices=[
            (IN, _("Ja, personen ingår")),
            (OUT, _("Nej, personen ingår inte")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=500,
        help_text=_(
            "Skriv vad personen gör och hur du vet det, till exempel ”Läser halvtid på "
            "Birka folkhögskola, intyg den 3 oktober”. Skriv inget om hälsa, diagnos, "
            "brott eller tro: det får inte stå i registret."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, hidden: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hidden:
            self.fields["reason"].help_text = HIDDEN


class ChoiceForm(forms.Form):
    """What the board decided on one matter; `clean` gives what `sign` asks for."""

    reading = forms.ChoiceField(label=_("Beslutet"), widget=forms.RadioSelect)
    until = day_field(
        label=_("Första skoldagen"),
        required=False,
        help_text=_("Behövs bara när antagna ska räknas som elever."),
    )
    valid_from = day_field(
        label=_("Gäller från och med"),
        help_text=_(
            "Får vara en dag som redan har varit. Svaren räknas om nästa natt."
        ),
    )
    decided_on = day_field(label=_("Nämnden beslutade"))
    reference = forms.CharField(
        label=_("Diarienummer och paragraf"),
        max_length=200,
        help_text=_("Till exempel BUN 2026/12 § 4."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sworn = forms.BooleanField(
        label=_("Jag intygar att nämnden har beslutat detta"),
        error_messages={"required": _("Kryssa i att nämnden har beslutat detta.")},
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reading: Any = self.fields["reading"]
        options: tuple[str, ...] = (OWN, LAW)
        if name != ADMITTED:
            del self.fields["until"]
            options = (OUT, IN, REVIEW, LAW)
        reading.choices = [(code, say(f"reading.{name}", code)) for code in options]

    def clean_decided_on(self) -> date:
        """Only what has been decided can be signed."""
        on: date = self.cleaned_data["decided_on"]
        if on > clock.today():
            raise forms.ValidationError(
                _("Dagen har inte varit än. Skriv in beslutet när det är fattat.")
            )
        return on

    def clean(self) -> dict[str, Any]:
        """With the choice as it is kept: a day, a decision, or nothing for the law."""
        given = super().clean() or {}
        reading, until = given.pop("reading", ""), given.pop("until", None)
        given.pop("sworn", None)
        if reading == OWN and "until" not in self.errors:
            start = given.get("valid_from")
            if until is None:
                self.add_error("until", _("Skriv den första skoldagen."))
            elif start and until <= start:
                self.add_error(
                    "until", _("Den första skoldagen måste komma efter startdagen.")
                )
        kept = {LAW: "", OWN: until.isoformat() if until else ""}
        return given | {"value": kept.get(reading, reading)}
