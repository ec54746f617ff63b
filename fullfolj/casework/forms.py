"""A contact, the next step, and who answers for it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access import roles
from fullfolj.access.forms import day_field
from fullfolj.access.models import Membership, User
from fullfolj.casework.actions.contacts import Tried
from fullfolj.casework.models import ORDERS, Case
from fullfolj.casework.rules import CHANNELS, GUARDIAN, REASONS, speaks_for
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.kaa.models import KNOWN, STALE, UNKNOWN
from fullfolj.kaa.rules.occupation import KINDS
from fullfolj.kaa.words import say as say_of_kaa

STATES = (KNOWN, UNKNOWN, STALE)
MINE, NEVER = "mina", "aldrig"
VIEWS = (MINE, NEVER, *REASONS)
NEXT_IN = timedelta(days=7)  # a week is only what the form proposes


def workers() -> list[tuple[str, str]]:
    """Those who work with cases today, as choices; by name."""
    held = Membership.objects.allowing(roles.WORK, clock.today())
    found = User.objects.filter(pk__in=held.values("user")).order_by("name")
    return [(str(user.pk), user.name) for user in found]


class VersionedForm(forms.Form):
    """Carries which version of the case one has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["version"].initial = case.version

    def clean(self) -> dict[str, Any]:
        """What is hidden nobody can put right by hand: it is told, and given anew."""
        given = super().clean() or {}
        if any(field.errors for field in self.hidden_fields()):
            self.add_error(None, say("refused", "torn"))
        return given

    def seen_again(self) -> None:
        """The user sees the case as it is now: what they wrote may be sent again."""
        self.data = {**dict(self.data.items()), "version": str(self.case.version)}


def next_step_field() -> forms.CharField:
    """What comes next, in a few words."""
    return forms.CharField(
        label=_("Nästa steg"),
        max_length=200,
        help_text=_("Till exempel: ringa igen, träffas på biblioteket."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "steps"}),
    )


class StepForm(VersionedForm):
    """What comes next, and when."""

    next_step = next_step_field()
    next_step_on = day_field(label=_("Dag för nästa steg"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_step"].initial = self.case.next_step
        self.fields["next_step_on"].initial = self.case.next_step_on


class ContactForm(VersionedForm):
    """How somebody got in touch, whether it reached, and what comes next."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Vad gjorde du?"), widget=forms.RadioSelect)
    reached = forms.TypedChoiceField(
        label=_("Fick du svar?"),
        choices=[("no", _("Nej, inget svar")), ("yes", _("Ja"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    line = forms.CharField(
        label=_("Vad hände?"),
        required=False,
        max_length=300,
        help_text=_("En rad räcker. Skriv inget om hälsa, diagnos, brott eller tro."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    next_step = next_step_field()
    next_step_on = day_field(label=_("Dag för nästa steg"))
    happened_on = day_field(label=_("När hörde ni av er?"))
    made_by = forms.TypedChoiceField(label=_("Vem hörde av sig?"), coerce=UUID)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        fields: dict[str, Any] = self.fields
        fields["key"].initial = uuid4
        fields["channel"].choices = self.channels(today)
        fields["channel"].initial, fields["reached"].initial = CHANNELS[0], "no"
        fields["next_step"].initial = self.case.next_step or _("Försöka igen")
        fields["next_step_on"].initial = today + NEXT_IN
        fields["happened_on"].initial = today
        fields["made_by"].choices = workers()
        fields["made_by"].initial = str(by.pk)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if "key" in self.errors:
            self.data = {**dict(self.data.items()), "key": str(uuid4())}
        if self.errors:
            return given
        rest = {name: given.pop(name) for name in ("key", "version")}
        return {**rest, "tried": Tried(**given)}

    def channels(self, today: date) -> list[tuple[str, str]]:
        """The ways; a guardian's only for whom they may speak."""
        guardian = speaks_for(self.case.person.birth_date, today)
        return [
            (code, say("channel", code))
            for code in CHANNELS
            if guardian or code != GUARDIAN
        ]


class OwnerForm(forms.Form):
    """Who answers for it; nobody is a choice too."""

    owner = forms.TypedChoiceField(
        label=_("Ansvarig"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Ingen")), *workers()]

    def clean_owner(self) -> User | None:
        """As the action takes it."""
        found = self.cleaned_data["owner"]
        return User.objects.get(pk=found) if found else None


class ChoiceForm(forms.Form):
    """Which cases a list shows, and in which order; what it does not know, it skips.

    The names of the fields stand in the address, and so in Swedish.
    """

    visa = forms.ChoiceField(label=_("Visa"), required=False)
    ansvarig = forms.ChoiceField(label=_("Ansvarig"), required=False)
    sysselsattning = forms.ChoiceField(label=_("Sysselsättning"), required=False)
    kommun = forms.ChoiceField(label=_("Kommun"), required=False)
    sortera = forms.ChoiceField(
        choices=[(order, order) for order in ORDERS],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["visa"].choices = [
            ("", say("view", "alla")),
            *((code, say("view", code)) for code in VIEWS),
        ]
        self.owners = workers()
        fields["ansvarig"].choices = [("", _("Alla")), *self.owners]
        fields["sysselsattning"].choices = [
            ("", _("Alla")),
            *((code, say_of_kaa("occupation_state", code)) for code in STATES),
            *((code, say_of_kaa("occupation", code)) for code in KINDS),
        ]
        fields["kommun"].choices = [("", _("Alla")), *((c, c) for c in codes)]
        if len(codes) < 2:
            del self.fields["kommun"]

    def chosen(self) -> dict[str, str]:
        """What was chosen of what there is, by field; without what was left open."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ViewForm(forms.Form):
    """The name of a saved choice of the list."""

    name = forms.CharField(
        label=_("Spara urvalet som"),
        max_length=60,
        help_text=_("Skriv inga namn på ungdomar."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
