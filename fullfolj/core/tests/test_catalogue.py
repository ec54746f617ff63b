"""Both languages say the same things."""

import re
import tomllib
from importlib.resources import files

import pytest

from fullfolj.core.catalogue import catalogue

PACKAGES = tuple(
    f"fullfolj.{name}" for name in ("access", "config", "exchange", "kaa", "people")
)
NAMED = re.compile(r"{(\w+)")


@pytest.mark.parametrize("package", PACKAGES)
def test_swedish_and_english_have_the_same_sentences_and_values(package: str) -> None:
    words = catalogue(package)
    assert words.codes("sv") == words.codes("en")
    for code in words.codes("sv"):
        swedish, english = (words._texts[language][code] for language in ("sv", "en"))
        assert set(NAMED.findall(swedish)) == set(NAMED.findall(english)), code


@pytest.mark.parametrize("package", PACKAGES)
def test_no_sentence_is_empty(package: str) -> None:
    for language in ("sv", "en"):
        source = files(package) / "messages" / f"{language}.toml"
        assert tomllib.loads(source.read_text("utf-8"))
        texts = catalogue(package)._texts[language]
        assert [
            code for code, text in texts.items() if not text and code != "open"
        ] == []


def test_an_open_date_reads_as_a_word() -> None:
    values = {
        "school": "Bergs",
        "programme_code": "NA",
        "first_on": None,
        "last_on": None,
    }
    assert "tills vidare" in catalogue("fullfolj.kaa").text("R5a", "sv", values)
