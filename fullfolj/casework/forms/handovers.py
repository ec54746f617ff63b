"""Asking a colleague to take over, before the 20th birthday, and a youth who moved."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.access.models import User
from fullfolj.casework.actions.moves import DRAFT, Offered
from fullfolj.casework.forms.common import KeyedForm, VersionedForm, workers
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.rules.handovers import ITEMS, SAID, WAYS
from fullfolj.casework.words import say
from fullfolj.core import clock

LONGEST = 2000  # characters of what may cross


class AskForm(KeyedForm, ReadsOnceMore):
    """Who takes over, until when, and a line to them."""

    SHARED = ("message",)

    to_user = forms.TypedChoiceField(label=_("Vem ska ta över?"), coerce=UUID)
    until = day_field(
        label=_("Till och med"),
        required=False,
        help_text=_(
            "Lämna tomt om det är för gott. Annars går det tillbaka natten efter."
        ),
    )
    message = forms.CharField(
        label=_("En rad till kollegan"),
        max_length=200,
        required=False,
        help_text=_("Skriv inget om ungdomen. Det som behövs står redan i ärendet."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, owner: UUID | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        others = [each for each in workers() if each[0] != str(owner)]
        fields["to_user"].choices = [("", _("Välj")), *others]

    def clean_to_user(self) -> User:
        """As the action takes it."""
        return User.objects.get(pk=self.cleaned_data["to_user"])


class ManyForm(AskForm):
    """The same, of many cases at once: all are ticked from the beginning."""

    cases = forms.TypedMultipleChoiceField(
        label=_("Vilka ungdomar?"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Någon av dem går inte att lämna över längre."),
        },
    )
    field_order = ("to_user", "until", "message", "cases")

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cases: Any = self.fields["cases"]
        cases.choices = choices
        cases.initial = [value for value, _label in choices]


class TakeForm(ReadsOnceMore):
    """Yes or no to taking over, with a word to whoever asked."""

    SHARED = ("word",)

    answer = forms.ChoiceField(label=_("Tar du över?"), widget=forms.RadioSelect)
    word = forms.CharField(
        label=_("En rad tillbaka"),
        max_length=200,
        required=False,
        help_text=_("Behövs inte. Skriv inget om ungdomen."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["answer"].choices = [(code, say("take", code)) for code in SAID]


class PreparationForm(KeyedForm, VersionedForm):
    """What was gone through before the 20th birthday, and to whom it was handed."""

    items = forms.MultipleChoiceField(
        label=_("Vad har ni gått igenom?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    to_whom = forms.CharField(
        label=_("Till vem lämnar ni över?"),
        max_length=200,
        help_text=_(
            "Till exempel: Arbetsförmedlingen, vuxenutbildningen. Eller: ungdomen"
            " själv."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    done_on = day_field(label=_("Vilken dag?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["version"].initial = 0  # it writes nothing over
        fields["items"].choices = [(code, say("twenty", code)) for code in ITEMS]
        fields["done_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        given.pop("version", None)
        return given


class OfferForm(KeyedForm, VersionedForm):
    """What a youth who moved is asked, in the words they see."""

    DRAFT = DRAFT
    SHARED = ("text",)

    to_name = forms.CharField(
        label=_("Vilken kommun?"),
        max_length=100,
        help_text=_("Så som den ska stå på brevet, till exempel Krokoms kommun."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    to_code = forms.CharField(
        label=_("Kommunkod"),
        max_length=4,
        required=False,
        help_text=_("Fyra siffror. Lämna tomt om du inte vet den."),
        validators=[
            RegexValidator(re.compile(r"\A[0-9]{4}\Z"), _("Skriv fyra siffror."))
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    text = forms.CharField(
        label=_("Vad lämnas över?"),
        max_length=LONGEST,
        help_text=_(
            "Bara det här lämnas över, ord för ord, med namn och födelsedag. Visa"
            " texten för ungdomen innan du frågar."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    asked_on = day_field(label=_("Vilken dag frågade du?"))
    field_order = ("text", "to_name", "to_code", "asked_on")

    def __init__(self, *args: Any, home: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["version"].initial = 0  # it writes nothing over
        fields["to_code"].initial = home
        fields["asked_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        given.pop("version")
        return {"key": given.pop("key"), "offered": Offered(**given)}


class SaidForm(forms.Form):
    """What the youth said, how and when."""

    answer = forms.ChoiceField(label=_("Vad sa ungdomen?"), widget=forms.RadioSelect)
    said_how = forms.ChoiceField(label=_("Hur?"), widget=forms.RadioSelect)
    answered_on = day_field(label=_("Vilken dag?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["answer"].choices = [(code, say("move_said", code)) for code in SAID]
        fields["said_how"].choices = [
            (code, capfirst(say("move_way", code))) for code in WAYS
        ]
        fields["answered_on"].initial = clock.today()
