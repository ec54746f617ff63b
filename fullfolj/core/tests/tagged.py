"""A PDF as who cannot see it gets it: its tags, with their texts in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

import pikepdf

HEX = re.compile(rb"<([0-9a-fA-F]*)>")
CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}part"


@dataclass
class Node:
    """One tag: what it is, what it says itself, and the tags within it."""

    tag: str
    language: str = ""
    scope: str = ""
    own: str = ""
    within: list["Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that it says, in the order of reading."""
        return self.own + "".join(node.text for node in self.within)

    def all(self, *tags: str) -> Iterator["Node"]:
        """Those of some tags, in the order of reading."""
        if self.tag in tags:
            yield self
        for node in self.within:
            yield from node.all(*tags)


class Tagged:
    """A file, opened and read."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(content))
        self._marked: dict[Any, str] = {
            (page.objgen, number): text
            for page in self.pdf.pages
            for number, text in marked(page)
        }

    @property
    def root(self) -> Any:
        """The catalogue of the file."""
        return self.pdf.Root

    @property
    def part(self) -> str:
        """The part of PDF/UA that the file says it follows."""
        with self.pdf.open_metadata(update_docinfo=False) as told:
            return str(told[PDFUAID])

    @property
    def tree(self) -> Node:
        """All of it."""
        return Node("Root", within=list(self._nodes(self.root.StructTreeRoot, None)))

    def _nodes(self, element: Any, page: Any) -> Iterator[Node]:
        below = element.get("/K", [])
        for kid in below if isinstance(below, pikepdf.Array) else [below]:
            if isinstance(kid, int):
                yield Node("", own=self._marked[page.objgen, kid])
            elif kid.get("/Type") == "/MCR":
                yield Node("", own=self._marked[kid.get("/Pg", page).objgen, kid.MCID])
            elif "/S" in kid:
                yield self._node(kid, kid.get("/Pg", page))

    def _node(self, kid: Any, page: Any) -> Node:
        given = kid.get("/A", [])
        given = given if isinstance(given, pikepdf.Array) else [given]
        scopes = [str(each["/Scope"]) for each in given if "/Scope" in each]
        within = list(self._nodes(kid, page))
        return Node(str(kid.S), str(kid.get("/Lang", "")), "".join(scopes), "", within)


def marked(page: Any) -> Iterator[tuple[int, str]]:
    """The texts of a page by the number of the tag that they belong to.

    Where the file says what glyphs stand for (`ActualText`) that is what they say.
    """
    maps = {name: unicode_map(f) for name, f in page.Resources.get("/Font", {}).items()}
    open_marks: list[tuple[int | None, bool]] = [(None, False)]
    said: dict[int, str] = {}
    font = ""
    for each in pikepdf.parse_content_stream(page):
        operands, operator = cast(Any, each)
        number, is_told = open_marks[-1]
        match str(operator):
            case "BDC" | "BMC":
                about = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
                number = int(about["/MCID"]) if "/MCID" in about else number
                actual = str(about.get("/ActualText", ""))
                open_marks.append((number, is_told or "/ActualText" in about))
                if number is not None:
                    said[number] = said.get(number, "") + actual
            case "EMC":
                open_marks.pop()
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ" if number is not None and not is_told:
                said[number] += shown(operands[0], *maps[font])
    return iter(said.items())


def shown(given: Any, width: int, codes: dict[bytes, str]) -> str:
    """What a string of glyphs says; one that stands for nothing is a fault."""
    parts = given if isinstance(given, pikepdf.Array) else [given]
    raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    glyphs = [raw[n : n + width] for n in range(0, len(raw), width)]
    assert b"\0\0" not in glyphs, "the box of a font that lacks the sign"
    return "".join(codes[glyph] for glyph in glyphs)


def unicode_map(font: Any) -> tuple[int, dict[bytes, str]]:
    """How many bytes a glyph of a font takes, and what each glyph stands for."""
    width = 2 if font.Subtype == "/Type0" else 1
    source = font.ToUnicode.read_bytes()
    codes: dict[bytes, str] = {}
    for part in CHARS.findall(source):
        each = [bytes.fromhex(code.decode()) for code in HEX.findall(part)]
        pairs = zip(each[::2], each[1::2], strict=True)
        codes |= {code: to.decode("utf-16-be") for code, to in pairs}
    assert not RANGES.findall(source), "not written by typst, not read here"
    return width, codes
