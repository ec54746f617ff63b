"""The next step of a case, and who answers for it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullfolj.access.forms import day_field
from fullfolj.access.models import User
from fullfolj.casework.forms.common import VersionedForm, next_step_field, workers
from fullfolj.casework.words import say


class StepForm(VersionedForm):
    """What comes next, and when."""

    SHARED = ("next_step",)

    next_step = next_step_field()
    next_step_on = day_field(label=_("Dag för nästa steg"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_step"].initial = self.case.next_step
        self.fields["next_step_on"].initial = self.case.next_step_on


class OwnerForm(forms.Form):
    """Who answers for it; nobody is a choice too."""

    owner = forms.TypedChoiceField(
        label=_("Ansvarig"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Ingen")), *workers()]

    def only(self, user: User) -> None:
        """Let the user take it or lay it down: a colleague is asked first."""
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Ingen")), (str(user.pk), user.name)]

    def clean(self) -> dict[str, Any]:
        """Nobody is a choice; no answer is none."""
        given = super().clean() or {}
        if "owner" not in self.data:
            self.add_error("owner", say("refused", "no_answer"))
        return given

    def clean_owner(self) -> User | None:
        """As the action takes it."""
        found = self.cleaned_data["owner"]
        return User.objects.get(pk=found) if found else None
