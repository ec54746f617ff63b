"""Arranging a team's meeting, who sits there, and what it decides of a youth."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.access.models import User
from fullfolj.casework.actions.team_meetings import DRAFT, Arranged, Decided
from fullfolj.casework.forms.common import (
    KeyedForm,
    VersionedForm,
    next_step_field,
    resent,
    workers,
)
from fullfolj.casework.models import AgendaItem, Draft, TeamMeeting
from fullfolj.casework.words import say
from fullfolj.core import clock

FEW = 12  # so many are all proposed; of more, one chooses
NEXT_IN = timedelta(days=7)
GUESTS, NAME = 20, 80


class NamesField(forms.CharField):
    """Names, one on each line."""

    def clean(self, value: Any) -> Any:
        """The names, each once."""
        return names(super().clean(value))


def guests_field() -> forms.CharField:
    """Others who sit there."""
    return NamesField(
        label=_("Gäster"),
        required=False,
        max_length=GUESTS * NAME,
        help_text=_("Ett namn på varje rad. De ser aldrig skyddade personer."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def names(text: str) -> tuple[str, ...]:
    """The names on the lines of a text, each once.

    Raises:
        forms.ValidationError: there are too many, or one is no name.
    """
    found = tuple(dict.fromkeys(line.strip() for line in text.splitlines()))
    found = tuple(name for name in found if name)
    if len(found) > GUESTS or any(len(name) > NAME for name in found):
        raise forms.ValidationError(say("refused", "team_guests"))
    return found


def sitting_field(label: Any) -> forms.MultipleChoiceField:
    """Some of those who work with cases."""
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple)


class ArrangeForm(KeyedForm):
    """What the meeting is called, its day, and who is to come."""

    title = forms.CharField(
        label=_("Vad heter mötet?"),
        max_length=80,
        help_text=_("Skriv inga namn på ungdomar."),
        initial=_("Veckans teammöte"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    held_on = day_field(label=_("Dag"))
    place = forms.CharField(
        label=_("Plats"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    invited = sitting_field(_("Vilka ska vara med?"))
    guests = guests_field()

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known = workers()
        fields["held_on"].initial = clock.today()
        fields["invited"].choices = known
        everybody = [value for value, _name in known]
        fields["invited"].initial = everybody if len(known) <= FEW else [str(by.pk)]

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean() or {}
        if self.errors:
            return given
        key = given.pop("key")
        given["invited"] = tuple(given["invited"])
        return {"key": key, "arranged": Arranged(**given)}


class SeatsForm(forms.Form):
    """Who sits there now."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    present = sitting_field(_("Vilka är med?"))
    guests = guests_field()

    def __init__(self, *args: Any, meeting: TeamMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["version"].initial = meeting.version
        fields["present"].choices = workers()
        fields["present"].initial = meeting.present
        fields["guests"].initial = "\n".join(meeting.guests)
        self.meeting = meeting

    def seen_again(self) -> None:
        """The user sees who sits there now: what they ticked may be sent again."""
        self.data = resent(self.data, version=str(self.meeting.version))


class DecisionForm(VersionedForm):
    """What the meeting decides of one, who does what and when, what the youth is told.

    The key is the point's id: what has been decided is no draft any more.
    """

    SHARED = ("text", "next_step", "tells")

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Vad bestämde ni?"),
        max_length=1000,
        help_text=_("Skriv bara det som behövs. Ungdomen har rätt att läsa det."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_step = next_step_field()
    doer = forms.TypedChoiceField(label=_("Vem gör det?"), coerce=UUID)
    next_step_on = day_field(label=_("Senast när?"))
    tells = forms.CharField(
        label=_("Vad får ungdomen veta?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    teller = forms.TypedChoiceField(
        label=_("Vem berättar?"), required=False, coerce=UUID, empty_value=None
    )
    owner = forms.TypedChoiceField(
        label=_("Ansvarig"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(
        self, *args: Any, item: AgendaItem, by: User, leads: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known, own = workers(), self.case.owner
        usual = str(own) if str(own) in dict(known) else str(by.pk)
        fields["key"].initial = item.pk
        fields["doer"].choices, fields["doer"].initial = known, usual
        fields["teller"].choices = [("", _("Ingen")), *known]
        fields["next_step_on"].initial = clock.today() + NEXT_IN
        fields["owner"].choices = [("", _("Ingen")), *known]
        fields["owner"].initial = own
        if not self.is_bound:  # ready to be written in, youth after youth
            fields["text"].widget.attrs["autofocus"] = True
        if not leads and own in (None, by.pk):  # a colleague is asked first
            fields["owner"].choices = [("", _("Ingen")), (str(by.pk), by.name)]
        elif not leads:
            del self.fields["owner"]
        self.draft_name = f"{DRAFT}-{item.pk}"
        self.draft: Draft | None = None  # what it was filled in from, if anything

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if "owner" in self.fields and "owner" not in self.data:
            self.add_error("owner", say("refused", "no_answer"))
        if given.get("tells") and not given.get("teller"):
            self.add_error("teller", say("refused", "no_teller"))
        if given.get("teller") and not given.get("tells"):
            self.add_error("tells", say("refused", "nothing_told"))
        if self.errors:
            return given
        given.pop("key")
        version, owner = given.pop("version"), given.pop("owner", self.case.owner)
        return {"version": version, "owner": owner, "decided": Decided(**given)}
