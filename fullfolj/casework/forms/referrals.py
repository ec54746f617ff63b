"""Entering a referral, completing it, answering it; and what is wanted before one."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions.referrals import Answered, Asked
from fullfolj.casework.forms.common import KeyedForm, SeenForm
from fullfolj.casework.forms.life import (
    UNANSWERED,
    ForPurpose,
    described,
    words_field,
)
from fullfolj.casework.forms.measures import worded
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.models import Referral
from fullfolj.casework.rules.cases import KAA, OVER_TWENTY, PREVENTION, PROGRAMME
from fullfolj.casework.rules.referrals import (
    ANSWERS,
    ASKERS,
    LONGEST,
    MET,
    MOST,
    STATES,
    TAKEN_ON,
    WANTED,
    Precondition,
)
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.templatetags.ui import day

# For what a referral may open a case, the likeliest first.
PURPOSES = (PREVENTION, KAA, OVER_TWENTY, PROGRAMME)


def called(what: str) -> str:
    """What is wanted, in words: a code's, or an authority's own."""
    return say("wanted", what) if what in WANTED else what


class WantedForm(ReadsOnceMore):
    """How it stands with each thing that is wanted first; and why it cannot wait."""

    urgent = words_field(
        _("Är det bråttom? Skriv varför"),
        _(
            "Då kan ni ta emot ungdomen fast något saknas. Skriv inget om hälsa,"
            " diagnos, brott eller tro."
        ),
        required=False,
    )

    def __init__(self, *args: Any, wanted: tuple[Precondition, ...], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.wanted = wanted
        for number, each in enumerate(wanted):
            self.fields[f"state_{number}"] = forms.ChoiceField(
                label=called(each.what),
                choices=worded("wanted_state", STATES),
                initial=each.state,
                widget=forms.RadioSelect,
            )
            self.fields[f"on_{number}"] = day_field(
                label=_("När blev det klart?"), required=False, initial=each.on
            )

    def each_wanted(self) -> list[tuple[Any, Any]]:
        """The two fields of each, to be shown beside each other."""
        return [
            (self[f"state_{number}"], self[f"on_{number}"])
            for number in range(len(self.wanted))
        ]

    def stands(self) -> tuple[Precondition, ...]:
        """As the action takes it: what was met without a day was met today."""
        said = self.cleaned_data
        return tuple(
            Precondition(
                each.what, state, (on or clock.today()) if state == MET else None
            )
            for each, state, on in (
                (each, said[f"state_{number}"], said[f"on_{number}"])
                for number, each in enumerate(self.wanted)
            )
        )


class ReferralForm(KeyedForm, WantedForm):
    """Who asks, when, and for what."""

    SHARED = ("matter", "urgent")

    asked_by = forms.ChoiceField(label=_("Vem frågar?"))
    asked_name = forms.CharField(
        label=_("Vilken skola, vilket kontor eller vem?"),
        max_length=120,
        help_text=_("Till exempel: Bergs gymnasieskola."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("Vem ska ni svara?"),
        max_length=200,
        help_text=_("Namn, roll och hur ni når personen."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received_on = day_field(label=_("När kom frågan?"))
    matter = words_field(
        _("Vad vill de ha hjälp med?"),
        _(
            "Med några ord, till exempel: stöd så att hen kan gå kvar. Skriv inget om"
            " hälsa, diagnos, brott eller tro."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["asked_by"].choices = [UNANSWERED, *worded("party", ASKERS)]
        fields["received_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        names = ("asked_by", "asked_name", "contact", "received_on", "matter", "urgent")
        said = {name: given[name] for name in names}
        asked = Asked(**said, preconditions=self.stands())
        return {"key": given["key"], "asked": asked}


class CompleteForm(WantedForm, SeenForm):
    """How it stands now with what is wanted."""

    SHARED = ("urgent",)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, seen=referral, wanted=referral.wanted, **kwargs)
        self.fields["urgent"].initial = referral.urgent

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        return {
            "version": given["version"],
            "urgent": given["urgent"],
            "preconditions": self.stands(),
        }


class AnswerForm(ForPurpose, SeenForm):
    """What who asked was answered."""

    SHARED = ("words", "ground")

    answer = forms.ChoiceField(label=_("Vad svarade ni?"), widget=forms.RadioSelect)
    words = words_field(
        _("Med några ord"),
        _("Vilket råd ni gav, eller till vem ni skickade frågan."),
        required=False,
    )
    purpose = forms.ChoiceField(
        label=_("Vad gäller det?"),
        help_text=_("Bara när ni tar emot ungdomen."),
        required=False,
        widget=forms.RadioSelect,
    )
    ground = words_field(
        _("Grund"),
        _("Vad ni stöder er på. Bara när ett ärende öppnas nu."),
        required=False,
    )
    answered_on = day_field(label=_("När svarade ni?"))

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, seen=referral, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["answer"].choices = worded("referral_answer", ANSWERS)
        fields["purpose"].choices = [
            (purpose, self.described(purpose)) for purpose in PURPOSES
        ]
        free = (p for p in PURPOSES if not self.obstacle(p))
        standing = (p for p in PURPOSES if p in self.facts.purposes)
        fields["purpose"].initial = next(standing, next(free, None))
        fields["answered_on"].initial = clock.today()
        asked = {"name": referral.asked_name, "on": day(referral.received_on)}
        fields["ground"].initial = _("Förfrågan från %(name)s %(on)s") % asked

    def described(self, purpose: str) -> Any:
        """A purpose, and whether there is a case for it already."""
        if purpose not in self.facts.purposes:
            return described(purpose, self.obstacle(purpose))
        name, more = say("purpose", purpose), _("Ärendet är öppet redan.")
        return format_html("<strong>{}</strong> {}", name, more)

    def clean(self) -> dict[str, Any]:
        """As the action takes it: advice and passing on say something in words."""
        given = super().clean()
        if self.errors:
            return given
        taken_on = given["answer"] == TAKEN_ON
        needed = "purpose" if taken_on else "words"
        if not given[needed]:
            self.add_error(needed, self.fields[needed].error_messages["required"])
            return given
        version = given.pop("version")
        return {"version": version, "answered": Answered(**given)}


class AskerForm(forms.Form):
    """Whose referrals a list shows; what it does not know, it skips.

    The name of the field stands in the address, and so in Swedish.
    """

    fran = forms.ChoiceField(label=_("Vem frågar?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["fran"].choices = [("", _("Alla")), *worded("party", ASKERS)]

    def asker(self) -> str:
        """What kind of party was chosen; nothing where all are shown."""
        self.is_valid()
        return str(self.cleaned_data.get("fran", ""))


class WantedListForm(forms.Form):
    """What an authority wants done first, one thing a line."""

    asked = forms.CharField(
        label=_("Det här vill ni ska vara gjort"),
        required=False,
        max_length=MOST * (LONGEST + 2),
        help_text=_(
            "Skriv en sak på varje rad. Lämna tomt om inget behöver vara gjort först."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    valid_from = day_field(label=_("Gäller från och med"))

    def __init__(self, *args: Any, wanted: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked"].initial = "\n".join(map(called, wanted))
        self.fields["valid_from"].initial = clock.today()

    def clean_asked(self) -> tuple[str, ...]:
        """Each line once; what is one of the usual is that."""
        usual = {called(code): code for code in WANTED}
        lines = filter(None, map(str.strip, self.cleaned_data["asked"].splitlines()))
        found = tuple(dict.fromkeys(usual.get(line, line) for line in lines))
        if len(found) > MOST:
            raise forms.ValidationError(_("Skriv högst tio rader."))
        if any(len(line) > LONGEST for line in found):
            raise forms.ValidationError(_("Skriv högst 80 tecken på varje rad."))
        return found
