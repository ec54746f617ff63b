"""Papers: tagged PDF (PDF/UA-1), made by typst from a template and typed data.

A template is a `.typ` file among a package's templates. It gets the data as JSON, never
as a part of its own text: what somebody wrote stands on the paper as it was written.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.timezone import localtime

from fullfolj.core import fonts
from fullfolj.core.catalogue import LANGUAGES, catalogue
from fullfolj.core.direction import CLOSE, OPEN, RIGHT_TO_LEFT, is_right_to_left
from fullfolj.core.templatetags.ui import clock_time, day, weekday

HOUSE = Path(__file__).parents[1]
TURNING = (*RIGHT_TO_LEFT, "AN", "LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI")
OPENS = (OPEN, "\u2066", "\u2067")
UNKNOWN = "und"  # BCP 47: the language is not known


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every paper tells of itself, at its foot."""

    authority: str
    printed_by: str
    printed_at: datetime


@dataclass(frozen=True)
class Prose:
    """What somebody wrote, perhaps in another language than the paper's.

    `language` is a code such as `ar`; without one it is the paper's, unless the text
    runs the other way: then it is not known.
    """

    text: str
    language: str = ""


def pdf(template: str, sheet: Sheet, language: str) -> bytes:
    """A paper as a file: tagged, titled, in a language, the same for the same data.

    Args:
        template: `casework/plan.typ` is `plan.typ` among the templates of casework. Its
            words are those of the package's catalogue under `paper.plan`.
        sheet: what stands on it; dataclasses of texts, dates, numbers and `Prose`.
        language: of the paper. Its own words are Swedish where we have none in it.

    Raises:
        typst.TypstError: the template is wrong. What somebody wrote never is: a sign
            that no font can draw is written by its name.
    """
    code = _code(language)
    with translation.override(language):
        data = _plain(sheet, code)
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    given = {"data": data, "words": _words(template, spoken), "language": code}
    return _made(template, sheet, _printable(given))


def _made(template: str, sheet: Sheet, given: dict[str, Any]) -> bytes:
    given["fonts"] = fonts.needed(_texts(given))
    package, _, name = template.partition("/")
    source = HOUSE / package / "templates" / package / name
    # Threads may share fonts, never a compiler; it is made in a millisecond.
    compiler = typst.Compiler(
        source, root=HOUSE, font_paths=fonts.all_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"given": json.dumps(given)},
        pdf_standards="ua-1",
        timestamp=int(sheet.printed_at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError(template)
    return made


def _words(template: str, language: str) -> dict[str, str]:
    """The words of every paper, and of this one."""
    package, name = template.removesuffix(".typ").split("/")
    found: dict[str, str] = {}
    for owner, group in (("core", "sheet"), (package, name)):
        words, start = catalogue(f"fullfolj.{owner}"), f"paper.{group}."
        codes = [code for code in words.codes(language) if code.startswith(start)]
        found |= {code[len(start) :]: words.text(code, language) for code in codes}
    return found


def _code(language: str) -> str:
    """The language as typst takes it: two or three letters."""
    code = language.partition("-")[0].lower()
    known = code.isascii() and code.isalpha() and len(code) in (2, 3)
    return code if known else UNKNOWN


def _plain(value: Any, language: str) -> Any:
    """Data as JSON has them; a date as one reads it."""
    if isinstance(value, Prose):
        return _prose(value, language)
    if isinstance(value, str):
        return kept_apart(value)
    if is_dataclass(value):
        each = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _plain(part, language) for name, part in each.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, language) for part in value]
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d} {clock_time(value)}"
    if isinstance(value, date):
        return {"day": day(value), "weekday": weekday(value), "iso": str(value)}
    return value


def kept_apart(text: str) -> str:
    """A text that turns the way of reading, so that it turns nothing beside it.

    It stands between U+2068 and U+2069, as Unicode's annex 9 advises, and what it opens
    itself is closed.
    """
    if not any(unicodedata.bidirectional(sign) in TURNING for sign in text):
        return text
    kept, open_now = [], 0
    for sign in text:
        if sign == CLOSE and not open_now:
            continue
        open_now += (sign in OPENS) - (sign == CLOSE)
        kept.append(sign)
    return OPEN + "".join(kept) + CLOSE * open_now + CLOSE


def _prose(said: Prose, language: str) -> dict[str, Any]:
    """A text with its direction, which is that of its first letter that has one."""
    turned = is_right_to_left(said.text)
    known = UNKNOWN if turned else language
    return {
        "lines": said.text.splitlines(),
        "language": _code(said.language) if said.language else known,
        "right_to_left": turned,
    }


def _printable(value: Any) -> Any:
    """The data with every sign drawn or named."""
    if isinstance(value, str):
        return fonts.named(value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
