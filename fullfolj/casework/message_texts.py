"""The texts that an authority may send: the house's and its own, filled in."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import get_language

from fullfolj.access.models import User
from fullfolj.casework.models import MessageSettings, MessageTemplate
from fullfolj.casework.models.messages import OWN
from fullfolj.casework.rules.messages import (
    ANSWER_BY,
    CHANNELS,
    COACH,
    TELEPHONE,
    filled,
    places_in,
)
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.direction import apart, is_right_to_left
from fullfolj.core.templatetags.ui import day

COMMON = Path(__file__).with_name("message_templates.toml")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A text for one way and in one language, as it holds now."""

    code: str
    version: int
    name: str
    channel: str
    language: str
    text: str
    subject: str = ""
    is_used: bool = True

    @property
    def is_own(self) -> bool:
        """Whether the authority made it."""
        return self.code.startswith(OWN)

    @property
    def places(self) -> frozenset[str]:
        """What is filled in in it."""
        return places_in(f"{self.subject} {self.text}")


def templates() -> list[Template]:
    """All templates of the authority that asks, in one statement: its own first."""
    rows = MessageTemplate.objects.order_by("code", "version")
    last = {row.code: row for row in rows}
    own = [_of(row) for code, row in last.items() if code.startswith(OWN)]
    common = [
        replace(each, is_used=last[each.code].is_used) if each.code in last else each
        for each in shipped(get_language() or LANGUAGES[0])
    ]
    order = {channel: number for number, channel in enumerate(CHANNELS)}
    return sorted([*own, *common], key=lambda each: order[each.channel])


def next_code() -> str:
    """The code of the next template of one's own."""
    codes = MessageTemplate.objects.filter(code__startswith=OWN)
    taken = codes.values_list("code", flat=True)
    return f"{OWN}{1 + max((int(code[len(OWN) :]) for code in taken), default=0)}"


def languages() -> tuple[str, ...]:
    """The languages in which an authority may write its own texts."""
    return tuple(_file()["languages"])


@cache
def shipped(language: str) -> tuple[Template, ...]:
    """The latest version of each that comes with the house; named in a language."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    rows: Iterable[dict[str, Any]] = _file()["template"]
    last = {row["code"]: row for row in sorted(rows, key=lambda row: row["version"])}
    return tuple(
        Template(**row | {"name": row["name"][spoken], "text": row["text"].strip()})
        for row in last.values()
    )


def said(
    template: Template, settings: MessageSettings, by: User, answer_by: date | None
) -> dict[str, str]:
    """What each place of a template says; empty where we do not know."""
    return {
        COACH: by.name.split()[0] if by.name.split() else "",
        TELEPHONE: settings.phone,
        ANSWER_BY: day_in(answer_by, template.language) if answer_by else "",
    }


def day_in(on: date, language: str) -> str:
    """A day as one reads it in a language; by its numbers where we have no months."""
    spoken = language.partition("-")[0]
    if spoken not in LANGUAGES:
        return on.isoformat()
    with translation.override(spoken):
        return day(on)


def fill(template: Template, places: dict[str, str]) -> Template:
    """The template as it is sent."""
    if is_right_to_left(template.text):
        places = {place: apart(said) for place, said in places.items()}
    return replace(
        template,
        text=filled(template.text, places),
        subject=filled(template.subject, places),
    )


def _of(row: MessageTemplate) -> Template:
    names = ("code", "version", "name", "channel", "language", "text", "subject")
    return Template(is_used=row.is_used, **{name: getattr(row, name) for name in names})


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(COMMON.read_text(encoding="utf-8"))
