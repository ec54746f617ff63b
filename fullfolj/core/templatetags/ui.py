"""The components with a body, and how a form's field is dressed.

A component is one HTML file in `templates/ui/`. Those without a body are plain
`{% include "ui/tag.html" with label=... only %}`; those around something are
`{% ui "card" title=... %}...{% endui %}`. The gallery shows each.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from fullfolj.core.catalogue import LANGUAGES, catalogue

register = template.Library()


@register.simple_block_tag(takes_context=True, end_name="endui")
def ui(context: Context, content: str, component: str, **given: Any) -> SafeString:
    """Render `ui/<component>.html` around a body, which the file calls `body`."""
    known = {name: value for each in context.dicts for name, value in each.items()}
    return render_to_string(f"ui/{component}.html", known | given | {"body": content})


@register.simple_tag
def word(package: str, group: str, code: object) -> str:
    """What a code is called in a package: `{% word "access" "role" membership.role %}`.

    Codes that come from outside, as sources do, stand as they are without a word. What
    follows a colon may tell which of its kind it is, and have no word of its own.
    """
    words = catalogue(f"fullfolj.{package}")
    language = get_language() or LANGUAGES[0]
    for known in (str(code), str(code).partition(":")[0]):
        if words.has(f"{group}.{known}"):
            return words.text(f"{group}.{known}", language)
    return str(code)


@register.filter
def day(on: date | None) -> str:
    """A day as one reads it: 24 nov 2026. English writes its months with a capital."""
    if on is None:
        return ""
    on = localtime(on) if isinstance(on, datetime) else on
    return date_format(on, "j b Y" if get_language() == "sv" else "j M Y")


@register.filter
def clock_time(at: datetime) -> str:
    """A time of day as one reads it: 14.32."""
    return date_format(localtime(at), "H.i")


@register.filter
def weekday(on: date) -> str:
    """A day with its weekday: tis 24 nov 2026."""
    return f"{date_format(on, 'D')} {day(on)}"


@register.filter
def as_number(number: str) -> str:
    """A personal number as one writes it: a hyphen before the last four of twelve."""
    return f"{number[:8]}-{number[8:]}" if len(number) == 12 else number


@register.filter
def as_phone(number: str) -> str:
    """A telephone as the phone itself dials it, without spaces and hyphens."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The input in our style, without the placeholders that packages put in."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "ds-input"})


@register.filter
def is_mixed(form: BaseForm) -> bool:
    """Whether some fields must be filled in and some not, so that each says which."""
    return len({field.field.required for field in form.visible_fields()}) > 1


@register.filter
def input_type(field: BoundField) -> str:
    """`checkbox` and the like; empty for what is not an input."""
    return getattr(field.field.widget, "input_type", "")
