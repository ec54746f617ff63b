"""Sending in files: which ones, and whether to try first."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from fullfolj.core.uploads import MOST
from fullfolj.exchange.imports.report import TABLES

Delivery = dict[str, Any]  # the name a file is kept under → the file
MAY_BE_ABSENT = ("credentials", "notices")
WORKBOOK = "extract.xlsx"
TOO_LARGE = _(
    "Filerna är tillsammans större än %(most)s MB. Be den som sköter Fullfölj att läsa "
    "in dem med kommandot fullfolj import."
)


class ManyFiles(forms.ClearableFileInput):
    """A field where one may choose several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked as one would be."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, in the order they were chosen."""
        several = data or [None]
        return [super(FilesField, self).clean(each, initial) for each in several]


class UploadForm(forms.Form):
    """The files of one delivery."""

    delivery = FilesField(
        label=_("Filer"),
        help_text=_(
            "Välj alla på en gång: people.csv, registrations.csv, enrolments.csv och, "
            "om ni har dem, credentials.csv och notices.csv. Eller en enda Excelfil "
            "(.xlsx) med blad som heter så."
        ),
        widget=ManyFiles(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": _("Välj de filer som ska läsas in.")},
    )
    municipality = forms.CharField(
        label=_("Kommunkod"),
        help_text=_(
            "Fyra siffror. Ni har inte sagt vilken kommun ni svarar för. Frågan ställs "
            "en gång."
        ),
        validators=[RegexValidator(r"^\d{4}$", _("En kommunkod har fyra siffror."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    dry_run = forms.BooleanField(
        label=_("Prova först"),
        help_text=_("Visar vad som skulle ändras, utan att ändra något."),
        initial=True,
        required=False,
    )

    def __init__(self, *args: Any, asks_for_municipality: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not asks_for_municipality:
            del self.fields["municipality"]

    def clean_delivery(self) -> Delivery:
        """The files by the name that the reader knows; never by the sender's."""
        given: list[Any] = self.cleaned_data["delivery"]
        found: Delivery = {}
        for number, file in enumerate(given, 1):
            name = kept_as(str(file.name))
            if name is None:
                raise forms.ValidationError(
                    _(
                        "Fil %(number)s har ett namn som inte känns igen. Döp om den "
                        "till det den innehåller, till exempel people.csv."
                    ),
                    params={"number": number},
                )
            if name in found:
                raise forms.ValidationError(
                    _("%(file)s är vald två gånger. Välj den rätta."),
                    params={"file": name},
                )
            found[name] = file
        refuse_missing(found)
        return found


def kept_as(name: str) -> str | None:
    """Under which of our names a file is kept; None when it is no file of ours."""
    path = PurePath(name.replace("\\", "/"))
    stem, suffix = path.stem.strip().lower(), path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        return None
    if stem in TABLES:
        return f"{stem}{suffix}"
    return WORKBOOK if suffix == ".xlsx" else None


def refuse_missing(found: Delivery) -> None:
    """Refuse a delivery that lacks a table; what a workbook holds shows when read."""
    if WORKBOOK in found:
        return
    there = {PurePath(name).stem for name in found}
    missing = [
        f"{table}.csv"
        for table in TABLES
        if table not in there and table not in MAY_BE_ABSENT
    ]
    if missing:
        raise forms.ValidationError(
            _("Det saknas: %(files)s. Välj alla filer på en gång."),
            params={"files": ", ".join(missing)},
        )


def refuse_large(form: UploadForm) -> None:
    """Say that more was sent than is received: nothing of it was."""
    form.full_clean()
    form.errors.pop("delivery", None)
    sentence = forms.ValidationError(TOO_LARGE, params={"most": MOST // 2**20})
    form.add_error("delivery", sentence)
