"""Deleting what was sent in: when it is used or refused for good, or after a day."""

import shutil

from django.conf import settings
from django.db import transaction

from fullfolj.core import clock
from fullfolj.exchange.imports.models import KEPT, Upload


def discard(upload: Upload) -> None:
    """Delete the files, when the transaction that says so has committed."""
    upload.is_kept = False
    upload.save(update_fields=["is_kept"])
    transaction.on_commit(lambda: shutil.rmtree(upload.folder, ignore_errors=True))


def sweep() -> int:
    """Delete what has lain for a day, whatever has come of it; how many there were."""
    before = (clock.now() - KEPT).timestamp()
    kept = settings.UPLOADS.iterdir() if settings.UPLOADS.is_dir() else ()
    old = [path for path in kept if path.stat().st_mtime < before]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:  # of a page that was killed while it received
            path.unlink(missing_ok=True)
    return len(old)
