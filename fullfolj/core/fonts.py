"""Which fonts there are on the machine, and which signs they can draw.

Fonts are the system's, never ours: the distribution keeps them. What none of them can
draw is written by its name, so that a paper is never refused and never has empty boxes.
`python -m fullfolj.core.fonts` fails when a wanted font is missing.
"""

import struct
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import typst

# What a name in Sweden may need; all but the last stand in Debian's fonts-noto-core.
WANTED = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic", "Noto Color Emoji")
INSTEAD = ("DejaVu Sans", "Libertinus Serif")  # of the first; the last comes with typst
FAMILY = "Noto Sans"  # with others of its name, one for each script
REGULAR = 400
LATIN = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2013, 0x2027)])
# Signs that are not drawn, but say how their neighbours are (Default_Ignorable), and
# what ends a line.
SILENT = frozenset(
    [
        *(
            0x00AD,
            0x034F,
            0x061C,
            0x115F,
            0x1160,
            0x17B4,
            0x17B5,
            *range(0x180B, 0x1810),
        ),
        *(*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)),
        *(0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0),
    ]
)
SPACES = frozenset("\n\t")


class Font(NamedTuple):
    """One face: its file, and its place in it; typst's own are in no file."""

    family: str
    path: str | None
    place: int


@cache
def all_fonts() -> typst.Fonts:
    """Those of the system and typst's own, looked for once: some fifty milliseconds."""
    return typst.Fonts()


@cache
def in_order() -> tuple[Font, ...]:
    """The faces that are used, the first that can draw a sign draws it."""
    faces: dict[str, Font] = {}
    for info in all_fonts().fonts():
        if info.style == "normal" and info.weight == REGULAR:
            faces.setdefault(info.family, Font(info.family, info.path, info.index))
    first = next(name for name in (WANTED[0], *INSTEAD) if name in faces)
    rest = sorted(name for name in faces if name.startswith(FAMILY))
    wanted = [name for name in WANTED if name in faces]
    return tuple(faces[name] for name in dict.fromkeys([first, *wanted, *rest]))


def missing() -> list[str]:
    """The wanted families that are not on the machine."""
    there = {font.family for font in in_order()}
    return [name for name in WANTED if name not in there]


def needed(texts: Iterable[str]) -> list[str]:
    """The families that texts need, of those there are; the first always."""
    letters = {letter for text in texts for letter in _letters(text)}
    fonts = (_drawing(letter) for letter in sorted(letters))
    used = [in_order()[0].family, *(font.family for font in fonts if font)]
    return list(dict.fromkeys(used))


def named(text: str) -> str:
    """A text in which what no font can draw is told: `[U+1F600 GRINNING FACE]`."""
    return "".join(map(_drawn_or_named, _letters(text)))


def _letters(text: str) -> list[str]:
    """The text in parts that one font must draw: a sign with the marks on it."""
    found: list[str] = []
    for sign in text:
        if found and unicodedata.category(sign).startswith("M"):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _drawn_or_named(letter: str) -> str:
    if _drawing(letter):
        return letter
    base, marks = letter[0], letter[1:]
    return (base if _drawing(base) else _name(base)) + "".join(map(_name, marks))


def _name(sign: str) -> str:
    known = unicodedata.name(sign, "")
    return f"[U+{ord(sign):04X}{' ' if known else ''}{known}]"


@cache
def _drawing(letter: str) -> Font | None:
    """The font that draws all of a letter; the first for what needs no drawing."""
    if any(unicodedata.category(sign) == "Cc" for sign in letter):
        return in_order()[0] if letter in SPACES else None  # some fonts draw the others
    codes = {ord(sign) for sign in letter} - SILENT
    return next((font for font in in_order() if codes <= signs(font)), None)


@cache
def signs(font: Font) -> frozenset[int]:
    """The code points that a face has a glyph for, by its table `cmap`.

    Typst's own faces are in no file; of them Latin alone is counted on.
    """
    if font.path is None:
        return LATIN
    file = Path(font.path).read_bytes()
    return frozenset(_drawn_by(_table(file, font.place, b"cmap")))


def _table(file: bytes, index: int, tag: bytes) -> bytes:
    """A table of a face in a font file (OpenType 1.9: font collections, directory)."""
    start = 0
    if file[:4] == b"ttcf":
        (start,) = struct.unpack_from(">I", file, 12 + 4 * index)
    (count,) = struct.unpack_from(">H", file, start + 4)
    for place in range(start + 12, start + 12 + 16 * count, 16):
        if file[place : place + 4] == tag:
            offset, length = struct.unpack_from(">II", file, place + 8)
            return file[offset : offset + length]
    return b"\0" * 4


def _drawn_by(cmap: bytes) -> set[int]:
    """The code points of every subtable of Unicode, in the forms 4 and 12."""
    found: set[int] = set()
    (count,) = struct.unpack_from(">H", cmap, 2)
    for place in range(4, 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, place)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            (form,) = struct.unpack_from(">H", cmap, offset)
            if form == 4:
                found |= _segments(cmap, offset)
            elif form == 12:
                found |= _groups(cmap, offset)
    return found


def _segments(cmap: bytes, offset: int) -> set[int]:
    """Form 4: stretches of the first 65,536; some list their glyphs, 0 for none."""
    (twice,) = struct.unpack_from(">H", cmap, offset + 6)
    count, ends = twice // 2, offset + 14
    last = struct.unpack_from(f">{count}H", cmap, ends)
    first = struct.unpack_from(f">{count}H", cmap, ends + twice + 2)
    delta = struct.unpack_from(f">{count}H", cmap, ends + 2 * twice + 2)
    ranges = ends + 3 * twice + 2
    jumps = struct.unpack_from(f">{count}H", cmap, ranges)
    found = set()
    for row, (low, high) in enumerate(zip(first, last, strict=True)):
        for code in range(low, min(high, 0xFFFE) + 1):
            glyph = code
            if jumps[row]:
                at = ranges + 2 * row + jumps[row] + 2 * (code - low)
                (glyph,) = struct.unpack_from(">H", cmap, at)
            if (glyph and jumps[row]) or (
                not jumps[row] and (code + delta[row]) % 65536
            ):
                found.add(code)
    return found


def _groups(cmap: bytes, offset: int) -> set[int]:
    """Form 12: stretches of all of Unicode."""
    (count,) = struct.unpack_from(">I", cmap, offset + 12)
    found: set[int] = set()
    for place in range(offset + 16, offset + 16 + 12 * count, 12):
        low, high, glyph = struct.unpack_from(">III", cmap, place)
        found.update(range(low + (glyph == 0), high + 1))
    return found


if __name__ == "__main__":
    sys.exit(bool(missing()))
