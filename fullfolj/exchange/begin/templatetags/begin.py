"""What the pages of Kom igång ask of their values."""

from django import template

from fullfolj.exchange.imports.words import say

register = template.Library()


@register.filter
def refused(reason: str) -> str:
    """Why a value cannot be used, in a sentence."""
    return say(f"refused.{reason}")
