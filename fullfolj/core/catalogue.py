"""Sentences of a package, one TOML catalogue per language beside its code.

`messages/sv.toml` and `messages/en.toml` hold the same keys (a test checks it); a key
is dotted (`R3d.missing`) and its sentence names its values in braces.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

LANGUAGES = ("sv", "en")

Value = str | int | date | None


class Catalogue:
    """The sentences of one package, by language and key."""

    def __init__(self, package: str) -> None:
        self._texts = {language: _load(package, language) for language in LANGUAGES}

    def text(
        self, code: str, language: str, values: Mapping[str, Value] | None = None
    ) -> str:
        """The sentence for a key, its values filled in; an open date reads as a word.

        Raises:
            KeyError: the catalogue has no such sentence, or it names a missing value.
        """
        texts = self._texts[language]
        sentence = texts[code]
        if "{" not in sentence:
            return sentence
        values = {} if values is None else values
        if None in values.values():
            open_ended = texts["open"]
            values = {k: open_ended if v is None else v for k, v in values.items()}
        return sentence.format_map(values)

    def has(self, code: str) -> bool:
        """Is there a sentence with this key?"""
        return code in self._texts[LANGUAGES[0]]

    def codes(self, language: str) -> set[str]:
        """All keys of a language."""
        return set(self._texts[language])


@cache
def catalogue(package: str) -> Catalogue:
    """The catalogue of a package, read once."""
    return Catalogue(package)


def _load(package: str, language: str) -> dict[str, str]:
    source = files(package) / "messages" / f"{language}.toml"
    texts: dict[str, str] = {"open": ""}
    _flatten(tomllib.loads(source.read_text("utf-8")), "", texts)
    return texts


def _flatten(table: Mapping[str, object], prefix: str, texts: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", texts)
        else:
            texts[f"{prefix}{key}"] = str(value)
