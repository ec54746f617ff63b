"""The sections of a mapping in the language of the page: the house's and one's own."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from fullfolj.casework.models import MappingSection
from fullfolj.casework.rules.mapping import QUESTIONS, Section, Sections
from fullfolj.core.catalogue import LANGUAGES

COMMON = Path(__file__).with_name("sections.toml")


def sections() -> Sections:
    """All sections of the authority that asks, in one statement."""
    language = get_language() or LANGUAGES[0]
    language = language if language in LANGUAGES else LANGUAGES[0]
    rows = MappingSection.objects.order_by("code", "version")
    own = [row.in_language(language, prompts(language)) for row in rows]
    return Sections(common(language), own)


@cache
def common(language: str) -> tuple[Section, ...]:
    """Every version of the sections that come with the house."""
    return tuple(
        Section(
            code=each["code"],
            version=each["version"],
            is_private=each.get("private", False),
            is_first=each.get("first", False),
            **(prompts(language) | each[language]),
        )
        for each in _file()["section"]
    )


def prompts(language: str) -> dict[str, str]:
    """The three questions of a section that has none of its own."""
    found: dict[str, str] = _file()["prompts"][language]
    return {name: found[name] for name in QUESTIONS}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(COMMON.read_text(encoding="utf-8"))
