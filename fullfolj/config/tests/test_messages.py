"""What the code says has a sentence, and every sentence is said."""

import re
from pathlib import Path

import pytest

from fullfolj.config import words
from fullfolj.config.words import say
from fullfolj.core.catalogue import catalogue

CODE = Path(words.__file__).parent
OURS = ("doctor.", "serve.", "region.", "manage.", "wait.", "advice.")


def test_what_the_code_says_exists_and_what_exists_is_said() -> None:
    source = "".join(
        path.read_text("utf-8")
        for folder in (CODE, CODE.parent / "access")
        for path in folder.rglob("*.py")
        if "tests" not in path.parts
    )
    literals = set(re.findall(r"""["']([a-z_.]+)["']""", source)) | set(
        re.findall(r"select (?:distinct )?'(role_[a-z_]+)'", source)
    )
    raised = {f"fault.{key}" for key in re.findall(r'Fault\(\s*"([a-z_]+)"', source)}
    assert raised <= catalogue("fullfolj.config").codes("sv")
    for code in catalogue("fullfolj.config").codes("sv"):
        if code.startswith("fault."):
            assert code.removeprefix("fault.") in literals, code
        if code.startswith(OURS):
            assert code in literals, code


def test_the_language_is_chosen_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULLFOLJ_LANGUAGE", "en")
    assert "mending" in say("advice.doctor")
    monkeypatch.setenv("FULLFOLJ_LANGUAGE", "xx")
    assert "åtgärdas" in say("advice.doctor")
