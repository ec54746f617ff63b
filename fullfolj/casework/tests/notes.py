"""Notes and files of the tests, made by the actions that the pages use."""

import io
import zipfile
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import attachments, notes
from fullfolj.casework.models import Attachment, Case, Note
from fullfolj.core import clock

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def package(*names: str) -> bytes:
    """A document as Word and Excel pack it, with parts of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(zipfile.ZipInfo(name), "<x/>")  # the same at any time
    return file.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")


def noted(case: Case, by: User, **given: Any) -> Note:
    """Note something as the form does: today, for all to read."""
    said: dict[str, Any] = {
        "text": "Vill börja på komvux",
        "is_restricted": False,
        "happened_on": clock.today(),
    }
    key = given.pop("key", None) or uuid4()
    return notes.write(case=case, key=key, noted=notes.Noted(**said | given), by=by)


def corrected(case: Case, note: Note, by: User, **given: Any) -> Note:
    """Correct a note as the form does; what is not given is as it was."""
    rest: dict[str, Any] = {"key": uuid4(), "replaces": note.pk, "reason": "Fel"}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    said: dict[str, Any] = {
        "is_restricted": False,
        "happened_on": note.happened_on,
        **given,
    }
    return notes.correct(case=case, noted=notes.Noted(**said), by=by, **rest)


def attached(case: Case, by: User, data: bytes = PDF, **given: Any) -> Attachment:
    """Add a file as the form does: for all to read."""
    key = given.pop("key", None) or uuid4()
    said: dict[str, Any] = {
        "name": "Intyg från skolan",
        "is_restricted": False,
        **given,
    }
    added = attachments.Added(data=data, **said)
    return attachments.attach(case=case, key=key, added=added, by=by)
