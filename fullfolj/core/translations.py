"""The texts of the pages and their translations, in gettext's files.

Swedish is what stands in the templates. Each package keeps its English beside them, in
`locale/en/LC_MESSAGES/django.po`; a Swedish one says what packages say badly. Made with
Babel, so that no machine needs gettext.
`python -m fullfolj.core.translations` adds what is new and takes away what is gone.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).parents[1]
PLACE = Path("locale/en/LC_MESSAGES/django.po")
CALL = re.compile(r"\b(?:_|n?p?gettext)\((?=[urUR]*['\"])")
NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
Message = str | tuple[str, str]  # a text, or its singular and plural


def packages() -> list[Path]:
    """Every package of the house that has texts of its own."""
    return sorted(path.parent for path in HOUSE.glob("*/__init__.py"))


def texts(package: Path) -> dict[Message, set[str]]:
    """Every text of a package to be translated, with the files it stands in."""
    found: dict[Message, set[str]] = {}
    for path in sorted([*package.rglob("*.html"), *package.rglob("*.txt")]):
        for message in in_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(str(path.relative_to(HOUSE)))
    for path in sorted(package.rglob("*.py")):
        for message in in_code(path.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(str(path.relative_to(HOUSE)))
    return found


def in_template(source: str) -> Iterator[Message]:
    """The texts of one template, by Django's own reader of its tags."""
    calls = templatize(source)
    for match in CALL.finditer(calls):
        yield from in_code(calls[match.start() : end_of_call(calls, match.end())])


def end_of_call(source: str, position: int) -> int:
    """Where a call ends whose first argument, a quoted text, begins at the position."""
    for end in re.finditer(r"\)", source[position:]):
        try:
            ast.parse(f"f({source[position : position + end.end()]}")
        except SyntaxError:
            continue
        return position + end.end()
    raise ValueError(source[position : position + 80])


def in_code(source: str) -> Iterator[Message]:
    """The texts that code hands to gettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        given = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if node.func.id not in NAMES or not given or not isinstance(given[0], str):
            continue
        if node.func.id.startswith("n"):
            yield given[0], str(given[1])
        else:
            yield given[0]


def english(package: Path) -> Catalog:
    """The English of a package; an empty catalogue where it has none yet."""
    path = package / PLACE
    return read(path) if path.exists() else Catalog(locale="en", domain="django")


def read(path: Path) -> Catalog:
    """A catalogue of the language that its place says."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="django")


def bring_up_to_date(package: Path) -> None:
    """Add the new texts of a package to its catalogue and take away the gone."""
    old, new = english(package), Catalog(locale="en", domain="django")
    for message, files in texts(package).items():
        known = old.get(message if isinstance(message, str) else message[0])
        places = [(file, 0) for file in sorted(files)]
        new.add(message, known.string if known else "", locations=places)
    if not len(new):
        return
    path = package / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=88, sort_output=True, omit_header=False)


def compile_all() -> None:
    """Compile every catalogue whose text is newer than its compiled form."""
    for source in HOUSE.glob("*/locale/*/LC_MESSAGES/django.po"):
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = made.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, read(source))
        draft.replace(made)


if __name__ == "__main__":
    from django.conf import settings

    settings.configure()  # the reader of templates asks for its defaults
    for each in packages():
        bring_up_to_date(each)
    compile_all()
