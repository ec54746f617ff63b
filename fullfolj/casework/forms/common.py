"""What the forms about a case share."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access import roles
from fullfolj.access.models import Membership, User
from fullfolj.casework.forms.sensitive import ReadsOnceMore
from fullfolj.casework.models import Case
from fullfolj.casework.words import say
from fullfolj.core import clock


def workers() -> list[tuple[str, str]]:
    """Those who work with cases today, as choices; by name."""
    held = Membership.objects.allowing(roles.WORK, clock.today())
    found = User.objects.filter(pk__in=held.values("user")).order_by("name")
    return [(str(user.pk), user.name) for user in found]


class SeenForm(ReadsOnceMore):
    """Carries which version of something one has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.fields["version"].initial = seen.version

    def seen_again(self) -> None:
        """The user sees it as it is now: what they wrote may be sent again."""
        self.data = resent(self.data, version=str(self.seen.version))


class KeyedForm(forms.Form):
    """Carries a key, so that the same form sent twice makes one thing."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """What is hidden nobody can put right by hand: it is told, and given anew."""
        given = super().clean() or {}
        if "key" in self.errors:
            if not self.non_field_errors():
                self.add_error(None, say("refused", "torn"))
            self.new_key()
        return given

    def new_key(self) -> None:
        """Sent again it is another thing."""
        self.data = resent(self.data, key=str(uuid4()))


def resent(data: Any, **changed: str) -> Any:
    """What was sent, with something changed: of what was ticked nothing is lost."""
    again = data.copy()
    for name, value in changed.items():
        again[name] = value
    return again


class VersionedForm(SeenForm):
    """Carries which version of the case one has seen."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, seen=case, **kwargs)
        self.case = case


def next_step_field() -> forms.CharField:
    """What comes next, in a few words."""
    return forms.CharField(
        label=_("Nästa steg"),
        max_length=200,
        help_text=_("Till exempel: ringa igen, träffas på biblioteket."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "steps"}),
    )
