"""Booking a meeting with a youth, moving it, and saying what became of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.access.models import User
from fullfolj.casework.actions.meetings import DRAFT, Booked, Held
from fullfolj.casework.forms.common import (
    KeyedForm,
    VersionedForm,
    next_step_field,
    workers,
)
from fullfolj.casework.models import Meeting
from fullfolj.casework.rules.meetings import (
    CAME,
    CANCELLED,
    DID_NOT_COME,
    KINDS,
    LONGEST,
    REMINDERS,
    SHORTEST,
    TALK,
)
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.templatetags.ui import clock_time

USUAL = 45  # minutes; like the rest only what the form proposes
NEXT_IN = timedelta(days=7)
OUTCOMES = (CAME, DID_NOT_COME, CANCELLED)
LENGTH = _("Skriv hur många minuter träffen varar, från 5 till 480.")


class MeetingForm(KeyedForm, VersionedForm):
    """When and where somebody is to meet the youth, who, and what for."""

    DRAFT = DRAFT

    kind = forms.ChoiceField(label=_("Vad är det för träff?"), widget=forms.RadioSelect)
    on = day_field(label=_("Dag"))
    at = forms.TimeField(
        label=_("Tid"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv tiden som 14:30.")},
    )
    minutes = forms.IntegerField(
        label=_("Minuter"),
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), LENGTH),
    )
    place = forms.CharField(
        label=_("Plats"),
        max_length=120,
        help_text=_("En plats som ungdomen hittar till och trivs på."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reminder_days = forms.TypedChoiceField(
        label=_("Påminn ungdomen"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "Du får se det på Mina ungdomar den dagen. Inget skickas av sig själv."
        ),
    )
    worker = forms.TypedChoiceField(label=_("Vem träffar ungdomen?"), coerce=UUID)
    second = forms.TypedChoiceField(
        label=_("En till från er"), required=False, coerce=UUID, empty_value=None
    )
    interpreter = forms.CharField(
        label=_("Tolk på vilket språk?"),
        required=False,
        max_length=60,
        help_text=_("Lämna tomt om ni inte behöver tolk."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    anyway = forms.BooleanField(label=_("Boka ändå"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(code, say("meeting_kind", code)) for code in KINDS]
        fields["reminder_days"].choices = [
            ("", say("reminder", "none")),
            *((days, say("reminder", f"{days}")) for days in REMINDERS),
        ]
        fields["worker"].choices = workers()
        fields["second"].choices = [("", _("Nej")), *fields["worker"].choices]
        fields["kind"].initial, fields["minutes"].initial = TALK, USUAL
        fields["worker"].initial = str(by.pk)

    @property
    def clashes(self) -> bool:
        """Whether somebody is busy then, so that one may choose to book anyway."""
        return "anyway" in self.errors or bool(self.data.get("anyway"))

    @property
    def rare_errors(self) -> bool:
        """Whether something is to be put right among what is seldom filled in."""
        rare = {"reminder_days", "interpreter", "worker", "second"}
        return not rare.isdisjoint(self.errors)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        on, at = given.pop("on"), given.pop("at")
        given["starts_at"] = timezone.make_aware(datetime.combine(on, at))
        said = clock_time(given["starts_at"])
        given["next_step"] = say("meeting", "step", at=said, place=given["place"])
        rest = {name: given.pop(name) for name in self.apart()}
        return {**rest, "booked": Booked(**given)}

    def apart(self) -> tuple[str, ...]:
        """What the action takes beside the meeting."""
        return ("key", "version", "anyway")


class MoveForm(MeetingForm):
    """Another time or place for a meeting; the rest as it was."""

    SHARED = ("why",)

    why = forms.CharField(
        label=_("Varför flyttas den?"),
        required=False,
        max_length=300,
        help_text=_("En rad räcker. Skriv inget om hälsa, diagnos, brott eller tro."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "minutes", "place", "worker", "second", "interpreter"):
            self.fields[name].initial = getattr(meeting, name)
        self.fields["reminder_days"].initial = meeting.reminder_days
        local = timezone.localtime(meeting.starts_at)
        self.fields["on"].initial, self.fields["at"].initial = local, local.time()

    def apart(self) -> tuple[str, ...]:
        """Also why."""
        return (*super().apart(), "why")


class HeldForm(KeyedForm, VersionedForm):
    """Whether the youth came, a line, and what comes next; nothing if it is closed."""

    SHARED = ("line", "next_step")

    outcome = forms.ChoiceField(label=_("Hur gick det?"), widget=forms.RadioSelect)
    line = forms.CharField(
        label=_("Vad hände?"),
        required=False,
        max_length=300,
        help_text=_("En rad räcker. Skriv inget om hälsa, diagnos, brott eller tro."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    next_step = next_step_field()
    next_step_on = day_field(label=_("Dag för nästa steg"))

    def __init__(
        self, *args: Any, meeting: Meeting, following: Meeting | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        outcomes: tuple[str, ...] = OUTCOMES
        if meeting.on > clock.today():  # it may be called off, and no more is known
            outcomes = (CANCELLED,)
            fields["outcome"].label = _("Blir träffen inte av?")
            fields["outcome"].initial = CANCELLED
        fields["outcome"].choices = [(c, say("outcome", c)) for c in outcomes]
        if self.case.closed_on:
            del self.fields["next_step"], self.fields["next_step_on"]
            return
        fields["next_step"].initial = _("Boka en ny träff")
        fields["next_step_on"].initial = clock.today() + NEXT_IN
        if following:
            fields["next_step"].initial = following.next_step
            fields["next_step_on"].initial = following.on

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        if self.case.closed_on:
            given |= {"next_step": "", "next_step_on": clock.today()}
        rest = {name: given.pop(name) for name in ("key", "version")}
        return {**rest, "held": Held(**given)}
