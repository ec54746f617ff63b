"""Deliveries as somebody sends them in by the page, and a worker that reads them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.exchange.extracts.tests.folders import BERG, Rows, table
from fullfolj.exchange.imports import jobs
from fullfolj.exchange.imports.models import Upload
from fullfolj.kaa.models import Municipality

SEND = "/importer/ny/"
WORKER = "from fullfolj.config import worker; worker.run(gone_after=1.5)"


def answers_for_berg(cast: Cast) -> None:
    """Berg's authority answers for Berg."""
    with cast.asking(cast.hilda):
        Municipality(
            authority=cast.berg, code="2326", valid_from=date(2024, 1, 1)
        ).save(force_insert=True)


def files(changes: Rows | None = None, *, but: Sequence[str] = ()) -> list[Any]:
    """The youths of Berg as files to send."""
    rows = {**BERG, **(changes or {})}
    return [
        SimpleUploadedFile(f"{name}.csv", table(name, rows[name]).encode())
        for name in rows
        if name not in but
    ]


def send(
    client: Client, changes: Rows | None = None, *, dry_run: bool = True
) -> Upload:
    """Send them in; what is kept of it."""
    given: dict[str, Any] = {"delivery": files(changes)}
    if dry_run:
        given["dry_run"] = "on"
    answer = client.post(SEND, given)
    assert answer.status_code == 302, answer.content.decode()
    return Upload(pk=answer["Location"].split("/")[-2])


def read(upload: Upload) -> None:
    """Do the queued job here and now."""
    jobs.read(upload_id(upload), 0)


def upload_id(upload: Upload) -> Any:
    return Upload._meta.pk.to_python(upload.pk)


def page(upload: Upload) -> str:
    return reverse("imports:upload", args=[upload.pk])


def say(client: Client, upload: Upload, answer: str) -> Any:
    """Press a button of the page."""
    url = reverse("imports:answer", args=[upload.pk])
    return client.post(url, {"answer": answer}, follow=True)


def kept(cast: Cast, upload: Upload, user: User | None = None) -> Upload:
    """The upload as the database has it."""
    with cast.asking(user or cast.anna):
        return Upload.objects.get(pk=upload.pk)


def visitor(user: User) -> Client:
    return signed_in(user)


@contextmanager
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """A worker as `fullfolj serve` starts it, in the database of the test."""
    entry = connection.settings_dict
    url = f"postgresql:///{entry['NAME']}?host={entry['HOST']}&port={entry['PORT']}"
    environ = {
        "DATABASE_URL": f"{url}&user=fullfolj_app",
        "FULLFOLJ_HOME": str(Path(settings.UPLOADS).parent),
        "FULLFOLJ_SECRET_KEY": settings.SECRET_KEY,
        "FULLFOLJ_WITHOUT_OWNER": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, env=os.environ | environ
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdin
        process.stdin.close()


def until(happens: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
