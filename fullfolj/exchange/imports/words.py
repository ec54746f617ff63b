"""What came of an import, in words, in the language of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from fullfolj.core.catalogue import LANGUAGES, Value, catalogue
from fullfolj.exchange.imports.models import Upload
from fullfolj.exchange.imports.report import FACTS, TABLES, table_of
from fullfolj.exchange.listing.rows import EXCHANGE


def say(key: str, **values: Value) -> str:
    """A sentence of the catalogue."""
    return catalogue(EXCHANGE).text(key, language(), values)


def language() -> str:
    """The language of the page."""
    return get_language() or LANGUAGES[0]


def reason(upload: Upload) -> str:
    """Why the files were not used, and what to do; nothing where they were.

    The page has buttons where the command has options: some sentences are its own.
    """
    return because(upload.reason, upload.values, "on_page", "unusable")


def because(code: str, given: Mapping[str, Any], *groups: str) -> str:
    """The sentence for a reason, of the first group that has it; nothing for none."""
    if not code:
        return ""
    values = dict(given)
    if "table" in values:
        values["table"] = say(f"table.{values['table']}")
    for group in groups:
        if catalogue(EXCHANGE).has(f"{group}.{code}"):
            return say(f"{group}.{code}", **values)
    return say("short.unusable")


def short(code: str) -> str:
    """Why an import was refused, in a few words."""
    key = f"short.{code}"
    return say(key if catalogue(EXCHANGE).has(key) else "short.unusable")


def report(
    kept: dict[str, Any] | None, of: Sequence[str] = TABLES
) -> dict[str, Any] | None:
    """A report as the page shows it: tables by name, refused rows in sentences."""
    if kept is None:
        return None
    counts = kept["tables"]  # in no order: the database keeps none
    tables = [(say(f"table.{name}"), counts[name]) for name in of if name in counts]
    told = [
        say(f"import.{name}", count=kept[name])
        for name in ("marked", "renamed", "shared", "mended", "too_old")
        if kept.get(name)
    ]
    told += [
        say("list.unrelated", file=file, count=rows)
        for file, rows in kept["unrelated"].items()
    ]
    rows = [
        {
            **each,
            "place": place(each["file"], each["line"]),
            "value": say(f"value.{each['value_class']}") if each["field"] else "",
            "why": say(f"refused.{each['reason']}"),
        }
        for each in kept["refused"]
    ]
    total = len(rows) + kept["more_refused"]
    files = {table_of(each["file"]) for each in rows}
    return {
        **{"tables": tables, "told": told, "refused": rows, "total": total},
        "asks_for_review": not files.isdisjoint(FACTS),
        "leaves_notices": "notices" in files,
    }


def place(file: str, line: int) -> str:
    """Where something stands: a row of a file, or an object of a system's answer."""
    endpoint, is_asked, _ = (
        file.partition("#") if file.startswith("/") else ("", "", "")
    )
    if is_asked:
        return say("place.object", endpoint=endpoint, number=line)
    return say("place.row", file=file, number=line)
