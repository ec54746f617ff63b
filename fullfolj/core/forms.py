"""The form that the gallery shows."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GalleryForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=_("Namn"), help_text=_("Så som ungdomen själv vill bli kallad.")
    )
    email = forms.EmailField(label=_("E-postadress"))
    day = forms.DateField(
        label=_("Datum"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    kind = forms.ChoiceField(
        label=_("Hur hördes ni av?"),
        choices=[("phone", _("Telefon")), ("visit", _("Möte"))],
        widget=forms.RadioSelect,
    )
    owner = forms.ChoiceField(
        label=_("Ansvarig"),
        choices=[("anna", "Anna"), ("bo", "Bo")],
    )
    note = forms.CharField(
        label=_("Anteckning"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sure = forms.BooleanField(label=_("Jag har talat med ungdomen"), required=False)
