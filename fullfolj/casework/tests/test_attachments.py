"""Files of a case: which are kept, who may open them, and what the scanner says."""

import shlex
import sys
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from fullfolj.access.models import User
from fullfolj.casework.actions.attachments import (
    EmptyFileError,
    FileUsedError,
    TooLargeError,
    UnknownFileError,
    UnsafeFileError,
    UnscannedError,
)
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Attachment, AttachmentContent, Case
from fullfolj.casework.rules.files import MOST, kind_of
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.notes import DOCX, JPEG, PDF, PNG, XLSX, attached, package
from fullfolj.config.cast import Cast
from fullfolj.people.models import CONFIDENTIAL, Person

pytestmark = pytest.mark.django_db

BOTH = ("[Content_Types].xml", "word/document.xml", "xl/workbook.xml")
MACROS = (*BOTH[:2], "word/vbaProject.bin")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPEG, "jpeg"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        ("Hej på dig\r\n".encode(), "txt"),
        ("\ufeffHej på dig".encode(), "txt"),
        ("Hej på dig".encode("cp1252"), "txt"),
        (b"", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02\x01\x01\x00", None),
        (b"GIF89a\x01\x00", None),
        (b"\x00" * 100, None),
        (
            package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            None,
        ),
        (package("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), None),
        (package("word/document.xml"), None),
        (package("a.txt"), None),
        (DOCX[:60], None),
    ],
)
def test_a_file_is_what_it_holds(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyFileError),
        (PDF + b" " * MOST, TooLargeError),
        (b"MZ\x90\x00", UnknownFileError),
    ],
)
def test_what_is_not_kept_is_refused(
    cast: Cast, data: bytes, refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo), pytest.raises(refusal):
        attached(case, cast.bo, data)
    with cast.asking(cast.bo):
        assert not Attachment.objects.exists()


def test_a_file_of_the_largest_size_comes_back_as_it_was(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    data = PDF + bytes(range(256)) * ((MOST - len(PDF)) // 256)
    with cast.asking(cast.bo):
        file = attached(case, cast.bo, data)
        content = AttachmentContent.objects.filter(pk=file.pk)
        step = 2**20 + 7
        starts = range(0, file.size, step)
        parts = [bytes(content.part(start, step).get()) for start in starts]
    assert b"".join(parts) == data


def opens(cast: Cast, user: User) -> int:
    """How many files the database lets somebody open, asked without our models."""
    with cast.asking(user), connection.cursor() as cursor:
        cursor.execute("SELECT count(data) FROM casework_attachmentcontent")
        return int(cursor.fetchone()[0])


def test_a_restricted_file_is_opened_by_who_added_it_and_who_answers_for_the_case(
    cast: Cast,
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        attached(case, cast.bo, is_restricted=True)
    assert [opens(cast, user) for user in (cast.bo, cast.anna, cast.gun)] == [1, 0, 0]
    with cast.asking(cast.anna):
        (seen,) = Attachment.objects.of_case(case).with_name()
        assert seen.name is None, "present, and its name is not told"
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    assert opens(cast, cast.anna) == 1


def test_files_of_who_becomes_protected_are_for_the_cleared(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        attached(case, cast.bo)
    with cast.asking(cast.anna):
        Person.objects.filter(pk=case.person_id).update(marking=CONFIDENTIAL)
    assert [opens(cast, user) for user in (cast.bo, cast.anna)] == [0, 1]


@pytest.mark.parametrize("table", [Attachment, AttachmentContent])
def test_a_file_is_never_changed(cast: Cast, table: Any) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        attached(case, cast.bo)
    with pytest.raises(DatabaseError), cast.asking(cast.bo), transaction.atomic():
        table.objects.update(is_restricted=True)


def test_the_same_form_twice_is_one_file(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        assert attached(case, cast.bo, key=key) == attached(case, cast.bo, key=key)
        assert Attachment.objects.count() == AttachmentContent.objects.count() == 1
    for other in ({"name": "Annat"}, {"data": PNG}):
        with cast.asking(cast.bo), pytest.raises(FileUsedError):
            attached(case, cast.bo, key=key, **other)


def test_who_may_not_work_with_it_adds_nothing(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.gun), pytest.raises(Case.DoesNotExist):
        attached(case, cast.gun)
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        attached(case, cast.cilla)


def scanner(code: str) -> str:
    """A scanner that runs a line of Python with the file on its standard input."""
    return shlex.join([sys.executable, "-c", f"import sys; {code}"])


LOOKS = "sys.exit(b'EICAR' in sys.stdin.buffer.read())"


def test_the_scanner_sees_the_file_and_has_its_say(cast: Cast, settings: Any) -> None:
    settings.SCANNER = scanner(LOOKS)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        assert attached(case, cast.bo, PDF).kind == "pdf"
    with cast.asking(cast.bo), pytest.raises(UnsafeFileError):
        attached(case, cast.bo, PDF + b"EICAR")
    with cast.asking(cast.bo):
        assert Attachment.objects.count() == 1


@pytest.mark.parametrize("command", ["/no/such/scanner -", "'"])
def test_a_scanner_that_is_not_there_is_no_yes(
    cast: Cast, settings: Any, command: str
) -> None:
    settings.SCANNER = command
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo), pytest.raises(UnscannedError):
        attached(case, cast.bo)


def test_a_scanner_that_never_answers_is_no_yes(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SCANNER = scanner("import time; time.sleep(60)")
    monkeypatch.setattr("fullfolj.casework.actions.attachments.PATIENCE", 0.2)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo), pytest.raises(UnscannedError):
        attached(case, cast.bo)
