"""What fonts can draw, as we read it and as typst does; what becomes of the rest."""

import json
import random
import unicodedata
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from fullfolj.core import fonts

SOURCE = b"""
#set document(title: "x")
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#json(bytes(sys.inputs.text))
"""


def typst_draws(text: str, families: list[str]) -> bool:
    """Whether typst makes an accessible file of a text: it makes none with a box."""
    compiler = typst.Compiler(font_paths=fonts.all_fonts(), ignore_system_fonts=True)
    given = {"text": json.dumps(text), "fonts": json.dumps(families)}
    try:
        compiler.compile(SOURCE, format="pdf", sys_inputs=given, pdf_standards="ua-1")
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            return False
        raise
    return True


def test_the_wanted_fonts_are_here() -> None:
    assert fonts.missing() == [], "make fonts"


@pytest.mark.parametrize("family", fonts.WANTED)
def test_what_a_font_can_draw_is_what_typst_draws(family: str) -> None:
    font = next(font for font in fonts.in_order() if font.family == family)
    covered = sorted(fonts.signs(font) - set(range(0x20)))
    chance = random.Random(family)
    some = [chr(code) for code in chance.sample(covered, 60)]
    refused = [ascii(sign) for sign in some if not typst_draws(sign, [family])]
    assert refused == []
    others = [c for c in range(0x21, 0xD7FF) if c not in fonts.signs(font)]
    unlike = [chr(c) for c in chance.sample(others, 60) if not silent(chr(c))]
    drawn = [ascii(sign) for sign in unlike if typst_draws(sign, [family])]
    assert drawn == []


def silent(sign: str) -> bool:
    """Signs that typst needs no glyph for: not drawn, or taken apart into others."""
    composed = unicodedata.normalize("NFD", sign) != sign
    return composed or unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp")


def test_every_letter_of_the_pages_stands_in_the_first_font() -> None:
    first = fonts.in_order()[0]
    assert {ord(sign) for sign in "åäöÅÄÖéüß–—’”…·•½€§"} <= fonts.signs(first)


def test_what_no_font_draws_is_named() -> None:
    assert fonts.named("Åsa Ö") == "Åsa Ö"
    assert fonts.named("a\ue000b") == "a[U+E000]b"
    assert fonts.named("\x07") == "[U+0007]"
    assert fonts.named("か") == "[U+304B HIRAGANA LETTER KA]"
    assert fonts.named("\ud800") == "[U+D800]", "half a sign, which no file can hold"
    assert fonts.named("rad\n\trad") == "rad\n\trad"
    assert fonts.named("👩\u200d👧") == "👩\u200d👧", (
        "joined by a sign that is not drawn"
    )


def test_a_mark_that_no_font_has_together_with_its_letter_is_named_beside_it() -> None:
    """Each could be drawn alone; together they would be a box."""
    assert fonts.named("😀\u0345") == "😀[U+0345 COMBINING GREEK YPOGEGRAMMENI]"
    assert fonts.named("é\u0323 e\u0301") == "é\u0323 e\u0301"


@settings(max_examples=40, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("aå\u0301\u0345😀ሰ\u0e31"))))
def test_whatever_is_written_can_be_drawn(text: str) -> None:
    assert typst_draws(fonts.named(text), fonts.needed([fonts.named(text)]))


def test_only_the_fonts_that_a_text_needs_are_asked_for() -> None:
    assert fonts.needed(["Åsa"]) == [fonts.in_order()[0].family]
    assert fonts.needed(["Åsa", "ሰላም", "😀"])[1:] == [
        "Noto Sans Ethiopic",
        "Noto Color Emoji",
    ]


def test_without_noto_a_text_is_printed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a machine without fonts: typst brings a Latin one."""
    alone = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(fonts, "all_fonts", lambda: alone)
    for cached in (fonts.in_order, fonts._drawing):
        cached.cache_clear()
    try:
        assert fonts.missing() == list(fonts.WANTED)
        assert fonts.needed(["Åsa ሰ"]) == ["Libertinus Serif"]
        assert fonts.named("Åsa ሰ") == "Åsa [U+1230 ETHIOPIC SYLLABLE SA]"
        assert typst_draws("".join(map(chr, fonts.LATIN)), ["Libertinus Serif"])
    finally:
        monkeypatch.undo()
        for cached in (fonts.in_order, fonts._drawing):
            cached.cache_clear()


def test_a_font_without_a_table_of_signs_draws_none(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\0\1\0\0" + bytes(8))
    assert fonts.signs(fonts.Font("Broken", str(broken), 0)) == frozenset()


def test_a_collection_of_fonts_is_read_by_its_place(tmp_path: Path) -> None:
    """As fonts of Chinese, Japanese and Korean come: several faces in one file."""
    face = next(f for f in fonts.in_order() if f.path and f.family == fonts.WANTED[2])
    one = Path(str(face.path)).read_bytes()
    head = b"ttcf" + bytes([0, 1, 0, 0, 0, 0, 0, 1]) + (16).to_bytes(4, "big")
    count = int.from_bytes(one[4:6], "big")
    moved = bytearray(one)
    for place in range(12 + 8, 12 + 16 * count, 16):
        offset = int.from_bytes(one[place : place + 4], "big") + 16
        moved[place : place + 4] = offset.to_bytes(4, "big")
    collection = tmp_path / "some.ttc"
    collection.write_bytes(head + moved)
    assert fonts.signs(fonts.Font("Some", str(collection), 0)) == fonts.signs(face)
    assert ord("ሰ") in fonts.signs(face)
