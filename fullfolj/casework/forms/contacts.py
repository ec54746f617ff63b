"""Recording a contact."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.access.models import User
from fullfolj.casework.actions.contacts import DRAFT, Tried
from fullfolj.casework.forms.common import (
    KeyedForm,
    VersionedForm,
    next_step_field,
    workers,
)
from fullfolj.casework.rules.waits import CHANNELS, GUARDIAN, HOME_VISIT, speaks_for
from fullfolj.casework.words import say
from fullfolj.core import clock

NEXT_IN = timedelta(days=7)  # a week is only what the form proposes


class ContactForm(KeyedForm, VersionedForm):
    """How somebody got in touch, whether it reached, and what comes next."""

    DRAFT = DRAFT
    SHARED = ("line", "next_step")

    channel = forms.ChoiceField(label=_("Vad gjorde du?"), widget=forms.RadioSelect)
    reached = forms.TypedChoiceField(
        label=_("Fick du svar?"),
        choices=[("no", _("Nej, inget svar")), ("yes", _("Ja"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    line = forms.CharField(
        label=_("Vad hände?"),
        required=False,
        max_length=300,
        help_text=_("En rad räcker. Skriv inget om hälsa, diagnos, brott eller tro."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    second = forms.TypedChoiceField(
        label=_("Vem följde med?"),
        coerce=UUID,
        empty_value=None,
        help_text=_("Gör alltid hembesök två tillsammans."),
    )
    safety = forms.CharField(
        label=_("Bra att veta före nästa hembesök"),
        required=False,
        max_length=200,
        help_text=_(
            "Till exempel: porten är låst, ring på mobilen. Visas före nästa besök. "
            "Skriv inget om hälsa, diagnos, brott eller tro."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    next_step = next_step_field()
    next_step_on = day_field(label=_("Dag för nästa steg"))
    happened_on = day_field(label=_("När hörde ni av er?"))
    made_by = forms.TypedChoiceField(label=_("Vem hörde av sig?"), coerce=UUID)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = self.channels(today)
        fields["channel"].initial, fields["reached"].initial = CHANNELS[0], "no"
        fields["next_step"].initial = self.case.next_step or _("Försöka igen")
        fields["next_step_on"].initial = today + NEXT_IN
        fields["happened_on"].initial = today
        working = workers()
        fields["made_by"].choices = working
        fields["made_by"].initial = str(by.pk)
        fields["second"].choices = [("", _("Välj")), *working]
        fields["second"].error_messages["required"] = say("refused", "alone")
        # It is shown with a home visit alone, and asked for only there.
        visited = self.data.get("channel") == HOME_VISIT
        fields["second"].required = visited or not self.is_bound
        fields["safety"].initial = getattr(self.case, "safety", None)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        if given["channel"] != HOME_VISIT:  # those fields are another channel's
            given |= {"second": None, "safety": ""}
        rest = {name: given.pop(name) for name in ("key", "version")}
        return {**rest, "tried": Tried(**given)}

    def channels(self, today: date) -> list[tuple[str, str]]:
        """The ways; a guardian's only for whom they may speak."""
        guardian = speaks_for(self.case.person.birth_date, today)
        return [
            (code, say("channel", code))
            for code in CHANNELS
            if guardian or code != GUARDIAN
        ]
