"""What the commands say, in the language of FULLFOLJ_LANGUAGE (Swedish)."""

import os

from fullfolj.core.catalogue import LANGUAGES, catalogue


def say(key: str, **values: object) -> str:
    """The sentence for a matter, its values filled in as they read."""
    texts = {name: str(value) for name, value in values.items()}
    return catalogue("fullfolj.config").text(key, language(), texts)


def language() -> str:
    """The language of who sits at the terminal."""
    asked = os.environ.get("FULLFOLJ_LANGUAGE", LANGUAGES[0])
    return asked if asked in LANGUAGES else LANGUAGES[0]
