"""Offering a measure, and saying what became of it."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.measures import DRAFT, Offer
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.models import Measure
from fullfolj.casework.rules.cases import months_after
from fullfolj.casework.rules.measures import (
    ACCEPTED,
    DECLINED,
    END_REASONS,
    KINDS,
    MOST_HOURS,
    OFFERED,
    ONGOING,
    REVIEWED_AFTER,
)
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.programmes.models import Method


def hours_field(label: Any, *, least: float, required: bool) -> forms.DecimalField:
    """Hours of a week, a decimal at most; a comma is understood."""
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=least,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def line(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A line in somebody's words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=300,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def end_field(*, required: bool = True) -> forms.DateField:
    """The day on which a measure is to end, or is looked at."""
    return day_field(
        label=_("När är det tänkt att den slutar?"),
        required=required,
        help_text=_("Vet ni inte? Välj en dag då ni ser över den."),
    )


def proposed_end() -> date:
    """When a measure that goes on is looked at, unless somebody says otherwise."""
    return months_after(clock.today(), REVIEWED_AFTER)


def method_field() -> forms.TypedChoiceField:
    """A method of the bank, or none."""
    return forms.TypedChoiceField(
        label=_("Metod"), required=False, coerce=UUID, empty_value=None
    )


def of_bank(kept: UUID | None = None) -> list[tuple[str, Any]]:
    """The methods that may be chosen: those in use, and what was chosen already."""
    bank = Method.objects.in_use()
    if kept:
        bank |= Method.objects.filter(pk=kept)
    named = bank.order_by("name").values_list("pk", "name")
    free = ("", _("Ingen metod ur metodbanken"))
    return [free, *((str(pk), name) for pk, name in named)]


NOT_HEALTH = _("Skriv inget om hälsa, diagnos, brott eller tro.")


class OfferForm(KeyedForm, VersionedForm):
    """What a youth is offered, and how it stands today."""

    DRAFT = DRAFT
    SHARED = ("title", "answer_words")
    STANDS = (OFFERED, ACCEPTED, DECLINED, ONGOING)

    method = method_field()
    kind = forms.ChoiceField(label=_("Vad är det för insats?"))
    title = forms.CharField(
        label=_("Insatsen i några ord"),
        max_length=120,
        help_text=_("Till exempel: praktik på cykelverkstad."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    provider = forms.CharField(
        label=_("Vem håller i den?"),
        max_length=120,
        help_text=_("Till exempel: ungdomsteamet, en folkhögskola, ett företag."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    hours = hours_field(_("Timmar i veckan"), least=0.5, required=False)
    offered_on = day_field(label=_("När erbjöd ni den?"))
    state = forms.ChoiceField(label=_("Hur står det nu?"), widget=forms.RadioSelect)
    answered_on = day_field(label=_("När svarade ungdomen?"), required=False)
    answer_words = line(_("Vad sa ungdomen?"), help_text=NOT_HEALTH)
    starts_on = day_field(
        label=_("När börjar den?"),
        required=False,
        help_text=_("Eller när den började."),
    )
    ends_on = end_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["method"].choices = of_bank()
        if len(fields["method"].choices) == 1:
            del self.fields["method"]
        fields["kind"].choices = [("", _("Välj")), *worded("measure_kind", KINDS)]
        fields["state"].choices = worded("measure_state", self.STANDS)
        fields["state"].initial = OFFERED
        fields["offered_on"].initial = clock.today()
        fields["ends_on"].initial = proposed_end()

    def clean(self) -> dict[str, Any]:
        """As the action takes it: an answer that has no day of its own has the offer's.

        Only what the youth said yes or no to has an answer.
        """
        given = super().clean()
        if self.errors:
            return given
        if given["state"] == OFFERED:
            given["answered_on"] = None
        elif given["answered_on"] is None:
            given["answered_on"] = given["offered_on"]
        rest = {name: given.pop(name) for name in ("key", "version")}
        return {**rest, "offer": Offer(**given)}


class HappenedForm(VersionedForm):
    """Something that happened to a measure; carries which version one has seen."""

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, case=measure.case, **kwargs)
        self.measure = measure
        self.fields["version"].initial = measure.version

    def seen_again(self) -> None:
        """The user sees the measure as it is now: it may be sent again."""
        self.data = {**dict(self.data.items()), "version": str(self.measure.version)}


class AnswerForm(HappenedForm):
    """What the youth answered."""

    SHARED = ("answer_words",)

    accepted = forms.TypedChoiceField(
        label=_("Vad svarade ungdomen?"),
        choices=[("yes", _("Ja tack")), ("no", _("Nej tack"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    answered_on = day_field(label=_("När?"))
    answer_words = line(_("Med egna ord"), help_text=NOT_HEALTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = clock.today()


class StartForm(HappenedForm):
    """That it goes on."""

    starts_on = day_field(label=_("När började den?"))
    ends_on = end_field()
    hours = hours_field(_("Timmar i veckan"), least=0.5, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["starts_on"].initial = min(
            self.measure.starts_on or clock.today(), clock.today()
        )
        fields["ends_on"].initial = self.measure.ends_on or proposed_end()
        fields["hours"].initial = self.measure.hours


class GoOnForm(HappenedForm):
    """That it goes on, until another day."""

    ends_on = end_field()
    hours = hours_field(_("Timmar i veckan"), least=0.5, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = proposed_end()
        self.fields["hours"].initial = self.measure.hours


class EndForm(HappenedForm):
    """That it ended, and why."""

    SHARED = ("end_words",)

    ends_on = day_field(label=_("När slutade den?"))
    end_reason = forms.ChoiceField(
        label=_("Varför slutade den?"), widget=forms.RadioSelect
    )
    end_words = line(_("Med några ord"), help_text=NOT_HEALTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ends_on"].initial = clock.today()
        fields["end_reason"].choices = worded("measure_end", END_REASONS)


class MethodForm(HappenedForm):
    """Of which method of the bank it is, also where it was written freely."""

    method = method_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["method"].choices = of_bank(self.measure.method)
        fields["method"].initial = self.measure.method


class WeekForm(KeyedForm, HappenedForm):
    """How much of a week was attended."""

    week_on = day_field(
        label=_("Vilken vecka?"), help_text=_("Välj vilken dag som helst i veckan.")
    )
    planned = hours_field(_("Planerade timmar"), least=0, required=True)
    attended = hours_field(_("Timmar på plats"), least=0, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["week_on"].initial = clock.today()
        fields["planned"].initial = self.measure.hours


def worded(group: str, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Codes with what they are called, as choices."""
    return [(code, say(group, code)) for code in codes]
