"""The page that says what becomes of each field of SS 12000."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fullfolj.exchange.ss12000 import codes as ss12000
from fullfolj.exchange.ss12000.codes import codes

MAPPING = Path(ss12000.__file__).with_name("mapping.toml")


def mapping() -> dict[str, Any]:
    """The list as it stands."""
    return tomllib.loads(MAPPING.read_text(encoding="utf-8"))


def page() -> Iterator[str]:
    """The page, line by line."""
    said = mapping()
    yield "# What becomes of SS 12000"
    yield ""
    yield (
        "Generated from `fullfolj/exchange/ss12000/mapping.toml` and `codes.toml`. By"
        " SS 12000:2020, OpenAPI 2.1.0. What is missing is unknown; what is not"
        " understood is refused with its endpoint, its place in the answer and field."
    )
    for entity in said["entity"]:
        yield ""
        yield f"## {entity['name']}: {entity['endpoint']}"
        yield ""
        yield f"Becomes {entity['becomes']}."
        yield ""
        yield "| field | becomes |"
        yield "|---|---|"
        for field in entity["field"]:
            yield f"| `{field['name']}` | {field['becomes']} |"
    yield ""
    yield "## Not used"
    yield ""
    yield "| what | why |"
    yield "|---|---|"
    for each in said["not_used"]:
        yield f"| `{each['name']}` | {each['why']} |"
    yield from _tables()


def _tables() -> Iterator[str]:
    for name, table in codes().items():
        if name == "passed_over":
            continue
        yield ""
        yield f"## Words: {name}"
        yield ""
        yield "| SS 12000 | here |"
        yield "|---|---|"
        for word, ours in table.items():
            here = ", ".join(ours) if isinstance(ours, list) else ours or "not known"
            yield f"| {word} | {here} |"
    yield ""
    yield "## School types that no rule asks for"
    yield ""
    yield ", ".join(codes()["passed_over"]["school_type"]) + ". They are passed over."
