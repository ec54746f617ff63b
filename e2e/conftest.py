"""What the browser tests share: the house on localhost, and the system's Chromium.

`site` is the house served by a thread, in the database of the tests. `visit` opens a
page in a fresh browser context: `visit("/", user=cast.anna, width=360, script=False)`.
A fault in the browser's console (a blocked style, a script that fails) fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from fullfolj.access.models import User
from fullfolj.config.testing import signed_in

# Playwright runs a loop of its own in the test's thread, which Django takes for async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this worker."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "Chromium is missing: make chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


def as_served(application: Any) -> Any:
    """In place of the test server's own static files: the house serves them itself."""
    return application


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The address of the house, as it is served, static files and all."""
    thread = LiveServerThread("localhost", as_served)  # type: ignore[arg-type]
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """Opens a page in a context of its own; closes all when the test is done."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        path: str,
        *,
        user: User | None = None,
        width: int = 1280,
        script: bool = True,
        locale: str = "sv-SE",
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            locale=locale,
            reduced_motion="reduce",
        )
        context.set_default_timeout(5_000)
        if user:
            cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies(
                [{"name": cookie.key, "value": cookie.value, "url": site}]
            )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                faults.append(said.text)
                if said.type == "error" and "status of" not in said.text
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, faults
