"""The addresses of mappings × the cast; see access_table.py."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.casework.models import MappingAnswer
from fullfolj.casework.tests.mappings import HEALTH, INTERESTS, answered, opened_to
from fullfolj.config.tests.access_cases import (
    BERGS_HIDDEN,
    BERGS_OPEN,
    SENT,
    case,
    no_such,
    protected_case,
)
from fullfolj.config.tests.access_table import Things, Try, only, signed_in
from fullfolj.core import clock

SIGNS = only(200, "anna", "gun", "hilda", others=403)
SIGNED = only(302, "anna", "gun", "hilda", others=403)
CILLAS = only(200, "cilla", others=404)


def in_section(t: Things) -> Mapping[str, Any]:
    return {**case(t), "section": INTERESTS}


def in_private(t: Things) -> Mapping[str, Any]:
    """A private section that Anna answered, where nobody answers for the case."""
    with t.cast.asking(t.cast.anna):
        if not MappingAnswer.objects.of_case(t.case).filter(section=HEALTH).exists():
            answered(t.case, t.cast.anna, HEALTH)
    return {**case(t), "section": HEALTH}


def in_protected(t: Things) -> Mapping[str, Any]:
    return {**protected_case(t), "section": INTERESTS}


def in_none(t: Things) -> Mapping[str, Any]:
    return {**case(t), "section": "finns-inte"}


def opened(t: Things) -> Mapping[str, Any]:
    """What is opened to Cilla; asked for again it is the same."""
    with t.cast.asking(t.cast.anna):
        return {"share_id": opened_to(t.case, t.cast.cilla, t.cast.anna).pk}


def opened_in_case(t: Things) -> Mapping[str, Any]:
    return {**case(t), **opened(t)}


def drawing(t: Things) -> Mapping[str, Any]:
    """An answer where nobody has answered."""
    said = {"want": "Rita", "state": "begun"}
    return {"key": str(uuid4()), "version": 0, "section_version": 1, **said}


def on_top(t: Things) -> Mapping[str, Any]:
    """An answer to what Anna answered."""
    return {**drawing(t), "version": 1}


def to_cilla(t: Things) -> Mapping[str, Any]:
    until = clock.today() + timedelta(days=30)
    user = str(t.cast.cilla.pk)
    return {"user": user, "until": str(until), "said_how": "sa det på vår träff"}


def drafted(t: Things) -> Mapping[str, Any]:
    return {**case(t), "form": f"kartlaggning-{INTERESTS}"}


def drafted_nowhere(t: Things) -> Mapping[str, Any]:
    return {**case(t), "form": "kartlaggning-finns-inte"}


def of_own(_: Things) -> Mapping[str, Any]:
    return {"section": "egen-1"}


def of_common(_: Things) -> Mapping[str, Any]:
    return {"section": INTERESTS}


MAPPING = [
    *(
        row
        for page in ("mapping", "mapping_compare")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=case),
            Try(
                f"casework:{page}", BERGS_HIDDEN, about="protected", args=protected_case
            ),
            Try(f"casework:{page}", signed_in(404), about="no such", args=no_such),
            Try(f"casework:{page}", signed_in(405), "POST", "open", args=case),
        )
    ),
    *(
        row
        for page in ("mapping_section", "share")
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=in_section),
            Try(f"casework:{page}", BERGS_HIDDEN, about="protected", args=in_protected),
            Try(
                f"casework:{page}",
                signed_in(404),
                about="no such section",
                args=in_none,
            ),
        )
    ),
    Try(
        "casework:mapping_section",
        BERGS_OPEN,
        about="private: that it is there",
        args=in_private,
    ),
    Try(
        "casework:mapping_section",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        in_section,
        drawing,
    ),
    Try(
        "casework:mapping_section",
        BERGS_OPEN | {"anna": 302, "bo": 422},
        "POST",
        "private, answered by Anna",
        in_private,
        on_top,
    ),
    Try(
        "casework:mapping_section",
        BERGS_OPEN | {"anna": 422, "bo": 422},
        "POST",
        "open, torn",
        args=in_section,
        given=lambda _: {"state": "score"},
    ),
    Try("casework:mapping_begin", signed_in(405), about="open", args=case),
    Try(
        "casework:mapping_begin",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        args=case,
        given=lambda _: {"number": "1"},
    ),
    Try("casework:mapping_lock", signed_in(405), about="open", args=in_section),
    Try("casework:mapping_lock", BERGS_OPEN | SENT, "POST", "open", args=in_section),
    Try("casework:share", BERGS_OPEN | SENT, "POST", "open", in_section, to_cilla),
    Try("casework:share_close", signed_in(405), about="open", args=opened_in_case),
    Try(
        "casework:share_close",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        args=opened_in_case,
    ),
    Try("casework:draft", BERGS_OPEN, "POST", "of a section", drafted, drawing),
    Try(
        "casework:draft",
        signed_in(404),
        "POST",
        "of no such section",
        drafted_nowhere,
        drawing,
    ),
    Try("casework:shared", signed_in(200), about="one's own"),
    Try("casework:shared", signed_in(405), "POST"),
    Try("casework:shared_section", CILLAS, about="opened to Cilla", args=opened),
    Try(
        "casework:shared_section",
        CILLAS | {"cilla": 302},
        "POST",
        "opened to Cilla",
        opened,
        drawing,
    ),
    Try("casework:shared_draft", signed_in(405), about="opened to Cilla", args=opened),
    Try("casework:shared_draft", CILLAS, "POST", "opened to Cilla", opened, drawing),
    Try("casework:sections", SIGNS, about="the own authority's"),
    Try("casework:sections", signed_in(405), "POST"),
    Try("casework:section_add", SIGNS),
    Try(
        "casework:section_add",
        SIGNED,
        "POST",
        "a section",
        given=lambda _: {"title": "Djur"},
    ),
    Try(
        "casework:section_reword",
        SIGNS | {"anna": 404, "gun": 404, "hilda": 404},
        about="one that is not one's own",
        args=of_own,
    ),
    Try("casework:section_ask", signed_in(405), args=of_common),
    Try(
        "casework:section_ask",
        SIGNED,
        "POST",
        "a common one",
        args=of_common,
        given=lambda _: {"asked": "no"},
    ),
]
