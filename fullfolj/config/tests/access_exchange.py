"""The addresses of Kom igång and Inläsning × the cast; see access_table.py."""

from django.core.files.uploadedfile import SimpleUploadedFile

from fullfolj.config.tests.access_table import (
    ANNAS_LIST,
    COMPARERS,
    IMPORTERS,
    Try,
    delivery,
    imported,
    listed,
    only,
    sent,
    signed_in,
)
from fullfolj.exchange.extracts.tests.folders import BERG, DAN

EXCHANGE = [
    # Kom igång
    Try("begin:steps", only(200, *IMPORTERS, others=403)),
    Try(
        "begin:steps",
        only(302, *COMPARERS, others=403),
        "POST",
        "a list with a heading that is known",
        given=lambda _: {"file": SimpleUploadedFile("l.csv", f"pnr\n{DAN}".encode())},
    ),
    Try(
        "begin:steps",
        only(422, *COMPARERS, others=403),
        "POST",
        "without a list",
    ),
    Try(
        "begin:compute",
        only(302, *IMPORTERS, others=403),
        "POST",
        "the own authority's",
    ),
    Try("begin:compute", signed_in(405)),
    Try("begin:columns", ANNAS_LIST, about="Anna's, chosen and gone", args=listed),
    Try("begin:answer", ANNAS_LIST, about="Anna's, gone", args=listed),
    Try(
        "begin:answer",
        only(404, *COMPARERS, others=403),
        about="no such",
        args=lambda t: {"list_id": t.cast.berg.pk},
    ),
    Try("begin:discard", ANNAS_LIST, "POST", "Anna's", args=listed),
    Try("begin:discard", signed_in(405), about="Anna's", args=listed),
    # Inläsning
    Try("imports:runs", only(200, *IMPORTERS, others=403), about="the own authority's"),
    Try("imports:send", only(200, *IMPORTERS, others=403)),
    Try(
        "imports:send",
        only(302, *IMPORTERS, others=403),
        "POST",
        "a whole delivery, to the own authority",
        given=lambda _: delivery(*BERG),
    ),
    Try(
        "imports:send",
        only(422, *IMPORTERS, others=403),
        "POST",
        "without registrations",
        given=lambda _: delivery("people", "enrolments"),
    ),
    Try(
        "imports:upload",
        only(200, "anna", "hilda", others=403) | {"gun": 404},
        about="Berg's files",
        args=sent,
    ),
    Try(
        "imports:upload",
        only(404, *IMPORTERS, others=403),
        about="no such",
        args=lambda t: {"upload_id": t.cast.berg.pk},
    ),
    Try(
        "imports:answer",
        only(302, "anna", "hilda", others=403) | {"gun": 404},
        "POST",
        "apply Berg's files",
        args=sent,
        given=lambda _: {"answer": "apply"},
    ),
    Try("imports:answer", signed_in(405), about="Berg's files", args=sent),
    Try(
        "imports:undo",
        only(200, "anna", "hilda", others=403) | {"gun": 404},
        about="Berg's run",
        args=imported,
    ),
    Try(
        "imports:undo",
        only(302, "anna", "hilda", others=403) | {"gun": 404},
        "POST",
        "Berg's run",
        args=imported,
    ),
]
