"""What in a text is asked about before it is shared, and what is not."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework import wording
from fullfolj.casework.rules.sensitive import KINDS_OF_SHAPE, mark_of
from fullfolj.casework.words import say
from fullfolj.kaa.rules.wording import ALLOWED


def told(text: str) -> list[tuple[str, str]]:
    return [
        (each.matter, text[each.start : each.end]) for each in wording.sensitive(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Har ADHD och mår dåligt", [("diagnosis", "ADHD"), ("health", "mår")]),
        ("Misstänks för stölder", [("crime", "Misstänks"), ("crime", "stölder")]),
        ("Går i moskén varje fredag", [("belief", "moskén")]),
        ("Lesbisk transperson", [("sexuality", "Lesbisk"), ("other", "transperson")]),
        ("Mamman är fackligt aktiv", [("union", "fackligt")]),
        ("Nyanländ somalier", [("ethnicity", "Nyanländ"), ("ethnicity", "somalier")]),
        ("Sverigedemokrat", [("politics", "Sverigedemokrat")]),
        ("Bor i familjehem", [("family", "familjehem")]),
        ("His therapist was stabbed", [("health", "therapist"), ("crime", "stabbed")]),
        ("Har au\N{SOFT HYPHEN}tism", [("diagnosis", "au\N{SOFT HYPHEN}tism")]),
        ("a\N{COMBINING RING ABOVE}ngest", [("diagnosis", "a\u030angest")]),
        ("20080501-1236", [("personal_number", "20080501-1236")]),
        ("080501 1236, 200805011236", [
            ("personal_number", "080501 1236"), ("personal_number", "200805011236")]),
        ("080561-1236", [("personal_number", "080561-1236")]),
        ("Ring 070-123 45 67", [("phone", "070-123 45 67")]),
        ("+46 (0)70 123 45 67", [("phone", "+46 (0)70 123 45 67")]),
        ("elin@skola.example", [("email", "elin@skola.example")]),
        ("Bor på Storgatan 5 B", [("address", "Storgatan 5 B")]),
        ("831 30 Östersund", [("address", "831 30 Östersund")]),
    ],
)  # fmt: skip
def test_what_should_be_read_once_more(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Träffades på biblioteket 2026-11-22 kl. 14.30 och pratade om praktik",
        "Vill läsa till undersköterska på komvux, 20 veckor, 100 poäng",
        "Studie- och yrkesvägledaren och kuratorn är med nästa gång",
        "Söker sommarjobb på Östersunds sjukhus, 3 av 10 platser kvar",
        "En avgift på 250 kr och bussen går 07.15, 12.40 och 15.05",
        "Särskilt bra i matematik, stabil närvaro, rast kl 10",
        "Räknar med att hon tror på sig själv nu",
        "Bestämde sektion 4 och offert 12345 med hotellet",
    ],
)
def test_what_every_case_has_is_not_asked_about(text: str) -> None:
    assert told(text) == []


@given(st.text())
def test_what_is_found_stands_in_the_text_in_order_and_once(text: str) -> None:
    ends = 0
    for each in wording.sensitive(text):
        assert ends <= each.start < each.end <= len(text)
        ends = each.end


def test_who_has_read_has_read_these_words_and_no_others() -> None:
    one, both = wording.sensitive("ADHD"), wording.sensitive("adhd och ångest")
    assert mark_of(one) == mark_of(wording.sensitive("Har adhd, ADHD"))
    assert mark_of(one) != mark_of(both)


def test_each_kind_has_a_word_and_no_stem_is_written_in_vain() -> None:
    for kind in (*wording.lists(), *KINDS_OF_SHAPE):
        assert kind == ALLOWED or say("sensitive", kind)
    text = Path(wording.__file__).with_name("sensitive.toml").read_text("utf-8")
    for kind, given_ in tomllib.loads(text).items():
        stems = given_.get("stems", given_.get("fine"))
        assert len(set(stems)) == len(stems), kind
        for stem in stems:
            word = stem.removeprefix("=")
            assert word.isalpha(), stem
            assert word == word.casefold(), stem
