"""A person entered by hand; a list sent in, and what its columns are."""

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field, has_been
from fullfolj.core import clock
from fullfolj.core.personal_number import InvalidNumber, parse
from fullfolj.exchange.begin import rules
from fullfolj.exchange.begin.actions.lists import SUFFIXES
from fullfolj.exchange.imports.words import say
from fullfolj.exchange.listing.rows import OLDEST
from fullfolj.kaa.facts import (
    ASYLUM_SEEKER,
    OTHER_RESIDENT,
    YOUNGEST,
    age,
)
from fullfolj.kaa.wording import sensitive
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    PROTECTED_REGISTRATION,
    UNKNOWN,
)

MOST_COLUMNS = 40
TOLD_BY = ("person", "guardian", "school", "partner", "other")


class EntryForm(forms.Form):
    """Who somebody is, where they live and how one knows; `clean` adds the rest."""

    given_name = forms.CharField(label=_("Förnamn"), max_length=100)
    family_name = forms.CharField(label=_("Efternamn"), max_length=100)
    number = forms.CharField(
        label=_("Personnummer"),
        max_length=20,
        required=False,
        help_text=_(
            "Eller samordningsnummer. Lämna tomt om personen inte har något, eller om "
            "du inte vet."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = day_field(
        label=_("Född"),
        required=False,
        help_text=_("Behövs bara när du inte har skrivit något nummer."),
    )
    place = forms.ChoiceField(label=_("Var bor personen?"), widget=forms.RadioSelect)
    since = day_field(
        has_been,
        label=_("Sedan när?"),
        initial=clock.today,
        help_text=_("Vet du inte? Låt dagens datum stå."),
    )
    marking = forms.ChoiceField(
        label=_("Har personen skyddade uppgifter?"),
        choices=[
            (NONE, _("Nej")),
            (CONFIDENTIAL, _("Ja, sekretessmarkering")),
            (PROTECTED_REGISTRATION, _("Ja, skyddad folkbokföring")),
            (UNKNOWN, _("Jag vet inte. Behandla personen som skyddad tills vidare.")),
        ],
        widget=forms.RadioSelect,
    )
    told_by = forms.ChoiceField(
        label=_("Vem har berättat om personen?"), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Hur vet du det?"),
        max_length=300,
        help_text=_(
            "Till exempel ”Studievägledaren på Bergs gymnasieskola ringde den 3 "
            "oktober”. Skriv inget om hälsa, brott eller tro."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.choices = [(code, _("I kommun %s") % code) for code in codes] + [
            (OTHER_RESIDENT, _("Här, men inte folkbokförd")),
            (ASYLUM_SEEKER, _("Här, som asylsökande eller papperslös")),
        ]
        told: Any = self.fields["told_by"]
        told.choices = [(code, say(f"told_by.{code}")) for code in TOLD_BY]

    def clean_number(self) -> str:
        """The number as 12 characters; what is no number is said to be none."""
        text = str(self.cleaned_data["number"]).strip()
        if not text:
            return ""
        try:
            found = parse(text, clock.today())
        except InvalidNumber as why:
            sentence = say(f"refused.{why.reason}")
            raise forms.ValidationError(sentence[:1].upper() + sentence[1:]) from None
        self.born_on = found.born_on
        return found.text

    def clean_note(self) -> str:
        """How one knows, without what may not stand in the register."""
        text = str(self.cleaned_data["note"])
        found = sensitive(text)
        if found:
            raise forms.ValidationError(
                _("Ordet ”%(word)s” kan säga något känsligt. Skriv utan det."),
                params={"word": found.word},
            )
        return text

    def clean(self) -> dict[str, Any]:
        """With the day of birth, which the number may say."""
        given = super().clean() or {}
        born_on: date | None = getattr(self, "born_on", None)
        said = given.get("birth_date")
        if born_on and said and said != born_on:
            self.add_error("birth_date", _("Numret säger en annan dag."))
        born_on = born_on or said
        if born_on is None:
            if not self.errors.keys() & {"number", "birth_date"}:
                self.add_error("birth_date", _("Skriv ett nummer eller en födelsedag."))
            return given
        today = clock.today()
        if born_on > today or not YOUNGEST <= age(born_on, today) <= OLDEST:
            field = "number" if given.get("number") else "birth_date"
            self.add_error(
                field, _("Här skrivs bara den in som är mellan 14 och 21 år.")
            )
        return given | {"birth_date": born_on}


class ListForm(forms.Form):
    """The list that somebody keeps today."""

    file = forms.FileField(
        label=_("Er lista"),
        help_text=_(
            "Excel eller CSV, med vilka rubriker som helst. Dra hit filen, eller "
            "välj den."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": _("Välj listan som ska jämföras.")},
    )


class ColumnsForm(forms.Form):
    """What each column of a list is; `columns` says it by role."""

    def __init__(self, *args: Any, shown: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("Används inte"))]
        choices += [(role, say(f"role.{role}")) for role in rules.ROLES]
        for each in shown[:MOST_COLUMNS]:
            number = each["place"] + 1
            heading = each["heading"].strip()[:60] or _("Kolumn %s") % number
            values = ", ".join(value[:30] for value in each["values"])
            self.fields[f"c{each['place']}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=each["role"],
                # Others wrote the values: they are text, whatever stands in them.
                help_text=format_html(gettext("Till exempel: {}"), values)
                if values
                else _("Tom"),
            )

    def clean(self) -> dict[str, Any]:
        """Each role once, and enough to know somebody by."""
        given = super().clean() or {}
        self.columns: dict[str, int] = {}
        for name, role in list(given.items()):
            if role in self.columns:
                self.add_error(name, _("Två kolumner kan inte vara samma sak."))
            elif role:
                self.columns[role] = int(name[1:])
        if not self.errors and not rules.is_enough(self.columns):
            raise forms.ValidationError(
                _(
                    "Säg vilken kolumn som är personnummer. Finns inget, behövs namn "
                    "och födelsedatum."
                )
            )
        return given
