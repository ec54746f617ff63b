"""The day that the stories of the night are told on."""

from datetime import date

import pytest

from fullfolj.exchange.imports.tests.conftest import berg
from fullfolj.exchange.ss12000.tests.conftest import folder, held, school

__all__ = ["berg", "folder", "held", "school"]
AS_OF = date(2026, 11, 21)


@pytest.fixture
def day_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the extracts: an import leaves out those past 21 on its own day."""
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: AS_OF)
