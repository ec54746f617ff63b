"""Style and script for the browser: which files, from where, and how they are served.

What others wrote comes from npm at set-up, with exact versions, and is never committed.
Each file served is named here, so that nothing else of a package is reachable.
"""

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import (
    AppDirectoriesFinder,
    BaseFinder,
    get_finders,
)
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

FOLDER = "vendor"
HOUSE = "fullfolj."
FILES = (
    "@digdir/designsystemet-css/dist/theme/designsystemet.css",
    "@digdir/designsystemet-css/dist/src/index.css",
    "@digdir/designsystemet-web/dist/umd/index.js",
    "@digdir/designsystemet-web/dist/umd/index.js.map",
    "htmx.org/dist/htmx.min.js",
    "htmx.org/dist/htmx.min.js.map",
)


class PackagesFinder(BaseFinder):
    """Finds the listed files of npm's packages, under `vendor/`, as Django asks."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """Where a file lies; nothing for a file that is not listed."""
        wanted = path.removeprefix(f"{FOLDER}/")
        found = wanted in FILES and wanted != path
        place = str(settings.NODE_MODULES / wanted)
        if not found:
            return []
        return [place] if find_all else place

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every listed file, with the storage to read it from."""
        storage = FileSystemStorage(location=settings.NODE_MODULES)
        storage.prefix = FOLDER  # type: ignore[attr-defined]
        for name in FILES:
            yield name, storage


class OurFinder(AppDirectoriesFinder):
    """Finds our own packages' files, and none that an installed app brings along."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        ours = [
            app.name for app in apps.get_app_configs() if app.name.startswith(HOUSE)
        ]
        super().__init__(app_names or ours, *args, **kwargs)


def collect() -> None:
    """Lay every file, hashed and compressed, where it is served from; once per change.

    Raises FileNotFoundError where npm's packages are not there: `make setup`.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root.parent / ".static-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, now = root / ".stamp", fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)


def fingerprint() -> str:
    """What the collected files depend on: name, size and time of each source."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns};".encode())
    return digest.hexdigest()
