"""Noting something in a case, and correcting it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.notes import DRAFT, Noted
from fullfolj.casework.forms.sensitive import AsksOnceMoreForm
from fullfolj.casework.models.notes import LONGEST
from fullfolj.casework.words import say
from fullfolj.core import clock

ORDINARY, RESTRICTED = "ordinary", "restricted"
FEW = _("Bara du och den som är ansvarig")


def readers_field() -> forms.TypedChoiceField:
    """Who may read it."""
    return forms.TypedChoiceField(
        label=_("Vem får läsa?"),
        choices=[
            (ORDINARY, _("Alla hos er som arbetar med ungdomen")),
            (RESTRICTED, FEW),
        ],
        coerce=lambda said: said == RESTRICTED,
        initial=ORDINARY,
        widget=forms.RadioSelect,
    )


class NoteForm(AsksOnceMoreForm):
    """What happened, of which day, and who may read it."""

    DRAFT = DRAFT
    SHARED: tuple[str, ...] = ("text",)
    FEW = FEW  # who reads what is restricted

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Anteckning"),
        max_length=LONGEST,
        help_text=_("Skriv bara det som behövs. Ungdomen har rätt att läsa det."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    is_restricted = readers_field()
    happened_on = day_field(label=_("Vilken dag gäller det?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = 0  # a note writes nothing over
        self.fields["key"].initial = uuid4
        self.fields["happened_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if "key" in self.errors:
            self.new_key()
        if not self.errors and not given["is_restricted"] and self.asks(given):
            self.propose_restricted()
        if self.errors:
            return given
        names = ("text", "is_restricted", "happened_on")
        noted = Noted(**{name: given.pop(name) for name in names})
        given.pop("version")
        return {**given, "noted": noted}

    def propose_restricted(self) -> None:
        """Propose that fewer read it; who wants all to must say that they have read."""
        self.add_error("is_restricted", say("refused", "read_once_more"))
        fields: dict[str, Any] = self.fields
        fields["is_restricted"].choices = [
            (RESTRICTED, self.FEW),
            (ORDINARY, _("Alla hos er. Jag har läst orden, och de ska stå så.")),
        ]
        self.data = {**dict(self.data.items()), "is_restricted": RESTRICTED}

    def new_key(self) -> None:
        """Sent again it is another note."""
        self.data = {**dict(self.data.items()), "key": str(uuid4())}


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        first, _few = fields["is_restricted"].choices
        fields["is_restricted"].choices = [first, (RESTRICTED, self.FEW)]

    def seen_again_as(self, latest: Any) -> None:
        """The user sees the latest wording: what they wrote may be sent again."""
        self.data = {**dict(self.data.items()), "replaces": str(latest.pk)}
