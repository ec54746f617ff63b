"""The forms of a small step: in few words, so that it takes two taps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions import small_steps as actions
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.forms.plans import Words, lines_of
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.models import Promise, SmallStep
from fullfolj.casework.rules.plans import MUNICIPALITY, PARTIES, YOUTH
from fullfolj.casework.words import say
from fullfolj.core import clock

IN_A_WEEK = timedelta(days=7)  # small enough for next week; only what is proposed


class SmallStepForm(KeyedForm, VersionedForm):
    """One step: what, who answers for it, and on which day."""

    DRAFT = actions.DRAFT
    SHARED = ("text",)

    text = forms.CharField(
        label=_("Vad är steget?"),
        max_length=200,
        help_text=_("Ungdomen väljer orden. Till exempel: åka buss en hållplats."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    due_on = day_field(label=_("Till vilken dag?"))
    party = forms.ChoiceField(label=_("Vem gör det?"))
    name = forms.CharField(
        label=_("Vem där?"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    promise = forms.TypedChoiceField(
        label=_("Hör till löftet"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        promises: list[Promise],
        row: SmallStep | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.row = row
        self.owner = (getattr(self.case, "owner_name", None) or "").partition(" ")[0]
        if self.owner:
            fields["name"].help_text = say("step", "owner", name=self.owner)
        fields["party"].choices = [(party, say("party", party)) for party in PARTIES]
        fields["party"].initial = YOUTH
        fields["due_on"].initial = clock.today() + IN_A_WEEK
        fields["promise"].choices = [
            ("", say("step", "of_none")),
            *((str(each.pk), each.text) for each in promises),
        ]
        if not promises:
            del fields["promise"]
        fields["version"].initial = row.version if row else 0
        if row:
            for name in ("text", "due_on", "party", "name", "promise"):
                if name in fields:
                    fields[name].initial = getattr(row, name)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        if given["party"] == MUNICIPALITY:
            given["name"] = given["name"] or self.owner
        if self.row and "promise" not in given:
            given["promise"] = self.row.promise
        known = {name: given.pop(name) for name in ("key", "version")}
        worded = actions.Worded(**given)
        if self.row:
            return {"version": known["version"], "worded": worded}
        return {"key": known["key"], "worded": worded}

    def seen_again(self) -> None:
        """The user sees the step as it is now: what they wrote may be sent again."""
        now = self.row.version if self.row else 0
        self.data = {**dict(self.data.items()), "version": str(now)}


class SplitForm(ReadsOnceMore):
    """The parts of a step, one a line."""

    SHARED = ("parts",)

    parts = Words(
        most=2000,
        rows=5,
        label=_("Skriv en del på varje rad"),
        help_text=_("Så små att nästa går att göra den här veckan."),
    )

    def clean_parts(self) -> tuple[str, ...]:
        """As the action takes it."""
        return tuple(lines_of(self.cleaned_data["parts"], 200))
