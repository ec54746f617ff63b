"""An authority's own texts, and how it writes to youths."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.actions.message_texts import Office, Wording
from fullfolj.casework.message_texts import Template, languages
from fullfolj.casework.models import MessageSettings
from fullfolj.casework.rules.messages import CHANNELS
from fullfolj.casework.words import say

HOURS = [(hour, f"{hour:02}.00") for hour in range(24)]


def line(label: Any, most: int, **given: Any) -> Any:
    """A line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget, **given)


class TemplateForm(forms.Form):
    """A text of one's own; `version` is the one that the user saw, 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = line(_("Vad ska texten heta?"), 80)
    channel = forms.ChoiceField(label=_("Hur skickas den?"))
    language = forms.ChoiceField(label=_("Vilket språk är den på?"))
    subject = line(
        _("Ämne eller rubrik"),
        120,
        required=False,
        help_text=_("För e-post och brev."),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=2000,
        help_text=_(
            "Skriv inget namn på ungdomen och inget om varför. {coach} blir ditt "
            "förnamn, {telefon} ert telefonnummer och {svar_senast} en dag."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(
        self, *args: Any, template: Template | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = [(c, say("message_channel", c)) for c in CHANNELS]
        fields["language"].choices = [(c, say("language", c)) for c in languages()]
        for name, field in fields.items():
            field.initial = getattr(template, name, None)
        fields["version"].initial = template.version if template else 0

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean() or {}
        if any(field.errors for field in self.hidden_fields()):
            self.add_error(None, say("refused", "torn"))
        if self.errors:
            return given
        version = given.pop("version")
        return {"version": version, "wording": Wording(**given)}

    def theirs(self) -> Template | None:
        """What somebody else changed since; now seen, so that it may be sent again."""
        if not self.is_bound or self.template is None:
            return None
        version = str(self.template.version)
        if self.data.get("version", "") == version:
            return None
        self.data = {**dict(self.data.items()), "version": version}
        return self.template


class OfficeForm(forms.Form):
    """The office's telephone and address, and its hours."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    phone = line(_("Telefonnummer som ungdomar kan ringa"), 40, required=False)
    sender = forms.CharField(
        label=_("Avsändare på brev"),
        max_length=300,
        required=False,
        help_text=_(
            "Kommunens namn och adress, en rad för varje. Skriv inget om varför: "
            "kuvertet ligger i brevlådan."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = line(_("Ort på brev"), 60, required=False)
    quiet_from = forms.TypedChoiceField(
        label=_("Skicka inget från klockan"), coerce=int, choices=HOURS
    )
    quiet_to = forms.TypedChoiceField(
        label=_("Skicka igen från klockan"), coerce=int, choices=HOURS
    )
    apart_hours = forms.IntegerField(
        label=_("Minst så många timmar mellan två meddelanden till samma ungdom"),
        min_value=0,
        max_value=999,
    )

    def __init__(self, *args: Any, now: MessageSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(now, name)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean() or {}
        if any(field.errors for field in self.hidden_fields()):
            self.add_error(None, say("refused", "torn"))
        if self.errors:
            return given
        version = given.pop("version")
        return {"version": version, "office": Office(**given)}
