"""Answering a section of a mapping, and opening one to a mentor."""

from dataclasses import astuple
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework import policy
from fullfolj.casework.actions.mapping import Said
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.models import Case, MappingAnswer
from fullfolj.casework.rules.mapping import BEGUN, LONGEST, QUESTIONS, STATES, Section
from fullfolj.casework.words import say
from fullfolj.core import clock

OPEN_FOR = timedelta(days=90)  # three months is only what the form proposes


class LongText(forms.CharField):
    """A text of several lines; a line's end counts as one character, as one sees it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text, its lines ended the same way by every browser."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without a limit: the browser would cut what is pasted, and tell nobody."""
        return {}


def answer_field() -> LongText:
    """The answer to one of the three questions; any of them may be left out."""
    return LongText(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class MappingForm(KeyedForm, VersionedForm):
    """What works, what is hard, what the youth wants; and how far one came.

    `standing` is the latest answer. One of a round before fills in nothing: a mapping
    that is done again begins with empty pages. `is_opened` says that others than those
    who work with the youth read what is written.
    """

    section_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    works = answer_field()
    hard = answer_field()
    want = answer_field()
    state = forms.TypedChoiceField(
        label=_("Hur långt kom ni?"),
        required=False,
        empty_value=BEGUN,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        case: Case,
        section: Section,
        standing: MappingAnswer | None,
        current: bool,
        is_opened: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, case=case, **kwargs)
        if is_opened:
            self.SHARED = QUESTIONS
        self.standing_version = standing.version if standing else 0
        self.asked_version = section.version
        fields: dict[str, Any] = self.fields
        fields["version"].initial = self.standing_version
        fields["section_version"].initial = section.version
        if standing and current:
            fields["section_version"].initial = standing.section_version
        fields["state"].choices = [
            (code, say("mapping_state", code)) for code in STATES
        ]
        fields["state"].initial = standing.state if standing and current else BEGUN
        words = standing.words if standing and current else None
        for name in QUESTIONS:
            fields[name].label = getattr(section, name)
            fields[name].initial = getattr(words, name) if words else ""

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        rest = {name: given.pop(name) for name in ("key", "version")}
        return {**rest, "said": Said(**given)}

    @property
    def answers_to(self) -> Any:
        """In which version of the section what is in the form was asked."""
        name = "section_version"
        if self.is_bound:
            return self.data.get(name)
        return self.get_initial_for_field(self.fields[name], name)

    def asked_again(self) -> None:
        """The user reads the section in the words it has now, which they may answer."""
        now = {"section_version": str(self.asked_version)}
        if self.is_bound:
            self.data = {**dict(self.data.items()), **now}
        else:
            self.initial.update(now)

    def seen_again(self) -> None:
        """The user sees the answer as it is now: theirs may be sent again."""
        version = str(self.standing_version)
        self.data = {**dict(self.data.items()), "version": version}


class ShareForm(ReadsOnceMore):
    """To whom, until when, and how the youth said so.

    What stands in the section is shared by it, and is read once more too: `there`.
    """

    SHARED, READ = ("said_how",), "read_section"

    user = forms.TypedChoiceField(label=_("Mentor"), coerce=UUID)
    until = day_field(
        label=_("Sista dag"), help_text=_("Efter den dagen stängs delen av sig själv.")
    )
    said_how = forms.CharField(
        label=_("Hur sa ungdomen ja?"),
        max_length=200,
        help_text=_("Till exempel: sa det på vår träff. Skriv inget om hälsa."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, case: Case, standing: MappingAnswer | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.there = standing if standing and not standing.is_private else None
        fields: dict[str, Any] = self.fields
        found = policy.mentors(hidden=not case.is_open)
        fields["user"].choices = [(str(user.pk), user.name) for user in found]
        fields["until"].initial = clock.today() + OPEN_FOR

    def shared(self) -> dict[str | None, str]:
        """Also what the mentor will read, which stands in no field of this form."""
        texts = super().shared()
        if self.there and self.there.words:
            texts[None] = "\n".join(astuple(self.there.words))
        return texts
