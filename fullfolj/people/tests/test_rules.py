"""Folding, sorting, telephones and numbers."""

import pytest

from fullfolj.people import rules


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Östberg", ["ostberg"]),
        ("ANNA-KARIN", ["annakarin", "karin"]),
        ("von Essen", ["von", "essen"]),
        ("O’Neill", ["oneill", "neill"]),
        ("Žižek", ["zizek"]),
        ("Weiß", ["weiss"]),
        ("  ", []),
        ("محمد", ["محمد"]),
    ],
)
def test_names_are_folded(name: str, keys: list[str]) -> None:
    assert rules.words(name) == keys


def test_names_sort_as_in_swedish() -> None:
    names = "Andersson Öberg Åberg Zetterman Ärlig Wallin Viklund Édouard Eberg"
    in_order = sorted(names.split(), key=lambda n: rules.sort_key(n, "").encode())
    assert in_order == [
        "Andersson",
        "Eberg",
        "Édouard",
        "Viklund",
        "Wallin",
        "Zetterman",
        "Åberg",
        "Ärlig",
        "Öberg",
    ]


def test_the_shorter_family_name_comes_first() -> None:
    assert rules.sort_key("Berg", "Örjan") < rules.sort_key("Bergman", "Anna")
    assert rules.sort_key("Berg", "Anna") < rules.sort_key("Berg Lind", "Anna")


@pytest.mark.parametrize(
    "text", ["070-123 45 67", "+46 70 123 45 67", "0046701234567", "46701234567"]
)
def test_a_telephone_is_the_same_however_written(text: str) -> None:
    assert rules.phone(text) == "46701234567"


def test_digits_may_begin_a_number_or_a_telephone() -> None:
    (ranges,) = rules.prefixes("0501 01")
    assert [first for first, _ in ranges] == [
        *("050101", "19050101", "20050101", "4650101")
    ]


@pytest.mark.parametrize("typed", ["050101TF12", "20050101TF12", "050101", "2005"])
def test_a_number_is_found_with_and_without_its_century(typed: str) -> None:
    keys = rules.search_keys(
        family_name="", given_name="", number="20050101TF12", phones=()
    )
    (ranges,) = rules.prefixes(typed)
    assert any(first <= key < after for _, key in keys for first, after in ranges)


def test_what_is_empty_finds_nothing() -> None:
    assert rules.prefixes("  ") == rules.prefixes("-") == []
