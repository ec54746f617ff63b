"""What refusals are called, in the language of the page."""

from django.utils.translation import get_language

from fullfolj.core.catalogue import LANGUAGES, catalogue

PROGRAMMES = "fullfolj.programmes"


def say(group: str, code: str) -> str:
    """The words for a code."""
    language = get_language() or LANGUAGES[0]
    return catalogue(PROGRAMMES).text(f"{group}.{code}", language)
