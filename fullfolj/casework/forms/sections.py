"""A section of an authority's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.actions.sections import Wording
from fullfolj.casework.models import MappingSection


def words(label: Any, most: int, *, required: bool = False, **given: Any) -> Any:
    """A line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, **given
    )


class WordingForm(forms.Form):
    """What a section is called, and what it asks."""

    title = words(_("Rubrik"), 80, required=True)
    help = words(_("Vad delen handlar om"), 200)
    works = words(_("Egen fråga i stället för ”Vad funkar?”"), 120)
    hard = words(_("Egen fråga i stället för ”Vad är svårt?”"), 120)
    want = words(_("Egen fråga i stället för ”Vad vill du?”"), 120)
    title_en = words(_("Rubrik på engelska"), 80)

    def __init__(
        self, *args: Any, row: MappingSection | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(row, name, None)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean() or {}
        if self.errors:
            return given
        names = tuple(WordingForm.base_fields)
        wording = Wording(**{name: given.pop(name) for name in names})
        return {**given, "wording": wording}


class NewSectionForm(WordingForm):
    """A new section, and whether it is for the owner and the writer alone."""

    is_private = forms.BooleanField(
        label=_("Visa svaren bara för ansvarig och den som skrev"),
        required=False,
        help_text=_(
            "Välj det för hälsa och annat känsligt. Det går inte att ändra sen."
        ),
    )


class RewordForm(WordingForm):
    """Other words for a section; `version` is the one that the user saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, row: MappingSection, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.row = row

    def theirs(self) -> MappingSection | None:
        """What somebody else changed since; now seen, so that it may be sent again."""
        version = str(self.row.version)
        if not self.is_bound or self.data.get("version", "") == version:
            return None
        self.data = {**dict(self.data.items()), "version": version}
        return self.row
