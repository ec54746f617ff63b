"""What a person decides where the rule asks, and what an authority has decided."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field, has_been
from fullfolj.core import clock
from fullfolj.kaa.rules.membership import IN, OUT, REVIEW
from fullfolj.kaa.rules.numbers import NAMES as NUMBERS
from fullfolj.kaa.rules.occupation import HOW_KNOWN, KINDS
from fullfolj.kaa.rules.parts import NAMES as PARTS
from fullfolj.kaa.rules.parts import ON
from fullfolj.kaa.words import say

LAW, OWN = "law", "own"
ADMITTED = "admitted_counts_until"
MOST = 999  # days or tries, as the database has it
WHOLE = _("Skriv ett helt tal från 1 till 999.")
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

    readings: ClassVar[tuple[str, ...]] = (OUT, IN, REVIEW, LAW)

    reading = forms.ChoiceField(label=_("Beslutet"), widget=forms.RadioSelect)
    valid_from = day_field(
        label=_("Gäller från och med"),
        help_text=_(
            "Får vara en dag som redan har varit. Svaren räknas om nästa natt."
        ),
    )
    decided_on = day_field(
        has_been,
        label=_("Nämnden beslutade"),
        error_messages={
            "to_come": _(
                "Dagen har inte varit än. Skriv in beslutet när det är fattat."
            )
        },
    )
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
        words = f"reading.{name}"
        reading.choices = [(code, say(words, code)) for code in self.readings]

    def clean(self) -> dict[str, Any]:
        """With the choice as it is kept; nothing where it was taken back."""
        given = super().clean() or {}
        reading = given.pop("reading", "")
        given.pop("sworn", None)
        own = self.own(given, is_asked=reading == OWN)
        return given | {"value": {LAW: "", OWN: own}.get(reading, reading)}

    def own(self, _given: dict[str, Any], *, is_asked: bool) -> str:
        """The own value, taken out of what was given; only some matters have one."""
        return ""


class DayForm(ChoiceForm):
    """Until which day the board counts those admitted as pupils."""

    readings = (OWN, LAW)
    field_order = ("reading", "until")

    until = day_field(
        label=_("Första skoldagen"),
        required=False,
        help_text=_("Behövs bara när antagna ska räknas som elever."),
    )

    def own(self, given: dict[str, Any], *, is_asked: bool) -> str:
        """The day in ISO format; after the choice begins."""
        until, start = given.pop("until", None), given.get("valid_from")
        if is_asked and "until" not in self.errors:
            if until is None:
                self.add_error("until", _("Skriv den första skoldagen."))
            elif start and until <= start:
                self.add_error(
                    "until", _("Den första skoldagen måste komma efter startdagen.")
                )
        return until.isoformat() if until else ""


class NumberForm(ChoiceForm):
    """How soon, how often or how long, where the law names no number."""

    readings = (OWN, LAW)
    field_order = ("reading", "number")

    number = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WHOLE),
    )
    valid_from = day_field(
        label=_("Gäller från och med"),
        help_text=_("Får vara en dag som redan har varit."),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, name=name, **kwargs)
        self.fields["number"].label = say("number", name)

    def own(self, given: dict[str, Any], *, is_asked: bool) -> str:
        """The number in digits."""
        number = given.pop("number", None)
        if is_asked and number is None and "number" not in self.errors:
            self.add_error("number", WHOLE)
        return str(number or "")


class PartForm(ChoiceForm):
    """Whether the board uses a part that no law asks for."""

    readings = (ON, LAW)

    valid_from = day_field(
        label=_("Gäller från och med"),
        help_text=_("Får vara en dag som redan har varit."),
    )


def form_of(name: str) -> type[ChoiceForm]:
    """The form of a matter."""
    if name in NUMBERS:
        return NumberForm
    if name in PARTS:
        return PartForm
    return DayForm if name == ADMITTED else ChoiceForm


class OccupationForm(forms.Form):
    """What the young person does. What one rarely changes has the usual answer."""

    kind = forms.ChoiceField(
        label=_("Vad gör personen?"), widget=forms.RadioSelect, choices=()
    )
    valid_from = day_field(label=_("Från och med"))
    last_on = day_field(
        label=_("Till och med"),
        required=False,
        help_text=_("Lämna tomt om det gäller tills vidare."),
    )
    how_known = forms.ChoiceField(label=_("Hur vet ni det?"), choices=())
    verified_on = day_field(has_been, label=_("När fick ni veta det?"))
    beside = forms.BooleanField(
        label=_("Personen gör också det som stod förut"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(each, say("occupation", each)) for each in KINDS]
        how_known = [(each, say("how_known", each)) for each in HOW_KNOWN]
        fields["how_known"].choices = how_known

    def more(self) -> list[forms.BoundField]:
        """All but the one question."""
        return [self[name] for name in self.fields if name != "kind"]

    def more_is_wrong(self) -> bool:
        """Whether one must see the rest, since something there is wrong."""
        return any(field.errors for field in self.more())

    def clean(self) -> dict[str, Any]:
        """With the first day without, as the database counts."""
        given = super().clean() or {}
        last_on = given.pop("last_on", None)
        return given | {"valid_to": last_on + timedelta(days=1) if last_on else None}


class StillForm(forms.Form):
    """What the two buttons beside an occupation send."""

    about = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


def usual_occupation() -> dict[str, Any]:
    """What is true most often when somebody writes: they have just been told."""
    today = clock.today()
    return {"valid_from": today, "verified_on": today, "how_known": HOW_KNOWN[0]}
