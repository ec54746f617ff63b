"""Every sentence exists in both languages, takes the same values, and is used."""

import re
import string
from pathlib import Path

import pytest

from fullfolj.config import messages
from fullfolj.config.messages import catalogue, say

CODE = Path(messages.__file__).parents[1]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_languages_say_the_same_things() -> None:
    swedish, english = catalogue("sv"), catalogue("en")
    assert swedish.keys() == english.keys()
    for key, sentence in swedish.items():
        assert placeholders(sentence) == placeholders(english[key]), key


def test_what_the_code_says_exists_and_what_exists_is_said() -> None:
    source = "".join(
        path.read_text() for path in CODE.rglob("*.py") if "tests" not in path.parts
    )
    said = set(re.findall(r'"([a-z_]+)"', source)) | set(
        re.findall(r"'([a-z_]+)'", source)
    )
    assert catalogue("sv").keys() <= said
    spoken = set(re.findall(r'(?:Fault|say)\(\s*f?"([a-z_]+)"', source))
    assert spoken <= catalogue("sv").keys()


def test_the_language_is_chosen_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULLFOLJ_LANGUAGE", "en")
    assert say("python_ok", found="3") == "Python 3"
    assert "mending" in say("ask_doctor")
    monkeypatch.setenv("FULLFOLJ_LANGUAGE", "xx")
    assert "åtgärdas" in say("ask_doctor")
