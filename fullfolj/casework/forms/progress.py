"""Events of a youth's way, their own view, and what a coach believes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field, has_been
from fullfolj.casework.actions.progress import DRAFT, Answered, Happened
from fullfolj.casework.forms.common import KeyedForm, VersionedForm
from fullfolj.casework.models import Belief
from fullfolj.casework.rules.progress import (
    ALONE,
    ITEMS,
    LEVELS,
    NOT_REACHED,
    PAPER,
    SCALE,
    TALK,
)
from fullfolj.casework.self_view import Questions
from fullfolj.casework.words import say
from fullfolj.core import clock

DECLINED = "declined"
LEFT = "left"
A_YEAR = timedelta(days=365)


class EventForm(KeyedForm, VersionedForm):
    """What came about, or was left, on which day, and a line about it."""

    DRAFT = DRAFT
    SHARED = ("line",)

    level = forms.TypedChoiceField(
        label=_("Vad hände?"), coerce=int, widget=forms.RadioSelect
    )
    is_left = forms.ChoiceField(
        label=_("Började det eller tog det slut?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Det hände")),
            (LEFT, _("Det tog slut")),
        ],
    )
    on = day_field(has_been, label=_("Vilken dag?"))
    line = forms.CharField(
        label=_("En rad om det"),
        required=False,
        max_length=200,
        help_text=_("Till exempel: åkte bussen själv. Skriv inget om hälsa."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["version"].initial = 0  # an event writes nothing over
        fields["on"].initial = clock.today()
        fields["level"].choices = [(n, say("ladder", str(n))) for n in LEVELS]

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        is_left = given.get("is_left") == LEFT
        if is_left and given.get("level") == NOT_REACHED:
            self.add_error("is_left", say("refused", "nothing_to_leave"))
        if self.errors:
            return given
        happened = Happened(
            level=given["level"], on=given["on"], is_left=is_left, line=given["line"]
        )
        return {"key": given["key"], "happened": happened}


def scale(label: str, ends: dict[int, str], declined: str = "") -> Any:
    """A question with values from 1 to 5, that may be passed over.

    Args:
        ends: the words of each value.
        declined: the words for not wanting to answer, where that is kept.
    """
    choices = [(str(value), ends[value]) for value in SCALE]
    if declined:
        choices.append((DECLINED, declined))
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.RadioSelect
    )


class HandedForm(KeyedForm):
    """The ten questions, as the youth answers them alone with the screen."""

    def __init__(self, *args: Any, asked: Questions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for item in ITEMS:
            label = f"{item}. {asked.items[item]}"
            self.fields[f"item_{item}"] = scale(label, asked.scale, asked.declined)

    def clean(self) -> dict[str, Any]:
        """As the action takes it: what was passed over is not in it."""
        given = super().clean()
        if self.errors:
            return given
        said = {item: given[f"item_{item}"] for item in ITEMS}
        answers = {
            item: None if value == DECLINED else int(value)
            for item, value in said.items()
            if value
        }
        answered = Answered(
            on=given.get("on") or clock.today(),
            way=given.get("way") or ALONE,
            language=self.asked.language,
            answers=answers,
        )
        return {"key": given["key"], "answered": answered}


class SelfViewForm(HandedForm):
    """The same, as the coach writes it down: which day, in a talk or on paper."""

    way = forms.ChoiceField(
        label=_("Hur svarade ungdomen?"),
        initial=TALK,
        widget=forms.RadioSelect,
        choices=[(TALK, _("Vi pratade")), (PAPER, _("På papper"))],
    )
    on = day_field(has_been, label=_("Vilken dag?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        self.order_fields([*(f"item_{item}" for item in ITEMS), "way", "on"])


class BeliefForm(KeyedForm):
    """What the coach believes: four of the questions, and how likely it is."""

    def __init__(self, *args: Any, asked: Questions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, item in Belief.MIRRORS.items():
            self.fields[name] = scale(asked.items[item], asked.scale)
        words = {value: str(value) for value in SCALE}
        for value in (SCALE[0], SCALE[-1]):
            words[value] = f"{value} {say('likely', str(value))}"
        self.fields["likely"] = scale(say("likely", "asked"), words)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = super().clean()
        if self.errors:
            return given
        said = {name: given[name] for name in Belief.ASKED}
        believed = {name: int(value) if value else None for name, value in said.items()}
        return {"key": given["key"], "believed": believed}


class PeriodForm(forms.Form):
    """From which day to which; a year back from today, where nothing is said."""

    since = day_field(has_been, label=_("Från och med"))
    until = day_field(has_been, label=_("Till och med"))

    def __init__(self, data: Any) -> None:
        today = clock.today()
        usual = {"since": today - A_YEAR, "until": today}
        super().__init__({name: data.get(name) or usual[name] for name in usual})

    def clean(self) -> dict[str, Any]:
        """The first day comes before the last."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("Sista dagen kommer före den första."))
        return given
