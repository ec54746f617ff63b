"""The pictures of the documents are taken when asked, and missed when they are not."""

import struct
from pathlib import Path

import pytest

from e2e.conftest import Visit
from e2e.pictures import WIDTH, pictured


def test_a_picture_is_taken_when_asked_and_missed_otherwise(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit("/logga-in/", width=360)
    monkeypatch.delenv("FULLFOLJ_PICTURES", raising=False)
    with pytest.raises(AssertionError, match=r"sign-in\.png is missing: make pictures"):
        pictured(page, "sign-in", tmp_path)
    monkeypatch.setenv("FULLFOLJ_PICTURES", "take")
    taken = pictured(page, "sign-in", tmp_path).read_bytes()
    assert taken.startswith(b"\x89PNG")
    assert struct.unpack(">I", taken[16:20]) == (WIDTH,)
    monkeypatch.delenv("FULLFOLJ_PICTURES")
    assert pictured(page, "sign-in", tmp_path).read_bytes() == taken
