"""The addresses of notes and files × the cast; see access_table.py. Both are Bo's."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from fullfolj.casework.tests.notes import PDF
from fullfolj.config.tests.access_table import Things, Try, only, signed_in
from fullfolj.core import clock

BERGS_OPEN = only(200, "anna", "bo", others=404)
BERGS_HIDDEN = only(200, "anna", others=404)
BOS_ALONE = only(200, "bo", others=404)


def case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.case.pk}


def protected_case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.protected_case.pk}


def no_such(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.cast.berg.pk}


def noted(t: Things) -> Mapping[str, Any]:
    return {**case(t), "note_id": t.note.pk}


def noted_restricted(t: Things) -> Mapping[str, Any]:
    return {**case(t), "note_id": t.restricted_note.pk}


def noted_elsewhere(t: Things) -> Mapping[str, Any]:
    return {**protected_case(t), "note_id": t.note.pk}


def attached(t: Things) -> Mapping[str, Any]:
    return {**case(t), "attachment_id": t.attachment.pk}


def attached_restricted(t: Things) -> Mapping[str, Any]:
    return {**case(t), "attachment_id": t.restricted_attachment.pk}


def attached_elsewhere(t: Things) -> Mapping[str, Any]:
    return {**protected_case(t), "attachment_id": t.attachment.pk}


def said(_: Things) -> Mapping[str, Any]:
    """What the form of a note sends."""
    return {
        "key": str(uuid4()),
        "version": "0",
        "text": "Vill börja på komvux",
        "is_restricted": "ordinary",
        "happened_on": str(clock.today()),
    }


def corrected(t: Things) -> Mapping[str, Any]:
    more = {"replaces": str(t.note.pk), "reason": "Fel", "text": "Vill vänta"}
    return {**said(t), **more}


def file(_: Things) -> Mapping[str, Any]:
    """What the form of a file sends."""
    return {
        "key": str(uuid4()),
        "file": SimpleUploadedFile("elin-testsson.pdf", PDF),
        "name": "Intyg",
        "is_restricted": "ordinary",
    }


NOTES = [
    *(
        row
        for page in ("note", "attach")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=case),
            Try(
                f"casework:{page}", BERGS_HIDDEN, about="protected", args=protected_case
            ),
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_such),
            Try(
                f"casework:{page}",
                BERGS_OPEN | {"anna": 422, "bo": 422},
                "POST",
                "open, nothing filled in",
                args=case,
                given=lambda _: {"name": ""},
            ),
        )
    ),
    *(
        row
        for page, given in (("note", said), ("attach", file))
        for row in (
            Try(
                f"casework:{page}",
                BERGS_OPEN | {"anna": 302, "bo": 302},
                "POST",
                "open",
                case,
                given,
            ),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN | {"anna": 302},
                "POST",
                "protected",
                protected_case,
                given,
            ),
        )
    ),
    Try("casework:note_wordings", BERGS_OPEN, about="open", args=noted),
    Try("casework:note_wordings", BOS_ALONE, about="restricted", args=noted_restricted),
    Try(
        "casework:note_wordings",
        signed_in(404),
        about="of another case",
        args=noted_elsewhere,
    ),
    Try(
        "casework:note_wordings",
        BERGS_OPEN | {"anna": 403, "bo": 302},
        "POST",
        "open",
        noted,
        corrected,
    ),
    Try(
        "casework:note_wordings",
        BERGS_OPEN | {"anna": 403, "bo": 422},
        "POST",
        "open, nothing filled in",
        args=noted,
        given=lambda _: {"text": ""},
    ),
    Try("casework:attachment", BERGS_OPEN, about="open", args=attached),
    Try("casework:attachment", BOS_ALONE, about="restricted", args=attached_restricted),
    Try(
        "casework:attachment",
        signed_in(404),
        about="of another case",
        args=attached_elsewhere,
    ),
    Try("casework:attachment", signed_in(405), "POST", "open", args=attached),
]
