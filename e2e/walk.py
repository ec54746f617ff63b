"""What a browser test does with a page: follows, measures, pictures, Tab by Tab."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

WIDTHS = (1280, 360)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is well is neither told nor carried over: that took most of the time.
RUN = """tags => axe.run(document, {
  runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
}).then(found => found.violations)"""
PICTURES = Path(os.environ.get("FULLFOLJ_HOME") or "var") / "pictures"
FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect();
  const style = getComputedStyle(it);
  return {
    name: (it.getAttribute('aria-label') || it.innerText || it.name || it.id).trim(),
    tag: it.tagName.toLowerCase(),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
  };
}"""


# Two frames: what observes the size has been told and has been drawn.
SETTLED = """width => new Promise((done, fail) => requestAnimationFrame(() =>
  requestAnimationFrame(() => innerWidth === width
    ? done() : fail(Error(`${innerWidth} px wide, not ${width}`)))))"""


def follow(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to another page, and be there, loaded, when it returns.

    Without it what is measured next may be the page that one was leaving. Fails when
    the act leads nowhere. An answer with the same form and its errors is another page.
    """
    with page.expect_navigation():
        act()


def enter(page: Page) -> None:
    """Press Enter where that leads to another page, and be there."""
    follow(page, lambda: page.keyboard.press("Enter"))


def widen(page: Page, width: int) -> None:
    """Let the window be so wide, in px, and the page laid out for it."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(SETTLED, width)


@cache
def axe() -> str:
    """The source of axe-core; `evaluate` runs it though the page's policy is strict."""
    path = settings.NODE_MODULES / "axe-core" / "axe.min.js"
    return str(path.read_text(encoding="utf-8"))


def assert_accessible(page: Page) -> None:
    """Fail on a fault that axe finds, on sideways scroll, on other than one h1."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(axe())
    faults = page.evaluate(RUN, TAGS)
    told = [f"{f['id']}: {n['html'][:200]}" for f in faults for n in f["nodes"]]
    assert not told, "\n".join([page.url, *told])
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
    assert page.locator("h1").count() == 1, f"{page.url} has not one h1"


def assert_accessible_at_all_widths(page: Page, picture: str) -> None:
    """The same at each width, with a picture of each."""
    for width in WIDTHS:
        widen(page, width)
        assert_accessible(page)
        take(page, f"{picture}-{width}")


def take(page: Page, name: str) -> None:
    """A picture of the whole page in the home's `pictures`, when pictures are taken.

    That is by `make pictures`: to draw them takes as long as to test what they show.
    """
    if os.environ.get("FULLFOLJ_PICTURES") != "take":
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def tab(page: Page, presses: int) -> list[dict[str, Any]]:
    """Press Tab so many times; what had focus at each stop, which must be visible."""
    stops = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop["seen"], f"focus is out of sight at {stop}"
        assert stop["marked"], f"focus is not marked at {stop}"
        stops.append(stop)
    return stops
