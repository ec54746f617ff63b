"""English is complete: every text has a translation, and none is left over."""

from pathlib import Path
from string import Formatter

import pytest

from fullfolj.core import translations

NAMES = [package.name for package in translations.packages()]
SAMPLE = """\
{% load i18n %}{% translate "Ett" %}{% include "a" with b=_("Två") %}
{% blocktranslate count n=n %}{{ n }} a (b){% plural %}{{ n }} c{% endblocktranslate %}
{% translate 'Fyra (med "citat")' as x %}"""


def test_it_finds_every_kind_of_text() -> None:
    assert set(translations.in_template(SAMPLE)) == {
        "Ett",
        "Två",
        ("%(n)s a (b)", "%(n)s c"),
        'Fyra (med "citat")',
    }


@pytest.mark.parametrize("name", NAMES)
def test_english_is_complete_and_current(name: str) -> None:
    package = translations.HOUSE / name
    english = {m.id: m for m in translations.english(package) if m.id}
    assert set(english) == set(translations.texts(package)), "run make messages"
    for message in english.values():
        given = (
            message.string if isinstance(message.string, tuple) else [message.string]
        )
        assert all(given), f"no English for {message.id}"
        assert not message.fuzzy


@pytest.mark.parametrize("name", NAMES)
def test_english_keeps_the_places_to_fill_in(name: str) -> None:
    for message in translations.english(translations.HOUSE / name):
        if isinstance(message.id, str) and message.id:
            assert places(message.id) == places(str(message.string)), message.id


def places(text: str) -> set[str]:
    return {part.split(")s")[0] for part in text.split("%(")[1:]} | {
        field for _, field, _, _ in Formatter().parse(text) if field
    }


def test_templates_are_short_and_hold_no_script_or_style() -> None:
    for path in translations.HOUSE.rglob("templates/**/*.html"):
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") <= 150, path
        inside = source.replace("<script src=", "")
        assert not any(
            word in inside for word in ("<script", "<style", " style=", " onclick=")
        ), path
        assert "hx-on" not in inside, path


@pytest.mark.parametrize("name", ["layout.css", "theme.css"])
def test_style_is_logical(name: str) -> None:
    """No left and no right, so that a page may be read from either side."""
    path = Path(translations.HOUSE / "core/static/core" / name)
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.replace("-", " ").replace(":", " ").split()
        assert not {"left", "right"} & set(words) or line.startswith(("/*", "   "))
