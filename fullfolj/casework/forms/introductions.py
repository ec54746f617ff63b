"""What is known of a youth on an introductory programme, and what they learn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.introductions import Around
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.forms.measures import worded
from fullfolj.casework.models import Introduction, PassedSubjects
from fullfolj.casework.models.introductions import HOW_KNOWN, PROGRAMMES, SUPPORTS
from fullfolj.casework.rules.eligibility import SUBJECTS
from fullfolj.core import clock


class StandingForm(VersionedForm):
    """Changes what stands; carries which version of it one has seen."""

    def __init__(self, *args: Any, stands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands
        self.fields["version"].initial = stands.version if stands else 0

    def seen_again(self) -> None:
        """The user sees what stands now: what they wrote may be sent again."""
        version = self.stands.version if self.stands else 0
        self.data = {**dict(self.data.items()), "version": str(version)}


def short(label: Any, most: int, help_text: Any = "", **attrs: str) -> forms.CharField:
    """A line that may be left empty."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


class AroundForm(StandingForm):
    """Which programme, where the youth lives, and the help with language."""

    programme = forms.ChoiceField(label=_("Program"), widget=forms.RadioSelect)
    home_name = short(
        _("Boende"), 120, _("Bara om ungdomen bor på ett boende. Skriv boendets namn.")
    )
    home_contact = short(_("Kontaktperson på boendet"), 120)
    home_phone = short(_("Telefon till boendet"), 40, type="tel")
    language = short(_("Språk som ungdomen kan bäst"), 60)
    supports = forms.MultipleChoiceField(
        label=_("Stöd med språket"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, stands: Introduction | None, **kwargs: Any) -> None:
        super().__init__(*args, stands=stands, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["programme"].choices = worded("introduction", PROGRAMMES)
        fields["supports"].choices = worded("language_support", SUPPORTS)
        if stands:
            for name in fields.keys() - {"version"}:
                fields[name].initial = getattr(stands, name)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        version = given.pop("version")
        return {"version": version, "around": Around(**given)}


class SubjectsForm(StandingForm):
    """Which subjects the youth has passed."""

    subjects = forms.MultipleChoiceField(
        label=_("Godkänt betyg i"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kryssa i ämnen med minst E, eller motsvarande kunskaper."),
    )
    how_known = forms.ChoiceField(label=_("Hur vet ni det?"), widget=forms.RadioSelect)
    as_of = day_field(label=_("Vilken dag gällde det?"))

    def __init__(
        self, *args: Any, stands: PassedSubjects | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, stands=stands, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["subjects"].choices = worded("subject", SUBJECTS)
        fields["how_known"].choices = worded("subject_known", HOW_KNOWN)
        fields["how_known"].initial = HOW_KNOWN[0]
        fields["as_of"].initial = clock.today()
        if stands:
            fields["subjects"].initial = stands.subjects


class GoalForm(KeyedForm, VersionedForm):
    """One thing that the youth wants to have learnt."""

    SHARED = ("goal",)

    goal = forms.CharField(
        label=_("Vad vill ungdomen ha lärt sig?"),
        max_length=200,
        help_text=_("Skriv med ungdomens egna ord."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    subject = forms.ChoiceField(label=_("Ämne"), required=False)
    wanted_by = day_field(label=_("Till när?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        none = ("", _("Inget särskilt ämne"))
        fields["subject"].choices = [none, *worded("subject", SUBJECTS)]
