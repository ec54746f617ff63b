"""Ticking a checklist in a case, and the words of an authority's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.models import ChecklistVersion
from fullfolj.casework.rules.checklists import LONGEST, MOST, Checklist
from fullfolj.casework.words import say


class TicksForm(forms.Form):
    """Which points are done, and which were when the user saw them."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {point.code for point in checklist.points}

    def clean(self) -> dict[str, Any]:
        """As the action takes it; a point that the list does not have is torn."""
        said: Any = self.data
        given = {name: said.getlist(name) for name in ("done", "seen")}
        if not {*given["done"], *given["seen"]} <= self.codes:
            self.add_error(None, say("refused", "list_torn"))
        return given


class ListForm(forms.Form):
    """What a list is called, and its points, one on each line."""

    title = forms.CharField(
        label=_("Vad heter listan?"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    points = forms.CharField(
        label=_("Punkter"),
        max_length=LONGEST * MOST,
        help_text=_("En punkt på varje rad, högst 20."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_points(self) -> list[str]:
        """A point on each line, each once."""
        lines = (line.strip() for line in self.cleaned_data["points"].splitlines())
        found = [line for line in dict.fromkeys(lines) if line]
        if len(found) > MOST or any(len(line) > LONGEST for line in found):
            raise forms.ValidationError(say("refused", "list_points"))
        return found


class RewordListForm(ListForm):
    """Other points for a list; `version` is the one that the user saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, row: ChecklistVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["version"].initial = row.version
        self.fields["title"].initial = row.title
        self.fields["points"].initial = "\n".join(row.points)

    def theirs(self) -> ChecklistVersion | None:
        """What somebody else changed since; now seen, so that it may be sent again."""
        version = str(self.row.version)
        if not self.is_bound or self.data.get("version", "") == version:
            return None
        self.data = {**dict(self.data.items()), "version": version}
        return self.row
