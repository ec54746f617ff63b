"""The pictures of the documents: taken by the browser test of the page they show.

A test calls `pictured(page, "my-day")` where the page is as the document tells it. With
FULLFOLJ_PICTURES=take (`make pictures`) the picture is taken anew; otherwise it must be
there. Look at what was taken before it is committed.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

from e2e.walk import widen

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH = 1280


def pictured(page: Page, name: str, folder: Path = FOLDER) -> Path:
    """Where the picture of the page is, which is taken first when asked.

    Raises:
        AssertionError: it is not there.
    """
    path = folder / f"{name}.png"
    if os.environ.get("FULLFOLJ_PICTURES") == "take":
        folder.mkdir(parents=True, exist_ok=True)
        widen(page, WIDTH)
        page.screenshot(path=path, full_page=True)
    assert path.exists(), f"{path} is missing: make pictures"
    return path
