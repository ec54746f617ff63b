"""What the commands say: one plain sentence per matter, in Swedish and in English."""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("sv", "en")


def say(key: str, **values: object) -> str:
    """The sentence for a matter, in the language of FULLFOLJ_LANGUAGE (Swedish)."""
    language = os.environ.get("FULLFOLJ_LANGUAGE", "sv")
    return catalogue(language if language in LANGUAGES else "sv")[key].format(**values)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence in one language."""
    path = Path(__file__).with_name(f"{language}.toml")
    sentences: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return sentences
