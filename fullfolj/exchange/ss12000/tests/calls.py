"""Asking a scripted server, and hearing why it broke."""

import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from fullfolj.core.catalogue import LANGUAGES, catalogue
from fullfolj.exchange.ss12000.client import Access, Broken, Patience, Server
from fullfolj.exchange.ss12000.tests.scripted import Scripted

BEARER = "an-open-secret"
WHISPERED = "whispered & never+said"
WHEN = datetime(2026, 11, 21, 2, 0, 0, 900_000, tzinfo=UTC)
ADA, BO, CIA = (
    {"id": name, "meta": {"modified": "2026-11-01T00:00:00Z"}, "name": name}
    for name in ("ada", "bo", "cia")
)


class Calls:
    """Asks a server as a pull does, and keeps how long it would have waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def to(self, server: Scripted, path: str = "", **how: Any) -> Server:
        patience = how.pop("patience", Patience())
        access = Access(url=f"{server.url}{path}", **how)
        return Server(access, pause=self.waits.append, patience=patience)


def persons(server: Server, **filters: Any) -> list[dict[str, Any]]:
    return list(server.listed("/persons", **filters))


def broken(ask: Callable[[], object]) -> Broken:
    """How it broke: with a sentence in both languages, and without what was secret."""
    with pytest.raises(Broken) as raised:
        ask()
    error = raised.value
    for language in LANGUAGES:
        told = catalogue("fullfolj.exchange").text(
            f"unusable.{error.reason}", language, error.values
        )
        assert told.endswith(".")
    assert error.__cause__ is None  # a library's words may hold what was asked
    whole = "".join(traceback.format_exception(error)) + repr(error.values)
    assert BEARER not in whole
    assert WHISPERED not in whole
    assert "pageToken=" not in whole
    return error


def reason(ask: Callable[[], object]) -> str:
    return broken(ask).reason.removeprefix("ss12000.")
