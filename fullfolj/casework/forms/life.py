"""Opening a case, closing it, asking how it went, and opening it again."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.endings import MeasuresRunError, Reasons, Running
from fullfolj.casework.actions.life import DRAFT, Closing
from fullfolj.casework.forms.common import KeyedForm, VersionedForm, resent
from fullfolj.casework.forms.measures import worded
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.rules.cases import (
    CLOSING_REASONS,
    DESTINATIONS,
    IN_HALF_A_YEAR,
    LIVELIHOODS,
    NO_PROGRAMME,
    PURPOSES,
    Facts,
    months_after,
    refusal,
)
from fullfolj.casework.rules.measures import END_REASONS, OF_CLOSING
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.kaa.rules.occupation import HOW_KNOWN
from fullfolj.kaa.words import say as say_of_kaa
from fullfolj.programmes.models import Programme

WHY = ("end_reason", "end_words", "plan_reason")  # of `Reasons`
UNANSWERED = ("", _("Välj"))


def destinations() -> list[Any]:
    """Where somebody went, under the headings that the sources sum."""
    groups = dict.fromkeys(DESTINATIONS.values())
    return [
        UNANSWERED,
        *(
            (
                say("destination_group", group),
                [
                    (code, say("destination", code))
                    for code, of_group in DESTINATIONS.items()
                    if of_group == group
                ],
            )
            for group in groups
        ),
    ]


def words_field(label: Any, help_text: Any, *, required: bool = True) -> Any:
    """Why, in a line."""
    return forms.CharField(
        label=label,
        max_length=300,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ForPurpose(forms.Form):
    """Asks for what a case is opened, and in which programme where one is for them.

    `has_programmes` tells whether there is such a programme.
    """

    purpose = forms.ChoiceField(label=_("Vad gäller det?"), widget=forms.RadioSelect)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Program"),
        required=False,
        empty_label=_("Inget"),
        help_text=_(
            "Bara för den som ska delta i ett program. Om du lämnar Grund tomt gäller"
            " programmets egen grund."
        ),
    )

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.running = Programme.objects.running(clock.today())
        fitting = self.running.for_age(facts.age).order_by("name")
        self.has_programmes = fitting.exists()
        field: Any = self.fields["programme"]
        field.queryset = fitting

    def obstacle(self, purpose: str) -> str:
        """Why the purpose is not for the person, whatever is filled in; or nothing."""
        code = refusal(purpose, self.facts)
        if code != NO_PROGRAMME:
            return code
        if self.has_programmes:
            return ""
        return "none_fits" if self.running.exists() else "none_runs"


class OpenForm(KeyedForm, ForPurpose, ReadsOnceMore):
    """For what a case is opened, and on what ground."""

    SHARED = ("ground",)

    ground = words_field(
        _("Grund"),
        _(
            "Vad ni stöder er på, till exempel ungdomens ja eller ett beslut, med"
            " datum. Behövs inte för aktivitetsansvaret. Skriv inget om hälsa."
        ),
        required=False,
    )
    referred_by = forms.CharField(
        label=_("Vem har frågat?"),
        max_length=200,
        required=False,
        help_text=_("Om någon annan har bett er, till exempel Arbetsförmedlingen."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    referred_on = day_field(label=_("Vilken dag frågade de?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        found = {purpose: self.obstacle(purpose) for purpose in PURPOSES}
        fields["purpose"].choices = [(p, described(p, c)) for p, c in found.items()]
        fields["purpose"].initial = next((p for p, c in found.items() if not c), None)


def described(purpose: str, code: str) -> Any:
    """A purpose with whom it is for; or why it is not for this person."""
    more = say("refused", code) if code else say("purpose_for", purpose)
    return format_html("<strong>{}</strong> {}", say("purpose", purpose), more)


class CloseForm(KeyedForm, VersionedForm):
    """How a case ended, and when somebody asks how it went."""

    DRAFT = DRAFT
    SHARED = ("words", "end_words", "plan_reason")  # they stand in the documentation

    reason = forms.ChoiceField(
        label=_("Varför avslutas det?"), widget=forms.RadioSelect
    )
    words = words_field(
        _("Vilket annat skäl?"),
        _("Bara när du har valt ett annat skäl. Skriv inget om hälsa eller brott."),
        required=False,
    )
    destination = forms.ChoiceField(label=_("Vart går ungdomen?"))
    livelihood = forms.ChoiceField(label=_("Vad försörjer sig ungdomen på?"))
    follow_up_on = day_field(
        label=_("När frågar ni hur det går?"),
        help_text=_(
            "Ni blir påminda den dagen, och en gång till ett år efter avslutet."
        ),
    )
    closed_on = day_field(label=_("Avslutat"))
    end_reason = forms.ChoiceField(
        label=_("Varför slutar insatserna?"), widget=forms.RadioSelect
    )
    end_words = words_field(
        _("Skälet med några ord"),
        _("Bara när insatserna slutar av något annat skäl. Skriv inget om hälsa."),
        required=False,
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    plan_reason = words_field(
        _("Varför slutar planen?"),
        _("Lämna tomt om det är av samma skäl som ärendet."),
        required=False,
    )

    def __init__(self, *args: Any, running: Running, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.running = running
        self.unseen: frozenset[UUID] = frozenset()
        self.fields["shown"].initial = " ".join(running.marks.values())
        fields, today = dict[str, Any](self.fields), clock.today()
        fields["reason"].choices = [
            (code, say("closing_reason", code)) for code in CLOSING_REASONS
        ]
        fields["destination"].choices = destinations()
        fields["livelihood"].choices = livelihoods()
        fields["follow_up_on"].initial = months_after(today, IN_HALF_A_YEAR)
        fields["closed_on"].initial = today
        fields["end_reason"].choices = worded("measure_end", END_REASONS)
        missing = fields["end_reason"].error_messages
        missing["required"] = say("refused", MeasuresRunError.code)
        if not running.measures:
            del self.fields["end_reason"], self.fields["end_words"]
        if not running.plan:
            del self.fields["plan_reason"]

    def clean(self) -> dict[str, Any]:
        """As the action takes it: the plan ends for the case's own reason, in words,
        where no other is given. What is plain of why measures end is proposed.
        """
        given = super().clean()
        shown = frozenset(given.pop("shown", "").split())
        self.unseen = self.running.unseen(shown)
        if "end_reason" in self.errors and given.get("reason") in OF_CLOSING:
            self.data = resent(self.data, end_reason=OF_CLOSING[given["reason"]])
        if self.errors:
            return given
        if self.running.plan and not given["plan_reason"]:
            given["plan_reason"] = given["words"] or say(
                "closing_reason", given["reason"]
            )
        rest = {name: given.pop(name) for name in ("key", "version")}
        why = {n: given.pop(n) for n in WHY if n in given}
        reasons = Reasons(**why, called_off=say("meeting", "closed"), shown=shown)
        return {**rest, "closing": Closing(**given, why=reasons)}

    def new_key(self) -> None:
        """Sent again it is another closing, by who has seen what runs now."""
        shown = " ".join(self.running.marks.values())
        self.data = resent(self.data, key=str(uuid4()), shown=shown)


def livelihoods() -> list[Any]:
    """What somebody lives on."""
    return [UNANSWERED, *((code, say("livelihood", code)) for code in LIVELIHOODS)]


class FollowUpForm(forms.Form):
    """How it went: two taps, and from whom one knows."""

    destination = forms.ChoiceField(label=_("Var är ungdomen nu?"))
    livelihood = forms.ChoiceField(label=_("Vad försörjer sig ungdomen på?"))
    how_known = forms.ChoiceField(
        label=_("Hur vet ni det?"), widget=forms.RadioSelect, initial=HOW_KNOWN[0]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["destination"].choices = destinations()
        fields["livelihood"].choices = livelihoods()
        fields["how_known"].choices = [
            (code, say_of_kaa("how_known", code)) for code in HOW_KNOWN
        ]


class ReopenForm(ReadsOnceMore):
    """Why a case is opened again."""

    SHARED = ("words",)

    words = words_field(
        _("Varför öppnar ni det igen?"),
        _("En rad räcker. Skriv inget om hälsa, diagnos, brott eller tro."),
    )
