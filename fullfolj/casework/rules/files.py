"""What a file is, by what it holds and never by what it is called. Pure."""

import io
import zipfile
from unicodedata import category

MOST = 10 * 2**20  # bytes of one file
PDF, PNG, JPEG, DOCX, XLSX, TXT = KINDS = ("pdf", "png", "jpeg", "docx", "xlsx", "txt")
MEDIA_TYPES = {
    PDF: "application/pdf",
    PNG: "image/png",
    JPEG: "image/jpeg",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TXT: "text/plain",
}
BEGINS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
HOLDS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
TYPED = "\n\r\t\f"  # of the characters that do not show, those that a text has


def kind_of(data: bytes) -> str | None:
    """Which of `KINDS` a file is; None for anything else, and for one with macros."""
    for begins, kind in BEGINS.items():
        if data.startswith(begins):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return TXT if data and _is_text(data) else None


def _office(data: bytes) -> str | None:
    """Which document a package is: its list of parts tells, none is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    found = [kind for name, kind in HOLDS.items() if name in names]
    return found[0] if len(found) == 1 and "[Content_Types].xml" in names else None


def _is_text(data: bytes) -> bool:
    """Whether it reads as text, as of today or as Windows wrote it before."""
    for encoding in ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(sign in TYPED or category(sign) != "Cc" for sign in text)
    return False
