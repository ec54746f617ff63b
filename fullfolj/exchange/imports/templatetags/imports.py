"""What the pages of Inläsning ask of their values."""

from collections.abc import Mapping
from typing import Any

from django import template

from fullfolj.exchange.imports import words

register = template.Library()
register.filter("short_reason", words.short)


@register.filter
def of(values: Mapping[Any, Any], key: object) -> Any:
    """What stands under a key; nothing where there is none."""
    return values.get(key)
