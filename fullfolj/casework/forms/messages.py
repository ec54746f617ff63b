"""Writing to one or many youths, and in which ways they want none."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.messages import Sending
from fullfolj.casework.forms.common import KeyedForm, next_step_field
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.message_texts import Template, templates
from fullfolj.casework.rules.messages import CHANNELS, REFUSABLE
from fullfolj.casework.words import say
from fullfolj.core import clock

NEXT_IN = timedelta(days=7)  # a week is only what the form proposes


class MessageForm(KeyedForm, ReadsOnceMore):
    """Which text, by when one should answer, and what comes next for each."""

    SHARED = ("next_step",)

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    template = forms.ChoiceField(label=_("Vad vill du skicka?"))
    answer_by = day_field(
        label=_("Svara senast"),
        required=False,
        help_text=_("Står i de texter som har en sista dag."),
    )
    next_step = next_step_field()
    next_step_on = day_field(label=_("Dag för nästa steg"))
    anyway = forms.BooleanField(
        label=_("Skicka också till dem som nyss har fått något"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {each.code: each for each in templates() if each.is_used}
        fields: dict[str, Any] = self.fields
        fields["template"].choices = self.offered()
        on = clock.today() + NEXT_IN
        fields["answer_by"].initial = fields["next_step_on"].initial = on
        fields["next_step"].initial = _("Se om det kom något svar")

    def offered(self) -> list[Any]:
        """The texts by the way they go: sms first."""
        texts = self.templates.values()
        return [
            (
                say("message_channel", channel),
                [(each.code, named(each)) for each in texts if each.channel == channel],
            )
            for channel in CHANNELS
        ]

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        rest = {name: given.pop(name) for name in ("key", "mark")}
        template = self.templates[given.pop("template")]
        return {**rest, "sending": Sending(template=template, **given)}


def named(template: Template) -> str:
    """What a text is called in a list of them."""
    how = say("message_channel", template.channel)
    return f"{how}: {template.name} ({say('language', template.language)})"


class RefusalForm(forms.Form):
    """In which ways the youth wants no contact, and what was ticked at first."""

    channels = forms.MultipleChoiceField(
        label=_("Ungdomen vill inte"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Lämna tomt om alla sätt går bra."),
    )
    seen = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for field in fields.values():
            field.choices = [(c, say("refusal", c)) for c in REFUSABLE]
