"""The forms of a plan: its goal, promises, answers, follow-ups and its end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.casework.actions import plans as actions
from fullfolj.casework.actions.agreements import Answered
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.models import Promise
from fullfolj.casework.planned import Awaited, Planned
from fullfolj.casework.rules.plans import (
    ANSWERS,
    MUNICIPALITY,
    OTHER,
    PARTIES,
    PARTNERS,
    WAYS,
    YOUTH,
)
from fullfolj.casework.words import say
from fullfolj.core import clock

LANGUAGES = ("sv", "en", "ar", "prs", "ps", "fa", "ckb", "so", "ti", "uk", "und")
FOLLOW_UP_IN = timedelta(days=30)  # only what the form proposes


class Words(forms.CharField):
    """A text of some lines. The browser does not cut it: what is too long is told."""

    def __init__(self, *, most: int, rows: int = 3, **given: Any) -> None:
        told = _("Texten är %(show_value)s tecken. Skriv högst %(limit_value)s.")
        super().__init__(
            max_length=most,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"max_length": told},
            **given,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the `maxlength` that would cut a pasted text in silence."""
        given = super().widget_attrs(widget)
        given.pop("maxlength", None)
        return given


class PlanForm(KeyedForm, VersionedForm):
    """What every form of a plan carries: which version one has seen, and a key."""

    def __init__(self, *args: Any, planned: Planned, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned = planned
        self.fields["version"].initial = self.seen_version

    @property
    def seen_version(self) -> int:
        """The number of the version that there is; 0 without a plan."""
        plan = self.planned.plan
        return plan.version if plan and self.planned.is_current else 0

    def seen_again(self) -> None:
        """The user sees the plan as it is now: what they wrote may be sent again."""
        self.data = {**self.written(), "version": str(self.seen_version)}

    def written(self) -> dict[str, Any]:
        """What was sent, field by field."""
        return dict(self.data.items())

    def given(self) -> dict[str, Any] | None:
        """What was filled in besides the key and the version; None with errors."""
        cleaned = KeyedForm.clean(self)
        if self.errors:
            return None
        return {k: v for k, v in cleaned.items() if k not in ("key", "version")}

    def known(self) -> dict[str, Any]:
        """The key and the version, as an action takes them."""
        return {name: self.cleaned_data[name] for name in ("key", "version")}


def who_wanted(*parties: str) -> list[tuple[str, str]]:
    """Who may have wanted a change, as choices."""
    return [(party, say("party", party)) for party in dict.fromkeys(parties)]


def wanted_by_field() -> forms.ChoiceField:
    """Whose wish a change is: they are not asked what they think of it."""
    return forms.ChoiceField(
        label=_("Vem ville ändra?"),
        widget=forms.RadioSelect,
        help_text=_("Den som själv ville ändra behöver inte tillfrågas."),
    )


class GoalForm(PlanForm):
    """The goal in the youth's own words, and how to get there."""

    DRAFT = actions.DRAFT
    SHARED: tuple[str, ...] = ("goal", "planning")

    goal = Words(
        most=2000,
        label=_("Mål, med ungdomens egna ord"),
        help_text=_("Skriv det som ungdomen säger det. En mening räcker."),
    )
    language = forms.ChoiceField(label=_("Språk som målet är skrivet på"))
    planning = Words(
        most=2000,
        required=False,
        label=_("Så ska det gå till"),
        help_text=_("Vad som behövs för att nå målet, och i vilken ordning."),
    )
    wanted_by = wanted_by_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["language"].choices = [(c, say("language", c)) for c in LANGUAGES]
        fields["wanted_by"].choices = who_wanted(YOUTH, MUNICIPALITY)
        fields["wanted_by"].initial = YOUTH
        if plan := self.planned.plan if self.planned.is_current else None:
            for name in ("goal", "language", "planning"):
                fields[name].initial = getattr(plan, name)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.given()
        if given is None:
            return self.cleaned_data
        return {**self.known(), "written": actions.Written(**given)}


class FirstPlanForm(GoalForm):
    """A new plan: the goal, what each of the two does, and when to look at it."""

    SHARED = (*GoalForm.SHARED, "youths", "municipalitys")
    ALONE = frozenset({"youths", "municipalitys", "follow_up_on"})  # no other form's

    youths = Words(
        most=2000,
        required=False,
        label=_("Det här gör ungdomen"),
        help_text=_("Ett löfte på varje rad."),
    )
    municipalitys = Words(
        most=2000,
        required=False,
        label=_("Det här gör kommunen"),
        help_text=_("Ett löfte på varje rad. Andras löften lägger du till sedan."),
    )
    follow_up_on = day_field(
        label=_("När ska ni titta på planen tillsammans?"),
        initial=lambda: clock.today() + FOLLOW_UP_IN,
    )

    field_order = ("goal", "language", "planning", "youths", "municipalitys")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["wanted_by"]

    def clean_youths(self) -> list[str]:
        """One promise a line."""
        return lines_of(self.cleaned_data["youths"])

    def clean_municipalitys(self) -> list[str]:
        """One promise a line."""
        return lines_of(self.cleaned_data["municipalitys"])

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.given()
        if given is None:
            return self.cleaned_data
        both = (
            (YOUTH, given.pop("youths")),
            (MUNICIPALITY, given.pop("municipalitys")),
        )
        promises = tuple((party, text) for party, texts in both for text in texts)
        written = actions.Written(**given, promises=promises, wanted_by=YOUTH)
        return {**self.known(), "written": written}


def lines_of(text: str, most: int = 500) -> list[str]:
    """The lines of a text that say something.

    Raises:
        ValidationError: one is longer than a promise may be.
    """
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if any(len(line) > most for line in found):
        told = _("En av raderna är för lång. Skriv högst %(most)s tecken på varje rad.")
        raise forms.ValidationError(told, params={"most": most})
    return found


class PromiseForm(PlanForm):
    """What somebody does: a new promise, or one that is there already."""

    DRAFT = actions.PROMISE_DRAFT
    SHARED = ("text",)

    party = forms.ChoiceField(label=_("Vem lovar?"))
    name = forms.CharField(
        label=_("Vem där?"),
        max_length=100,
        required=False,
        help_text=_(
            "Namn på handläggare, skola eller förening. Behövs för Någon annan."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = Words(most=500, rows=2, label=_("Vad ska göras?"))
    starts_on = day_field(label=_("Börjar"), initial=clock.today)
    ends_on = day_field(
        label=_("Slutar"), required=False, help_text=_("Tomt betyder tills vidare.")
    )
    agreed = forms.ChoiceField(
        label=_("Har den som lovar sagt ja?"), required=False, widget=forms.RadioSelect
    )
    wanted_by = wanted_by_field()

    def __init__(self, *args: Any, row: Promise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        fields: dict[str, Any] = self.fields
        fields["agreed"].choices = [("", say("agreed", "no"))] + [
            (way, say("agreed", way)) for way in WAYS
        ]
        fields["party"].choices = [
            (p, say("party", p)) for p in (*PARTNERS, *PARTIES[:2])
        ]
        if row is None:
            del fields["wanted_by"]
            return
        del fields["party"]
        fields["wanted_by"].choices = who_wanted(row.party, YOUTH, MUNICIPALITY)
        fields["wanted_by"].initial = row.party
        if row.party == YOUTH:
            del fields["name"]
        for name in fields.keys() & {"name", "text", "starts_on", "ends_on"}:
            fields[name].initial = getattr(row, name)

    def clean(self) -> dict[str, Any]:
        """As the action takes it; another than those we know has a name."""
        given = self.given()
        if given is None:
            return self.cleaned_data
        given = {"party": self.row.party, "name": "", **given} if self.row else given
        if given["party"] == OTHER and not given["name"]:
            self.add_error("name", say("refused", "nameless"))
            return self.cleaned_data
        given.setdefault("wanted_by", given["party"])
        return {**self.known(), "promised": actions.Promised(**given)}


class EndForm(PlanForm):
    """When something ended, and why: the one is not written without the other."""

    SHARED = ("end_reason",)

    ended_on = day_field(label=_("Vilken dag slutade det?"), initial=clock.today)
    end_reason = forms.CharField(
        label=_("Varför slutade det?"),
        max_length=300,
        help_text=_("En rad räcker. Skriv inget om hälsa, diagnos, brott eller tro."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "reasons"}),
    )
    wanted_by = wanted_by_field()

    def __init__(self, *args: Any, row: Promise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted: Any = self.fields["wanted_by"]
        wanted.label = _("Vem ville avsluta?")
        wanted.help_text = _("De andra får veta det.")
        party = row.party if row else YOUTH
        wanted.choices = who_wanted(party, YOUTH, MUNICIPALITY)
        wanted.initial = party

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.given()
        if given is None:
            return self.cleaned_data
        return {**self.known(), "ending": actions.Ending(**given)}


class AnswerForm(PlanForm):
    """Who has said yes or no, to what, when and how."""

    asked = forms.ChoiceField(label=_("Vem har svarat?"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("Vad blev svaret?"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("Hur sa de det?"), widget=forms.RadioSelect)
    said_on = day_field(label=_("Vilken dag?"), initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        offered = answerable(self.planned)
        fields["asked"].choices = [(each.code, each.label) for each in offered]
        fields["asked"].initial = offered[0].code if offered else None
        fields["answer"].choices = [(code, say("answer", code)) for code in ANSWERS]
        fields["answer"].initial = ANSWERS[0]
        fields["how"].choices = [(code, say("way", code)) for code in WAYS]
        fields["how"].initial = WAYS[0]

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.given()
        if given is None:
            return self.cleaned_data
        party, _sign, promise = given.pop("asked").partition(":")
        of = UUID(promise) if promise else None
        return {
            **self.known(),
            "answered": Answered(party=party, promise=of, **given),
        }


def answerable(planned: Planned) -> list[Awaited]:
    """Whose answers one may note: those that are waited for first, then the others.

    What has an answer may have another: whoever said no may say yes.
    """
    theirs = [each.row for each in planned.others if not each.row.ended_on]
    everyone = [Awaited(party, None) for party in PARTIES[:2]]
    everyone += [Awaited(row.party, row) for row in theirs]
    given = [e for e in planned.answered if not (e.promise and e.promise.ended_on)]
    found: dict[str, Awaited] = {}
    for each in (*planned.awaited, *everyone, *given):
        found.setdefault(each.code, each)
    return list(found.values())


class FollowUpForm(PlanForm):
    """What one found when one looked at the plan together, and when the next is.

    `done` is the planned follow-up that the page was about: the same form sent again
    is about the same, and what comes after it waits for its day.
    """

    SHARED = ("line",)

    done = forms.UUIDField(required=False, widget=forms.HiddenInput)
    done_on = day_field(
        label=_("När följde ni upp?"),
        required=False,
        initial=clock.today,
        help_text=_("Lämna tomt om ni flyttar uppföljningen till en annan dag."),
    )
    line = Words(
        most=500,
        rows=2,
        required=False,
        label=_("Vad kom ni fram till?"),
        help_text=_("Vad som går bra, vad som ska bli annorlunda."),
    )
    next_on = day_field(
        label=_("Nästa uppföljning"), initial=lambda: clock.today() + FOLLOW_UP_IN
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = self.planned.next_follow_up
        self.fields["done"].initial = coming.pk if coming else None

    def new_key(self) -> None:
        """Sent again it is about the planned one all the same, unless that was held.

        Then it is one beside it, and that is told; what came torn is about the next.
        """
        super().new_key()
        sent = self.data.get("done")
        held = {str(each.pk): bool(each.done_on) for each in self.planned.follow_ups}
        if not sent or held.get(sent) is False:
            return
        coming = self.planned.next_follow_up
        if held.get(sent):
            coming = None
            self.add_error(None, say("refused", "looked_at"))
        self.data = {**self.written(), "done": str(coming.pk) if coming else ""}

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.given()
        if given is None:
            return self.cleaned_data
        return {**self.known(), "looked": actions.Looked(**given)}
