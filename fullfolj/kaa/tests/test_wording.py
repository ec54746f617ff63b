"""What the register's texts may not tell, and what they may."""

import pytest

from fullfolj.kaa.wording import sensitive


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("Har ADHD och orkar inte med skolan", "diagnosis"),
        ("Hon är sjukskriven sedan mars", "health"),
        ("dömd för stöld", "crime"),
        ("Familjen är djupt troende", "belief"),
        ("FÅNGEN i ångest", "diagnosis"),  # capitals and letters with rings
        ("Är rom", "other"),
        ("Har au\N{SOFT HYPHEN}tism", "diagnosis"),
        ("Har a\N{ZERO WIDTH SPACE}utism", "diagnosis"),
        ("Begick ungdomsbrott", "crime"),
        ("Har ett spelmissbruk", "health"),
        ("He was arrested", "crime"),
    ],
)
def test_sensitive_words_are_found(text: str, matter: str) -> None:
    found = sensitive(text)
    assert found is not None
    assert found.matter == matter


@pytest.mark.parametrize(
    "text",
    [
        "Arbetar heltid på Östersunds sjukhus",
        "Läser religionskunskap 1 på distans",
        "Studerar på Birka folkhögskola, intyg den 3 oktober",
        "Praktik hos sjuksköterskorna i Åre",
        "Bor och arbetar i Romsdalen, samordnas med Krokom",
        "",
    ],
)
def test_schools_subjects_and_workplaces_are_fine(text: str) -> None:
    assert sensitive(text) is None
