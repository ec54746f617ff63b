"""Adding a file to a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.casework.actions.attachments import Added
from fullfolj.casework.forms.common import KeyedForm
from fullfolj.casework.forms.sensitive import AsksOnceMore
from fullfolj.casework.rules.files import MOST
from fullfolj.casework.words import say


class AttachmentForm(KeyedForm, AsksOnceMore):
    """A file, what it is, and who may read it."""

    SHARED = ("name",)

    file = forms.FileField(
        label=_("Fil"),
        help_text=_("Pdf, bild (png, jpeg), Word, Excel eller text. Högst 10 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.txt"}
        ),
    )
    name = forms.CharField(
        label=_("Vad är det?"),
        max_length=120,
        help_text=_("Till exempel: intyg från skolan. Filens eget namn sparas inte."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("file", "name", "is_restricted")

    def clean_file(self) -> bytes:
        """What the file holds; one that is too large is never read."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(say("refused", "file_too_large"))
        found: bytes = file.read()
        return found

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        key, data = given.pop("key"), given.pop("file")
        return {"key": key, "added": Added(data=data, **given)}
