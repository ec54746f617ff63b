"""Receiving files: on the addresses that take them, up to a size, under no name.

What is sent in lies in the folder of uploads while the page runs, under a random name;
nothing of what the sender calls it becomes part of a path.
"""

from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest
from django.urls import Resolver404, resolve

MOST = 100 * 2**20  # bytes of one request, all files together
TAKES_FILES = "takes_files"  # the mark of a view


def takes_files(view: Any) -> Any:
    """Mark a view as one that files may be sent to."""
    setattr(view, TAKES_FILES, True)
    return view


def is_too_large(request: HttpRequest) -> bool:
    """Whether more was sent than is received; then nothing of it was."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > MOST


class Receiver(TemporaryFileUploadHandler):
    """Takes files to disk; lets them run by where nobody asked for them."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or skip it: not asked for, too large, not signed in."""
        request = self.request
        if request is None or not is_welcome(request):
            raise SkipFile
        settings.UPLOADS.mkdir(mode=0o700, parents=True, exist_ok=True)
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = Nameless(self.file_name, self.content_type, 0, self.charset)


class Nameless(TemporaryUploadedFile):
    """A file on disk whose path says nothing of what the sender called it."""

    def __init__(self, *about: Any) -> None:
        path = settings.UPLOADS
        file = NamedTemporaryFile(dir=path, suffix=".upload")  # noqa: SIM115 - kept open
        UploadedFile.__init__(self, file, *about)


def is_welcome(request: HttpRequest) -> bool:
    """Whether files may come with this request."""
    if is_too_large(request) or not request.user.is_authenticated:
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return hasattr(view, TAKES_FILES)
