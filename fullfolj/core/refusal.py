"""An action that says no, in a way a form can show."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.forms import BaseForm


class Refused(Exception):
    """Raised by an action whose rule does not allow what was asked.

    `code` names the sentence under `refused` in the package's catalogue, `field` the
    field of the form where it is shown, `values` what the sentence tells.
    """

    code = ""
    field: str | None = None
    values: Mapping[str, str] = MappingProxyType({})


def carried_out(
    form: BaseForm,
    say: Callable[..., str],
    action: Callable[..., Any],
    **given: Any,
) -> bool:
    """Run an action with what a valid form holds; a refusal becomes its error."""
    try:
        action(**form.cleaned_data, **given)
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, say("refused", refused.code, **refused.values))
        return False
    return True
