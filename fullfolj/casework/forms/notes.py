"""Noting something in a case, and correcting it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.notes import DRAFT, Noted
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.forms.sensitive import AsksOnceMore
from fullfolj.casework.models.notes import LONGEST
from fullfolj.core import clock


class NoteForm(KeyedForm, AsksOnceMore, VersionedForm):
    """What happened, of which day, and who may read it."""

    DRAFT = DRAFT
    SHARED: tuple[str, ...] = ("text",)

    text = forms.CharField(
        label=_("Anteckning"),
        max_length=LONGEST,
        help_text=_("Skriv bara det som behövs. Ungdomen har rätt att läsa det."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    happened_on = day_field(label=_("Vilken dag gäller det?"))
    field_order = ("text", "reason", "is_restricted", "happened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = 0  # a note writes nothing over
        self.fields["happened_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        names = ("text", "is_restricted", "happened_on")
        noted = Noted(**{name: given.pop(name) for name in names})
        given.pop("version")
        return {**given, "noted": noted}


class CorrectionForm(NoteForm):
    """What a note should have said, and why."""

    SHARED = ("text", "reason")
    FEW = _("Bara den som skrev den och den som är ansvarig")

    replaces = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Varför rättar du?"),
        max_length=300,
        help_text=_("Till exempel: fel dag, fel person, skrev mer än som behövs."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def seen_again_as(self, latest: Any) -> None:
        """The user sees the latest wording: what they wrote may be sent again."""
        self.data = {**dict(self.data.items()), "replaces": str(latest.pk)}
