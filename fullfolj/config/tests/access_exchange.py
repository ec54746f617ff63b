"""The addresses of Kom igång and Inläsning × the cast; see access_table.py."""

from django.core.files.uploadedfile import SimpleUploadedFile

from fullfolj.config.tests.access_table import (
    ANNAS_LIST,
    COMPARERS,
    IMPORTERS,
    Try,
    delivery,
    everyone,
    imported,
    listed,
    only,
    sent,
    signed_in,
    system,
)
from fullfolj.exchange.extracts.tests.folders import BERG, DAN
from fullfolj.exchange.ss12000.actions.listening import word_of

SYSTEM = {
    "name": "Skolan",
    "url": "https://ny.invalid/v2.0",
    "sign_in": "open",
    "schedule": "nightly",
}
BERGS_SYSTEM = only(200, "anna", "hilda", others=403) | {"gun": 404}
CHANGED = only(302, "anna", "hilda", others=403) | {"gun": 404}

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
    # Skolornas system
    Try("ss12000:connections", only(200, *IMPORTERS, others=403), about="the own"),
    Try("ss12000:add", only(200, *IMPORTERS, others=403)),
    Try(
        "ss12000:add",
        only(302, *IMPORTERS, others=403),
        "POST",
        "a system, to the own authority",
        given=lambda _: SYSTEM,
    ),
    Try(
        "ss12000:add",
        only(422, *IMPORTERS, others=403),
        "POST",
        "a system without encryption",
        given=lambda _: {**SYSTEM, "url": "http://skola.invalid"},
    ),
    Try("ss12000:connection", BERGS_SYSTEM, about="Berg's", args=system),
    Try("ss12000:change", BERGS_SYSTEM, about="Berg's", args=system),
    Try(
        "ss12000:change",
        CHANGED,
        "POST",
        "Berg's",
        args=system,
        given=lambda _: SYSTEM,
    ),
    Try("ss12000:remove", BERGS_SYSTEM, about="Berg's", args=system),
    Try("ss12000:remove", CHANGED, "POST", "Berg's", args=system),
    Try("ss12000:ask", CHANGED, "POST", "Berg's", args=system),
    Try("ss12000:ask", signed_in(405), about="Berg's", args=system),
    Try("ss12000:attempt", CHANGED, "POST", "Berg's", args=system),
    Try("ss12000:attempt", signed_in(405), about="Berg's", args=system),
    Try(
        "ss12000:heard",
        everyone(200),
        "POST",
        "a word of Berg's system",
        args=lambda t: {"word": word_of(t.connection)},
    ),
    Try(
        "ss12000:heard",
        everyone(200),
        "POST",
        "a word of nothing",
        args=lambda _: {"word": "x"},
    ),
    Try("ss12000:heard", everyone(405), args=lambda _: {"word": "x"}),
]
