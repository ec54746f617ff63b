"""Describing a method."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.programmes.actions.methods import Described
from fullfolj.programmes.models import Method
from fullfolj.programmes.models.methods import EVIDENCE, FACTORS, LEVELS, OLDEST
from fullfolj.programmes.words import say

MANY = 1_000_000  # persons; more than took part in anything


def text(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    """A line that may be left empty."""
    return forms.CharField(
        label=label, max_length=most, required=False, help_text=help_text
    )


def number(
    label: Any, most: int, help_text: Any = "", *, least: int = 0
) -> forms.IntegerField:
    """A whole number that may be left empty."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class MethodForm(forms.Form):
    """What a method is, what it takes, and what is known of its result."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Namn"), max_length=120)
    level = forms.ChoiceField(label=_("När används den?"), widget=forms.RadioSelect)
    factor = forms.ChoiceField(
        label=_("Vilken framgångsfaktor bygger den på?"), widget=forms.RadioSelect
    )
    target_group = text(_("Målgrupp"), 200, _("Vilka passar den för?"))
    age_from = number(_("Från ålder"), OLDEST)
    age_to = number(_("Till ålder"), OLDEST)
    needs_staff = text(_("Personal"), 200, _("Vilka behövs, och hur många?"))
    needs_place = text(_("Plats"), 200)
    needs_hours = text(_("Tid"), 200, _("Till exempel: 4 timmar i veckan i 10 veckor."))
    steps = forms.CharField(
        label=_("Steg"),
        max_length=4000,
        required=False,
        help_text=_("Ett steg på varje rad."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    evidence = forms.ChoiceField(
        label=_("Vad vet ni om resultatet?"),
        help_text=_("Inte mätt är ett ärligt svar."),
        widget=forms.RadioSelect,
    )
    target = number(
        _("Hur många ska delta?"),
        MANY,
        _("Om ni har ett mål för hur många ni ska nå."),
        least=1,
    )
    measured_on = number(_("Hur många har deltagit?"), MANY)
    reached = number(_("Hur många nådde resultatet?"), MANY)
    reached_of = number(_("Av hur många?"), MANY, _("De som ni har kunnat följa upp."))
    result = text(
        _("Vad är resultatet?"), 200, _("Till exempel: i arbete eller studier.")
    )
    contact = text(_("Kontakt"), 200, _("Vem kan man fråga om metoden?"))
    licence = text(_("Licens"), 100, _("Får den användas fritt? Till exempel CC0."))
    put_away_on = day_field(
        label=_("Används inte längre sedan"),
        required=False,
        help_text=_("Metoden står kvar, men går inte att välja för nya insatser."),
    )

    def __init__(self, *args: Any, method: Method | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method
        fields: dict[str, Any] = self.fields
        for name, codes in (
            ("level", LEVELS),
            ("factor", FACTORS),
            ("evidence", EVIDENCE),
        ):
            fields[name].choices = [(code, say(name, code)) for code in codes]
        fields["evidence"].initial = EVIDENCE[0]
        fields["key"].initial = uuid4
        if method:
            for name in fields.keys() - {"key"}:
                fields[name].initial = getattr(method, name)

    def clean(self) -> dict[str, Any]:
        """As the action takes it: what is hidden names a new one, or a version."""
        given = super().clean() or {}
        needed = "version" if self.method else "key"
        if given.get(needed) is None:
            self.add_error(None, say("refused", "torn"))
        if self.errors:
            return given
        rest = {name: given.pop(name) for name in ("key", "version")}
        return {needed: rest[needed], "described": Described(**given)}

    def seen_again(self, method: Method) -> None:
        """The user sees the method as it is now: what they wrote may be sent again."""
        self.data = {**dict(self.data.items()), "version": str(method.version)}
