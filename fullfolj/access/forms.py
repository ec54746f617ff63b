"""The forms of Behörigheter. What they refuse needs no rule of the database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fullfolj.access import roles
from fullfolj.access.models import Membership, Unit, User
from fullfolj.access.words import say
from fullfolj.core import clock
from fullfolj.core.templatetags.ui import day

# Days that one can count on from: the calendar ends a day after the last.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 30)


def has_been(on: date) -> None:
    """Refuse a day to come."""
    if on > clock.today():
        raise forms.ValidationError(_("Dagen har inte varit än."), code="to_come")


def day_field(*validators: Callable[[date], None], **given: Any) -> forms.DateField:
    """A day of a lifetime, with the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    field = forms.DateField(widget=widget, validators=validators, **given)
    field.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return field


def role_choices() -> list[tuple[str, str]]:
    """Each role with who may hold it and what it opens."""
    return [
        (
            name,
            format_html(
                "<strong>{}</strong> {} {}",
                say("role", name),
                say("holder", name),
                say("opens", name),
            ),
        )
        for name in roles.ROLES
    ]


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=200,
        help_text=_("Till exempel en skola, ett kontor eller en grupp."),
    )


class AppointmentForm(forms.Form):
    """Who, in which role, where and for how long."""

    email = forms.EmailField(
        label=_("E-postadress"),
        help_text=_("Adressen i arbetet. Dit skickas ett brev."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Namn"),
        max_length=200,
        required=False,
        help_text=_("Behövs bara när personen är ny i Fullfölj."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Roll"), choices=role_choices, widget=forms.RadioSelect
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Gäller"),
        required=False,
        empty_label=_("Hela myndigheten"),
        help_text=_("En roll i en enhet öppnar inte hela myndighetens personer."),
    )
    valid_from = day_field(label=_("Från och med"), initial=clock.today)
    valid_to = day_field(
        label=_("Till"),
        required=False,
        help_text=_("Första dagen utan rollen. Tomt betyder tills vidare."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.order_by("name")

    def clean_email(self) -> str:
        """Nobody appoints themselves, nor somebody whose account is closed."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self.by.email:
            raise forms.ValidationError(say("refused", "oneself"))
        if User.objects.filter(email=email, is_active=False).exists():
            raise forms.ValidationError(_("Det kontot är avstängt."))
        return email

    def clean(self) -> dict[str, Any]:
        """A new address needs a name, and a span its days in order."""
        given = super().clean() or {}
        email, start, stop = (given.get(k) for k in ("email", "valid_from", "valid_to"))
        known = email is None or User.objects.filter(email=email).exists()
        if not known and not given.get("name"):
            self.add_error(
                "name", _("Adressen är ny i Fullfölj. Skriv personens namn.")
            )
        if start and stop and stop <= start:
            self.add_error("valid_to", _("Slutdagen måste vara efter startdagen."))
        return given


class EndForm(forms.Form):
    """From which day a membership is over."""

    on = day_field(
        label=_("Första dagen utan rollen"),
        initial=clock.today,
        help_text=_("Välj dagens datum för att det ska gälla genast."),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_on(self) -> date:
        """Not in the past, and never a longer time than before."""
        on: date = self.cleaned_data["on"]
        ends = self.membership.valid_to
        if on < clock.today():
            raise forms.ValidationError(_("Välj i dag eller en dag som kommer."))
        if ends and on > ends:
            when = day(ends)
            raise forms.ValidationError(
                _("Rollen slutar redan %(when)s. Välj en tidigare dag."),
                params={"when": when},
            )
        return on


class ClearanceForm(forms.Form):
    """Whether a member sees persons with protected identity, and why."""

    sees_protected = forms.TypedChoiceField(
        label=_("Får se personer med skyddade uppgifter"),
        choices=[("ja", _("Ja")), ("nej", _("Nej"))],
        coerce=lambda said: said == "ja",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=500,
        help_text=_(
            "Vem har bestämt det, och varför? Skriv inget om enskilda personer."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
